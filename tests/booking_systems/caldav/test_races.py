"""Two who want one time: in no order of their steps do both keep it. On paper every order is tried; then processes race
for a time on a real server."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations

import pytest
from tests.booking_systems.caldav.paper import Doing, Paper, Sheet, every_order, some_orders, standing
from tests.booking_systems.caldav.practice import Practice, practice
from tests.contracts.booking_system import BUSINESS, FRIDAY, NOW, request

from frontdesk.booking_systems.caldav import settling
from frontdesk.booking_systems.caldav.entries import Reference, name_for
from frontdesk.booking_systems.caldav.making import Making
from frontdesk.booking_systems.caldav.moving import Moving
from frontdesk.booking_systems.caldav.openings import kept, meet
from frontdesk.booking_systems.caldav.settling import Settling
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.conversations.ports import OpeningTaken, SystemDown
from frontdesk.model.booking import BookingRequest, Opening
from frontdesk.model.business import Business

__all__ = ["practice"]  # a fixture

BUFFERED = BUSINESS.model_copy(
    update={"services": (BUSINESS.services[0].model_copy(update={"buffer_after_minutes": 15}),)}
)


async def no_time(seconds: float) -> None:
    """Others may have their turns meanwhile, or not: the orders say so."""


on_paper = pytest.mark.usefixtures("one_more_look")


@pytest.fixture
def one_more_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every further look would give as many orders again, and nothing new."""
    monkeypatch.setattr(settling, "PAUSES", (0.1,))


class Desk:
    """One process, on calendars on paper."""

    def __init__(self, sheets: dict[str, Sheet], business: Business = BUSINESS) -> None:
        calendars = {host: Paper(host, sheet) for host, sheet in sheets.items()}
        rule = Settling(business, no_time)
        self.making = Making(business, calendars, rule)
        self.moving = Moving(business, calendars, rule)

    def booking(self, wanted: BookingRequest, key: str) -> Doing:
        return self.making.create(wanted, key)

    def moving_of(self, key: str, to: Opening) -> Doing:
        return self.moving.move(Reference("ada", name_for(BUSINESS.id, key)), to)


def at(minutes: int, host: str = "ada") -> Opening:
    """So many minutes after ten."""
    start = FRIDAY.start + timedelta(hours=10, minutes=minutes)
    return Opening("checkup", host, start, start + timedelta(minutes=30))


def write(sheets: dict[str, Sheet], opening: Opening, key: str) -> None:
    """An appointment that was made before."""
    [(results, _)] = every_order(lambda: [Desk(sheets).booking(request(opening), key)])
    assert isinstance(results[0], Reading)


def check(sheets: dict[str, Sheet], results: Sequence[object], business: Business = BUSINESS) -> None:
    """Whoever was told that they have a time has it, alone; who was not has left nothing behind."""
    kept_by = [result for result in results if isinstance(result, Reading)]
    entries = {host: standing(sheet) for host, sheet in sheets.items()}
    for reading in kept_by:
        name = Reference.parse(reading.reference).name
        assert [(e.start, e.end) for e in entries[reading.host] if e.name == name] == [(reading.start, reading.end)]
    for of_host in entries.values():
        spans = [kept(business, entry.service, entry.start, entry.end) for entry in of_host]
        assert not any(meet(one, other) for one, other in combinations(spans, 2))


@on_paper
@pytest.mark.parametrize(("business", "apart"), [(BUSINESS, 0), (BUSINESS, 15), (BUFFERED, 30)])
def test_two_bookings_never_both_keep_one_time(business: Business, apart: int) -> None:
    sheets: dict[str, Sheet] = {}

    def begin() -> list[Doing]:
        sheets.update(ada={})
        wanted = request(at(0)), request(at(apart), name="Noah")
        return [Desk(sheets, business).booking(one, f"key-{n}") for n, one in enumerate(wanted)]

    outcomes = []
    for results, _ in every_order(begin):
        check(sheets, results, business)
        assert all(isinstance(result, Reading | OpeningTaken) for result in results)
        outcomes.append(sum(isinstance(result, Reading) for result in results))
    assert len(outcomes) > 40
    assert max(outcomes) == 1
    # Nobody keeps it where one looks for the last time before the other had a turn to withdraw: here that is half.
    assert outcomes.count(1) >= outcomes.count(0)


@on_paper
def test_three_bookings_in_a_row_never_overlap() -> None:
    """The one in the middle wants a part of both others' time."""
    sheets: dict[str, Sheet] = {}

    def begin() -> list[Doing]:
        sheets.update(ada={})
        wanted = [request(at(minutes), name=f"Caller {minutes}") for minutes in (0, 15, 30)]
        return [Desk(sheets).booking(one, f"key-{n}") for n, one in enumerate(wanted)]

    for results in some_orders(begin, 400):
        check(sheets, results)


@on_paper
@pytest.mark.parametrize("host", ["ada", "ben"])
def test_a_move_and_a_booking_never_both_keep_one_time(host: str) -> None:
    sheets: dict[str, Sheet] = {}

    def begin() -> list[Doing]:
        sheets.update(ada={}, ben={})
        write(sheets, at(60), "maria")
        wanted = request(at(0, host), name="Noah")
        return [Desk(sheets).moving_of("maria", at(0, host)), Desk(sheets).booking(wanted, "noah")]

    seen = set()
    for results, _ in every_order(begin):
        check(sheets, results)
        seen.add(tuple(type(result) for result in results))
        if not isinstance(results[0], Reading):
            assert [entry.start for entry in standing(sheets["ada"]) if entry.start == at(60).start], "it has not moved"
    assert {(Reading, OpeningTaken), (OpeningTaken, Reading)} <= seen
    assert (Reading, Reading) not in seen


@on_paper
def test_two_moves_into_one_time_never_both_succeed() -> None:
    sheets: dict[str, Sheet] = {}

    def begin() -> list[Doing]:
        sheets.update(ada={})
        write(sheets, at(60), "maria")
        write(sheets, at(90), "noah")
        return [Desk(sheets).moving_of(key, at(0)) for key in ("maria", "noah")]

    for results in some_orders(begin, 150):
        check(sheets, results)
        assert sum(isinstance(result, Reading) for result in results) <= 1


@on_paper
def test_two_who_move_one_appointment_at_once_move_it_once() -> None:
    sheets: dict[str, Sheet] = {}

    def begin() -> list[Doing]:
        sheets.update(ada={})
        write(sheets, at(60), "maria")
        return [Desk(sheets).moving_of("maria", to) for to in (at(0), at(120))]

    seen = set()
    for results in some_orders(begin, 200):
        entries = standing(sheets["ada"])
        assert len(entries) == 1, "nothing is left behind"
        told = [result.start for result in results if isinstance(result, Reading)]
        assert not told or entries[0].start in told
        assert all(isinstance(result, Reading | SystemDown) for result in results)
        seen.add(len(told))
    assert 1 in seen


@on_paper
@pytest.mark.parametrize("steps", range(5))
def test_who_broke_off_is_settled_when_looked_up(steps: int) -> None:
    """The first process ends after so many requests, another one books, and then what became of the first is asked."""
    sheets: dict[str, Sheet] = {"ada": {}}
    first, other = request(at(0)), request(at(0), name="Noah")
    broken = Desk(sheets).booking(first, "maria")
    for _ in range(steps):
        try:
            broken.send(None)
        except StopIteration:
            break
    broken.close()
    [([booked], _)] = every_order(lambda: [Desk(sheets).booking(other, "noah")])
    [([found], _)] = every_order(lambda: [Desk(sheets).making.look_up(first, "maria")])
    assert len(standing(sheets["ada"])) == 1
    assert isinstance(booked, Reading) != isinstance(found, Reading)


async def test_processes_that_race_on_a_server_have_one_winner(practice: Practice) -> None:
    for number, wanted in enumerate(await practice.openings()):
        if number % 2 or number > 8:
            continue
        desks = [practice.another() for _ in range(4)]
        racing = (desk.create(request(wanted, name=f"Caller{n}"), f"{number}-{n}") for n, desk in enumerate(desks))
        results = await asyncio.gather(*racing, return_exceptions=True)
        assert sorted(type(result).__name__ for result in results) == ["OpeningTaken"] * 3 + ["Reading"]
        assert len(await practice.standing()) == number // 2 + 1
        assert wanted.start > NOW
