"""From a wish to an opening: search, weigh, hold, offer, choose. Nearest first, never more than three at once.

The search goes out in rings. What a search was for travels with it as its `Purpose`, so nothing is remembered here.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from frontdesk.dialog.appointments import again
from frontdesk.dialog.asking import ask
from frontdesk.dialog.effects import Aim, FindOpenings, HoldOpenings, Purpose, ReleaseHolds
from frontdesk.dialog.events import Held, OpeningsFound
from frontdesk.dialog.filling import SURE_ENOUGH, let_go
from frontdesk.dialog.memory import Source
from frontdesk.dialog.picking import by_day, nearest, nearest_to_each, one_a_day, one_a_start, spread
from frontdesk.dialog.reach import (
    MOST_OFFERED,
    days_named,
    hours_wanted,
    last_offer,
    minute_of,
    preferred_of,
    rings_more,
    rings_near,
    target_of,
    targets_of,
    why_not,
    wish_readings,
    with_a_wish,
    without_hours_never_open,
)
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots.preferred_time import Reading, exactly, fits, readings, target
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import Acknowledge, Offer, SayNoOpenings, Tell, Which
from frontdesk.model.booking import Booking, NoOpenings, Opening, Openings, Search, Window
from frontdesk.model.caller_acts import Direction, Topic
from frontdesk.model.expectation import Expecting, Option
from frontdesk.model.slots import HostChoice, LocationChoice, ServiceChoice, SlotName
from frontdesk.model.utterance import Medium
from frontdesk.model.when import Grain

STANDING_BY = 24
"""How many more are tried when somebody else is faster at those that were chosen."""
REMEMBERED = 40
OFF_THE_DAYS = 2
"""From this ring on, other times than those offered may be on other days than those that were named."""


@rule
def find_wish(state: State, here: Situation) -> Step:
    """Looks for the time the caller asked for: one search for each reading of it."""
    wanted = wish_readings(state, here)
    return Step(state, (), (FindOpenings(_searches(state, [one.window for one in wanted]), Purpose(Aim.WISH)),))


@rule
def find_near(state: State, here: Situation, purpose: Purpose) -> Step:
    """Looks around the wish, ring by ring. When an opening was lost, what was offered beside it may come again."""
    if purpose.taken:
        state = replace(state, offered=())
    rings = [rings_near(moment, here) for moment in targets_of(state, here)[:MOST_OFFERED]]
    windows = dict.fromkeys(one[min(purpose.ring, len(one) - 1)] for one in rings)
    return Step(state, (), (FindOpenings(_searches(state, windows), purpose),))


@rule
def find_more(state: State, here: Situation, direction: Direction, ring: int = 0) -> Step:
    """Looks where the caller pointed: later, earlier, another day, or simply others.

    The rings are gone through for the time of day of the wish first, and then for any: "later" than Tuesday after
    five is Wednesday after five, if that is free.
    """
    state = with_a_wish(state)
    purpose = Purpose(Aim.MORE, ring, direction)
    if direction is Direction.OTHER and ring == 0:
        windows = [one.window for one in wish_readings(state, here)]
    elif direction is Direction.OTHER and ring == 1 and (days := days_named(state, here)):
        windows = [one.window for one in days]
    else:
        rings = rings_more(state, here, direction)
        windows = [rings[ring % len(rings)]]
    return Step(state, (), (FindOpenings(_searches(state, windows), purpose),))


@rule
def on_openings_found(state: State, event: OpeningsFound, here: Situation) -> Step:
    """Weighs what was found against the wish: take it, ask which, offer, or look further."""
    event = replace(event, answers=tuple(_that_will_do(answer, state) for answer in event.answers))
    match event.purpose.aim:
        case Aim.WISH:
            return _weigh(state, event.answers, here)
        case Aim.MORE:
            return _weigh_more(state, event, here)
        case _:
            return _weigh_near(state, event, here)


@rule
def on_held(state: State, event: Held, here: Situation) -> Step:
    """Offers what is held now, takes the one that was meant, or says that it went to somebody else."""
    purpose = event.purpose
    if purpose.aim is Aim.KEEP:
        return _kept(state, event, here)
    stale = tuple(hold.id for hold in state.holds if hold.id not in {hold.id for hold in event.holds})
    state = replace(state, holds=event.holds)
    release = (ReleaseHolds(stale),) if stale else ()
    if not event.holds:
        step = find_near(state, here, Purpose(Aim.NEAR, taken=True))
        return Step(step.state, step.say, release + step.do)
    if purpose.aim is Aim.TAKE:
        step = take(state, event.holds[0].opening)
        return Step(step.state, step.say, release + step.do)
    openings = by_day([hold.opening for hold in event.holds], here.business.zone)
    state = replace(
        state, opening=None, table=openings, offered=(*state.offered, *(one.start for one in openings))[-REMEMBERED:]
    )
    more = purpose.aim is Aim.MORE
    if purpose.missed is not None:
        state = without_hours_never_open(state, here)
    as_before = purpose.aim is Aim.WISH and _as_last_time(state) and state.like is not None
    closed = purpose.missed is NoOpenings.CLOSED
    told = closed and Tell(Topic.HOURS, about=(preferred_of(state),)) in state.said
    step = ask(state, Offer(openings, purpose.missed, purpose.taken, more, as_before, told))
    return Step(step.state, step.say, release + step.do)


@rule
def take(state: State, opening: Opening) -> Step:
    """This opening it is. The other holds are given up; the hold on this one stays until it is booked."""
    others = tuple(hold.id for hold in state.holds if hold.opening != opening)
    corrected = state.corrected or (state.read_back is not None and state.read_back.opening != opening)
    state = replace(
        state,
        opening=opening,
        holds=tuple(hold for hold in state.holds if hold.opening == opening),
        corrected=corrected,
        path=(*(slot for slot in state.path if slot is not SlotName.PREFERRED_TIME), SlotName.PREFERRED_TIME),
    )
    said = Acknowledge(SlotName.PREFERRED_TIME, exactly(opening.start))
    return Step(state, (said,), (ReleaseHolds(others),) if others else ())


def keep_holding(state: State, here: Situation) -> Step:
    """Extends the hold on the chosen opening while the conversation lives, once half of its time is gone."""
    half = timedelta(minutes=here.business.policy.hold_minutes) / 2
    if state.opening is None or any(hold.until - here.now > half for hold in state.holds):
        return Step(state)
    return hold(state, (state.opening,), Purpose(Aim.KEEP))


def _kept(state: State, event: Held, here: Situation) -> Step:
    if event.holds:
        return Step(replace(state, holds=event.holds))
    return let_go(state).then(lambda after: find_near(after, here, Purpose(Aim.NEAR, taken=True)))


@rule
def _weigh(state: State, answers: tuple[Openings, ...], here: Situation) -> Step:
    zone = here.business.zone
    preferred = preferred_of(state)
    wanted = wish_readings(state, here)
    live: list[tuple[Reading, list[Opening]]] = []
    for reading, answer in zip(wanted, answers, strict=True):
        fitting = [one for one in one_a_start(answer.found) if fits(reading, one, preferred, zone)]
        if fitting:
            live.append((reading, fitting))
    if not live and _as_last_time(state):
        return again.ask_when(state)
    if not live:
        reasons = (one.reason or why_not(reading, state, here) for reading, one in zip(wanted, answers, strict=True))
        missed = _truest(tuple(Openings((), reason) for reason in reasons))
        return find_near(state, here, Purpose(Aim.NEAR, missed=missed))
    if question := _ambiguity(live):
        return ask(state, question)
    likeliest = [next(one for one in live if one[0].wish == wish) for wish in dict.fromkeys(r.wish for r, _ in live)]
    fitting = one_a_start(opening for _, openings in likeliest for opening in openings)
    reading = likeliest[0][0]
    if len(likeliest) == 1 and reading.clock is not None and reading.clock.grain is Grain.MINUTE and reading.one_day:
        meant = [one for one in fitting if one.start == target(reading, zone)]  # "around three" is three, if it is free
        if meant:
            return _hold(state, meant, Purpose(Aim.WISH if _to_be_offered(state) else Aim.TAKE))
    if state.moved and reading.clock is None and reading.one_day:
        same = _same_time_of_day(state.moved, reading, zone)  # "move it to Thursday": at the same time, if that is free
        chosen = nearest(fitting, same)
        if chosen[0].start == same:
            return _hold(state, chosen[:1], Purpose(Aim.TAKE))
    elif state.like and reading.clock is None:
        same = again.within(state.like, reading, zone)  # "the same again next week"
        chosen = nearest(fitting, same)
        chosen = chosen[:1] if chosen[0].start == same else chosen
    elif reading.clock is not None and reading.clock.approximate:
        chosen = nearest(fitting, target(reading, zone))
    elif preferred.earliest or (reading.clock is not None and reading.clock.until is None):
        chosen = fitting
    else:
        chosen = spread(fitting)
    return _hold(state, chosen, Purpose(Aim.WISH))


def _as_last_time(state: State) -> bool:
    """Nobody asked for this time."""
    filled = state.slots.get(SlotName.PREFERRED_TIME)
    return filled is not None and filled.source is Source.LAST_TIME


def _to_be_offered(state: State) -> bool:
    """A time that may have been misheard, or that nobody asked for, is not taken: a yes to it is asked for."""
    filled = state.slots.get(SlotName.PREFERRED_TIME)
    if _as_last_time(state):
        return True
    return state.medium is Medium.VOICE and filled is not None and filled.sure < SURE_ENOUGH


def _same_time_of_day(booking: Booking, reading: Reading, zone: ZoneInfo) -> datetime:
    assert reading.days.first is not None
    local = booking.request.opening.start.astimezone(zone)
    return datetime.combine(reading.days.first, local.time(), zone)


def _ambiguity(live: list[tuple[Reading, list[Opening]]]) -> Which | None:
    """One question when more than one reading of the same words has openings; hours have settled the rest silently."""
    for wish in dict.fromkeys(reading.wish for reading, _ in live):
        alive = [reading for reading, _ in live if reading.wish == wish]
        days = {(reading.days.first, reading.days.until): reading for reading in reversed(alive)}
        if len(days) > 1:
            narrowed = sorted(days.values(), key=lambda reading: reading.window.start)
            options = tuple(Option(reading.preferred()) for reading in narrowed[:MOST_OFFERED])
            return Which(SlotName.PREFERRED_TIME, options)
        exact = [reading for reading in alive if reading.clock is not None and reading.clock.grain is Grain.MINUTE]
        if len(exact) > 1 and len(exact) == len(alive):
            ordered = sorted(exact, key=lambda reading: reading.window.start)
            return Which(SlotName.PREFERRED_TIME, tuple(Option(one.preferred()) for one in ordered[:MOST_OFFERED]))
    return None


@rule
def _weigh_near(state: State, event: OpeningsFound, here: Situation) -> Step:
    purpose = event.purpose
    wanted = target_of(state, here)
    found = _new(state, event.answers, here)
    if found:
        return _hold(state, nearest_to_each(found, targets_of(state, here)), purpose)
    if purpose.ring + 1 < len(rings_near(wanted, here)):
        return find_near(state, here, replace(purpose, ring=purpose.ring + 1))
    return _nothing(state, purpose.missed or _truest(event.answers), None)


@rule
def _weigh_more(state: State, event: OpeningsFound, here: Situation) -> Step:
    purpose = event.purpose
    direction = purpose.direction or Direction.OTHER
    zone = here.business.zone
    found = _new(state, event.answers, here)
    if direction is Direction.OTHER and purpose.ring == 0:
        preferred, wanted = preferred_of(state), wish_readings(state, here)
        found = [one for one in found if any(fits(reading, one, preferred, zone) for reading in wanted)]
    rings = len(rings_more(state, here, direction))
    hours = () if direction is Direction.OTHER else hours_wanted(state, here)
    if purpose.ring < rings and hours:
        found = [one for one in found if any(clock.includes(minute_of(one, zone)) for clock in hours)]
    if direction is Direction.EARLIER:
        found = found[::-1]
    elif direction is Direction.ANOTHER_DAY:
        found = one_a_day(found, last_offer(state, here), zone)
    elif found and direction is Direction.OTHER and days_named(state, here):
        found = spread(found) if purpose.ring < OFF_THE_DAYS else nearest_to_each(found, targets_of(state, here))
    if found:
        return _hold(state, found, purpose)
    if purpose.ring + 1 < (2 * rings if hours else rings):
        return find_more(state, here, direction, purpose.ring + 1)
    return _nothing(state, _truest(event.answers), direction)


@rule
def _nothing(state: State, reason: NoOpenings, direction: Direction | None) -> Step:
    """Says so and asks for another time. What was chosen or is on offer stays within reach."""
    act = SayNoOpenings(reason, direction)
    if state.expectation.expecting is Expecting.OPENING and state.holds:
        return Step(replace(state, question=act), (act,))
    return ask(replace(state, reopened=SlotName.PREFERRED_TIME), act)  # what is said next joins the wish: "then May"


def _hold(state: State, openings: list[Opening], purpose: Purpose) -> Step:
    """The first three, or one where one is meant; more stand by."""
    most = 1 if purpose.aim is Aim.TAKE else MOST_OFFERED
    return hold(state, tuple(openings[: most + STANDING_BY]), purpose, most)


@rule
def hold(state: State, openings: tuple[Opening, ...], purpose: Purpose, most: int = 1) -> Step:
    """Asks for these to be kept. What overlaps the appointment that is moved is kept by that itself."""
    own: tuple[Opening, ...] = ()
    if state.moved:
        now = state.moved.request.opening
        own = tuple(one for one in openings if one.start < now.end and now.start < one.end and one.host == now.host)
    return Step(state, (), (HoldOpenings(openings, purpose, most, own),))


def _searches(state: State, windows: Iterable[Window]) -> tuple[Search, ...]:
    service = state.get(SlotName.SERVICE)
    assert isinstance(service, ServiceChoice)
    host = state.get(SlotName.HOST)
    only = host.ids[0] if isinstance(host, HostChoice) and len(host.ids) == 1 else None
    place = state.get(SlotName.LOCATION)
    there = place.ids[0] if isinstance(place, LocationChoice) and len(place.ids) == 1 else None
    instead = (state.moved.id, state.moved.request.opening.minutes) if state.moved else (None, None)
    return tuple(
        Search(service.ids[0], window, only, location=there, instead_of=instead[0], duration_minutes=instead[1])
        for window in windows
    )


def _that_will_do(answer: Openings, state: State) -> Openings:
    """Without the openings of hosts the caller turned down, and without the time that an appointment is moved from."""
    if state.moved:
        now = state.moved.request.opening
        found = tuple(one for one in answer.found if not (one.starts_at(now.start) and one.host == now.host))
        answer = Openings(found, answer.reason if found else answer.reason or NoOpenings.FULL)
    match state.get(SlotName.HOST):
        case HostChoice(ids, any_of=True):
            found = tuple(one for one in answer.found if one.host in ids)
            return Openings(found, answer.reason if found else answer.reason or NoOpenings.FULL)
        case _:
            return answer


def _new(state: State, answers: tuple[Openings, ...], here: Situation) -> list[Opening]:
    """What was found and not offered yet."""
    preferred, zone = preferred_of(state), here.business.zone
    barred = replace(preferred, wishes=tuple(wish for wish in preferred.wishes if wish.excluded))
    anything = readings(barred, here.now, zone, here.business.policy.horizon_days)[0]
    anything = replace(anything, days=replace(anything.days, first=None, until=None))
    found = one_a_start(one for answer in answers for one in answer.found)
    return [one for one in found if one.start not in state.offered and fits(anything, one, barred, zone)]


def _truest(answers: tuple[Openings, ...]) -> NoOpenings:
    """The reason to give when no reading has an opening: that of the likeliest reading that is not simply closed."""
    reasons = [answer.reason or NoOpenings.FULL for answer in answers]
    open_ones = [reason for reason in reasons if reason is not NoOpenings.CLOSED]
    return (open_ones or reasons or [NoOpenings.FULL])[0]
