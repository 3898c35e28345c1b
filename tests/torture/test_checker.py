"""The checker itself: histories that cannot be, each with one thing wrong, and one that can."""

import pytest
from tests.torture.checker import Outcome, faults_in
from tests.torture.history import Asked, Attempt, Claim, State, Told

NINE = Claim(things=("ada",), first=540, end=570)
SEAT = Claim(things=("ada",), first=540, end=570, session="class/ada/540", seats=2)
SKEW = 5.0
THREE = range(3)


def state(id: str = "b1", revision: int = 0, claim: Claim = NINE, status: str = "confirmed", **more: object) -> State:
    fields = {"key": f"key of {id}", "phone": "+442079460123"} | more
    return State.model_validate(
        {"id": id, "revision": revision, "status": status, "claim": claim.model_dump()} | fields
    )


def attempt(at: float, asked: Asked, told: Told, lasting: float = 1) -> Attempt:
    return Attempt(began=at, ended=at + lasting, asked=asked, told=told)


def book(at: float, booked: State, who: str = "ada", request: str = "") -> Attempt:
    asked = Asked(who=who, do="book", key=booked.key, request=request or booked.id)
    return attempt(at, asked, Told(got="done", state=booked))


def change(at: float, changed: State, do: str = "move") -> Attempt:
    return attempt(at, Asked(who="ada", do=do, booking=changed.id), Told(got="done", state=changed))


def hold(at: float, until: float, id: str = "h1", who: str = "noah", claim: Claim = NINE) -> Attempt:
    return attempt(at, Asked(who=who, do="hold"), Told(got="done", hold=id, until=until, claim=claim))


def refused(at: float, got: str, asked: Asked) -> Attempt:
    return attempt(at, asked, Told(got=got))


def block(at: float) -> Attempt:
    return attempt(at, Asked(who="staff", do="block", key="k", claim=NINE), Told(got="done", block="x"))


def check(history: list[Attempt], *stored: State, lapsed: frozenset[str] = frozenset()) -> list[str]:
    return faults_in(history, Outcome({booking.id: booking for booking in stored}, lapsed), SKEW)


TEN = NINE.model_copy(update={"first": 600, "end": 630})
MOVED, CANCELLED = state(revision=1, claim=TEN), state(revision=1, status="cancelled")
OTHER = state("b2")


@pytest.mark.parametrize(
    ("history", "stored"),
    [
        ([book(0, state())], [state()]),
        ([book(0, state()), change(5, CANCELLED, "cancel"), book(7, OTHER)], [CANCELLED, OTHER]),
        # The other one may have been booked just after the first was cancelled, and just before anybody knew.
        ([book(0, state()), change(5, CANCELLED, "cancel"), book(5.5, OTHER)], [CANCELLED, OTHER]),
        ([hold(0, until=20), book(14, OTHER)], [OTHER]),  # the hold is over, by a clock that is ahead
        ([hold(0, until=99, who="ada"), hold(2, until=99, id="h2", who="ada")], []),
        ([hold(0, until=99), attempt(5, Asked(who="noah", do="release", hold="h1"), Told()), book(5, OTHER)], [OTHER]),
        ([book(0, state(claim=SEAT)), book(0, state("b2", claim=SEAT))], [state(claim=SEAT), state("b2", claim=SEAT)]),
        ([book(0, state(status="pending", pending_until=60)), book(58, OTHER)],
         [state(revision=1, status="cancelled"), OTHER]),
        ([Attempt(began=0, asked=Asked(who="ada", do="book", key="key of b1"))], [state()]),
        ([book(0, state()), block(5), attempt(7, Asked(who="x", do="unblock", hold="x"), Told(got="done"))], [state()]),
    ],
)  # fmt: skip
def test_what_can_be_is_no_fault(history: list[Attempt], stored: list[State]) -> None:
    assert check(history, *stored, lapsed=frozenset({"b1"})) == []


@pytest.mark.parametrize(
    ("fault", "history", "stored"),
    [
        ("kept by", [book(0, state()), book(5, OTHER)], [state(), OTHER]),
        ("kept by", [hold(0, until=90), book(5, OTHER)], [OTHER]),
        ("kept by", [hold(0, until=90), hold(5, until=90, id="h2", who="rose")], []),
        ("kept by", [book(0, state()), change(5, MOVED), book(9, state("b2", claim=TEN))],
         [MOVED, state("b2", claim=TEN)]),
        ("3 guests", [book(0, state(f"b{n}", claim=SEAT)) for n in THREE],
         [state(f"b{n}", claim=SEAT) for n in THREE]),
        ("does not exist", [book(0, state())], []),
        ("not what was acknowledged", [book(0, state())], [state(claim=TEN)]),
        ("is at revision 0", [book(0, state()), change(5, MOVED)], [state()]),
        ("nobody was told of", [book(0, state())], [CANCELLED]),
        ("nobody was told", [], [state()]),
        ("in two ways", [book(0, state()), book(5, state(notes="x"), request="b1")], [state()]),
        ("has the bookings", [book(0, state(key="k")), book(5, state("b2", key="k", claim=TEN), request="b1")],
         [state(key="k"), state("b2", key="k", claim=TEN)]),
        ("served 2 requests", [book(0, state()), book(5, state(), request="another")], [state()]),
        ("who used it rightly", [refused(0, "key reused", Asked(who="ada", do="book", key="k", request="a"))], []),
        ("had not",
         [book(0, state()), refused(3, "revision changed", Asked(who="x", do="edit", booking="b1", revision=0))],
         [state()]),
        ("and got: down", [refused(0, "down", Asked(who="ada", do="hold"))], []),
        ("was made during", [block(0), book(5, state())], [state()]),
        ("was made during", [block(0), hold(5, until=90)], []),
    ],
)  # fmt: skip
def test_what_cannot_be_is_seen(fault: str, history: list[Attempt], stored: list[State]) -> None:
    assert fault in " ".join(check(history, *stored))
