"""Whether what clients were told can be true, all of it together. Pure.

It only holds against the system what is certain: a hold counts from when its holder knew of it until it may have ended,
a revision of a booking from when somebody was told of it until somebody asked for the next.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf
from typing import NamedTuple

from tests.torture.history import Attempt, Claim, State

ANSWERS = {"done", "taken", "rejected", "key reused", "revision changed", "unknown"}
"""What clients may be told; that the system is down is no answer while everything runs."""


class Kept(NamedTuple):
    """Who certainly had what, from `since` to `until`."""

    party: str
    claim: Claim
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is stored in the end."""

    bookings: Mapping[str, State]
    lapsed: frozenset[str]
    """Ids of the bookings that nobody approved in time."""


def faults_in(history: Sequence[Attempt], outcome: Outcome, skew: float) -> list[str]:
    """What cannot be. Clocks are ahead of each other by `skew` seconds at most."""
    checks = (
        _answers(history),
        _keys(history, outcome),
        _acknowledged(history, outcome),
        _overlaps(kept_in(history, skew)),
        _blocks(history),
    )
    return [fault for check in checks for fault in check]


def _answers(history: Sequence[Attempt]) -> Iterator[str]:
    latest: dict[str, int] = defaultdict(int)
    for attempt in history:
        if attempt.told.got not in ANSWERS:
            yield f"{attempt.asked.who} wanted to {attempt.asked.do} and got: {attempt.told.got} {attempt.told.why}"
        if attempt.told.state:
            latest[attempt.told.state.id] = max(latest[attempt.told.state.id], attempt.told.state.revision)
    unsure = {attempt.asked.booking for attempt in history if attempt.told.got == "unknown"}
    for asked in (attempt.asked for attempt in history if attempt.told.got == "revision changed"):
        if asked.booking not in unsure and (asked.revision is None or latest[asked.booking] <= asked.revision):
            yield f"{asked.who} was told that {asked.booking} had changed from {asked.revision}, and it had not"


def _keys(history: Sequence[Attempt], outcome: Outcome) -> Iterator[str]:
    """One key is one request and one booking, and is refused only to another request."""
    requests: dict[str, set[str]] = defaultdict(set)
    served: dict[str, set[str]] = defaultdict(set)
    booked: dict[str, set[str]] = defaultdict(set)
    for state in outcome.bookings.values():
        booked[state.key].add(state.id)
    for attempt in history:
        if attempt.asked.do == "book":
            requests[attempt.asked.key].add(attempt.asked.request)
            if attempt.told.state:
                served[attempt.asked.key].add(attempt.asked.request)
                booked[attempt.asked.key].add(attempt.told.state.id)
    for attempt in history:
        if attempt.told.got == "key reused":
            others = requests[attempt.asked.key] - {attempt.asked.request}
            if not others or attempt.asked.request in served[attempt.asked.key]:
                yield f"the key {attempt.asked.key} was refused to {attempt.asked.who}, who used it rightly"
    yield from (f"the key {key} has the bookings {sorted(ids)}" for key, ids in booked.items() if len(ids) > 1)
    yield from (f"the key {key} served {len(asked)} requests" for key, asked in served.items() if len(asked) > 1)


def _acknowledged(history: Sequence[Attempt], outcome: Outcome) -> Iterator[str]:
    """What is stored is what was told last, or what somebody wanted who got no answer."""
    told: dict[str, dict[int, State]] = defaultdict(dict)
    unsure: set[str] = set()
    for attempt in history:
        if attempt.told.got == "unknown":
            unsure |= {attempt.asked.booking, attempt.asked.key} - {""}
        state = attempt.told.state
        if state and told[state.id].setdefault(state.revision, state) != state:
            yield f"revision {state.revision} of {state.id} was told in two ways"
    for id, states in told.items():
        stored, last = outcome.bookings.get(id), max(states)
        if stored is None:
            yield f"{id} was acknowledged and does not exist"
        elif stored.revision < last:
            yield f"{id} is at revision {stored.revision}, and {last} was acknowledged"
        elif stored.revision == last and stored != states[last]:
            yield f"{id} is not what was acknowledged"
        missing = set(range(last + 1 if stored is None else stored.revision + 1)) - states.keys()
        if len(missing) > (id in outcome.lapsed) and not unsure & {id, states[last].key}:
            yield f"{id} has revisions that nobody was told of: {sorted(missing)}"
    for state in outcome.bookings.values():
        if state.id not in told and state.key not in unsure:
            yield f"{state.id} exists, and nobody was told"


def kept_in(history: Sequence[Attempt], skew: float) -> list[Kept]:
    return [*_held(history, skew), *_booked(history, skew)]


def _held(history: Sequence[Attempt], skew: float) -> Iterator[Kept]:
    """Until it expires by the clock that is most ahead, is released, or its holder books or moves something."""
    released: dict[str, float] = defaultdict(lambda: inf)
    ending: dict[str, list[float]] = defaultdict(list)
    for attempt in history:
        if attempt.asked.do == "release":
            released[attempt.asked.hold] = min(released[attempt.asked.hold], attempt.began)
        if attempt.asked.do in ("book", "move"):
            ending[attempt.asked.who].append(attempt.began)
    for attempt in history:
        told, who = attempt.told, attempt.asked.who
        if told.claim and attempt.ended is not None:
            # One that began together with the hold may end it as well.
            ended = min((at for at in ending[who] if at > attempt.began), default=inf)
            until = min(told.until - skew, released[told.hold], ended)
            if until > attempt.ended:
                yield Kept(f"the hold {told.hold} of {who}", told.claim, attempt.ended, until)


def _booked(history: Sequence[Attempt], skew: float) -> Iterator[Kept]:
    known: dict[str, dict[int, tuple[float, float, State]]] = defaultdict(dict)
    unsure: dict[str, float] = defaultdict(lambda: inf)
    for attempt in history:
        asked, state = attempt.asked, attempt.told.state
        if attempt.told.got == "unknown":
            unsure[asked.booking] = min(unsure[asked.booking], attempt.began)
        if state and attempt.ended is not None:
            began, ended, _ = known[state.id].get(state.revision, (inf, inf, state))
            known[state.id][state.revision] = min(began, attempt.began), min(ended, attempt.ended), state
    for id, revisions in known.items():
        for number, (_, since, state) in revisions.items():
            later = min((began for other, (began, _, _) in revisions.items() if other > number), default=inf)
            lapses = inf if state.pending_until is None else state.pending_until - skew
            until = min(later, unsure[id], lapses)
            if state.stands and until > since:
                yield Kept(f"the booking {id}", state.claim, since, until)


def _overlaps(kept: Sequence[Kept]) -> Iterator[str]:
    """No thing is kept twice at one instant, but for the seats of one event; and those are no more than there are."""
    by_hour: dict[tuple[str, int], list[Kept]] = defaultdict(list)
    events: dict[str, list[Kept]] = defaultdict(list)
    for one in kept:
        if one.claim.session:
            events[one.claim.session].append(one)
        for thing in one.claim.things:
            for hour in range(one.claim.first // 60, -(-one.claim.end // 60)):
                by_hour[thing, hour].append(one)
    found = set()
    for (thing, _), group in by_hour.items():
        for one, other in combinations(group, 2):
            if _meet(one, other):
                found.add(f"{thing} is kept by {one.party} and by {other.party} at once")
    yield from sorted(found)
    for session, seats in events.items():
        for at in (seat.since for seat in seats):
            parties = {seat.party for seat in seats if seat.since <= at < seat.until}
            if len(parties) > seats[0].claim.seats:
                yield f"{session} has {len(parties)} guests at {at}"
                break


def _meet(one: Kept, other: Kept) -> bool:
    return (
        max(one.since, other.since) < min(one.until, other.until)
        and _share_a_minute(one.claim, other.claim)
        and not (one.claim.session and one.claim.session == other.claim.session)
        and not _same_party(one, other)
    )


def _share_a_minute(one: Claim, other: Claim) -> bool:
    return bool(set(one.things) & set(other.things)) and max(one.first, other.first) < min(one.end, other.end)


def _same_party(one: Kept, other: Kept) -> bool:
    """One person's holds may overlap."""
    if one.party.startswith("the hold") and other.party.startswith("the hold"):
        return one.party.rsplit(" ", 1)[1] == other.party.rsplit(" ", 1)[1]
    return one.party == other.party


def _blocks(history: Sequence[Attempt]) -> Iterator[str]:
    """While time is blocked, nothing new comes to lie in it."""
    ends: dict[str, float] = {}
    for attempt in history:
        if attempt.asked.do == "unblock":
            ends[attempt.asked.hold] = min(attempt.began, ends.get(attempt.asked.hold, inf))
    blocks = [
        Kept(f"the block {one.told.block}", one.asked.claim, one.ended, ends.get(one.told.block, inf))
        for one in history
        if one.told.block and one.asked.claim and one.ended is not None
    ]
    made: dict[tuple[str, Claim], Kept] = {}
    for attempt in history:
        state, told = attempt.told.state, attempt.told
        claim = state.claim if state and state.stands else told.claim
        if claim and attempt.ended is not None:
            party = f"the booking {state.id}" if state else f"the hold {told.hold} asked at {attempt.began}"
            before = made.get((party, claim))
            began, ended = (before.since, before.until) if before else (inf, inf)
            made[party, claim] = Kept(party, claim, min(began, attempt.began), min(ended, attempt.ended))
    for block in blocks:
        for one in made.values():
            during = block.since < one.since and one.until < block.until
            if during and _share_a_minute(block.claim, one.claim):
                yield f"{one.party} was made during {block.party}"
