"""How far a search for openings looks: the readings of the wish, and rings around it, nearest first."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from frontdesk.dialog.filling import service_of
from frontdesk.dialog.habits import as_usual
from frontdesk.dialog.memory import Filled
from frontdesk.dialog.slots.preferred_time import Reading, possible_within, readings, target
from frontdesk.dialog.state import Situation, State
from frontdesk.model.booking import NoOpenings, Opening, Window
from frontdesk.model.caller_acts import Direction
from frontdesk.model.open_days import OpenDays
from frontdesk.model.slots import HostChoice, SlotName
from frontdesk.model.when import ClockSpan, Grain, PreferredTime

MOST_OFFERED = 3
DAY = timedelta(days=1)


def preferred_of(state: State) -> PreferredTime:
    preferred = state.get(SlotName.PREFERRED_TIME)
    return preferred if isinstance(preferred, PreferredTime) else PreferredTime(flexible=True)


def with_a_wish(state: State) -> State:
    if state.get(SlotName.PREFERRED_TIME) is not None:
        return state
    return state.fill(SlotName.PREFERRED_TIME, Filled(PreferredTime(flexible=True)))


def wish_readings(state: State, here: Situation) -> tuple[Reading, ...]:
    """The readings of the wish; where some lie within the hours of the week, those that do not are not meant, and
    neither is what this caller does not mean by such words."""
    business = here.business
    every = readings(preferred_of(state), here.now, business.zone, business.policy.horizon_days)
    first, last = _hours_of_the_week(here)
    meant = [one for one in every if one.clock is None or first <= _bound(one.clock) < last]
    settled = {one.wish for one in meant}
    return as_usual(state.habits, [one for one in every if one in meant or one.wish not in settled])


def _hours_of_the_week(here: Situation) -> tuple[int, int]:
    """The minutes of the day at which anyone starts at the earliest, and ends at the latest."""
    business = here.business
    hours = [span for host in business.hosts for day in range(7) for span in business.hours_of(host).on(day)]
    return min((span.start for span in hours), default=0), max((span.until for span in hours), default=0)


def without_hours_never_open(state: State, here: Situation) -> State:
    """Once the caller has heard that "late in the evening" has nothing, a day named next is not bound to it."""
    filled = state.slots.get(SlotName.PREFERRED_TIME)
    if filled is None:
        return state
    possible = possible_within(preferred_of(state), *_hours_of_the_week(here))
    return state.fill(SlotName.PREFERRED_TIME, replace(filled, value=possible))


def hours_wanted(state: State, here: Situation) -> tuple[ClockSpan, ...]:
    """The times of day that were wished for as such: "in the afternoon", "after five"; not "at three"."""
    clocks = (one.clock for one in wish_readings(state, here))
    return tuple(clock for clock in clocks if clock is not None and clock.grain is Grain.PART and not clock.approximate)


def minute_of(opening: Opening, zone: ZoneInfo) -> int:
    local = opening.start.astimezone(zone)
    return local.hour * 60 + local.minute


def days_named(state: State, here: Situation) -> tuple[Reading, ...]:
    """The days that were named one by one, whole; none where the caller was vaguer than that."""
    preferred = preferred_of(state)
    wishes = tuple(replace(wish, clocks=()) for wish in preferred.wishes if not wish.excluded)
    if not all(wish.days and all(span.first for span in wish.days) for wish in wishes) or not wishes:
        return ()
    whole = readings(PreferredTime(tuple(dict.fromkeys(wishes))), here.now, here.business.zone, 1)
    return whole if all(one.one_day for one in whole) else ()


def _bound(clock: ClockSpan) -> int:
    """The minute that a time of day was named by: its start, or its end where only that was said."""
    if clock.start is not None:
        return clock.start
    return clock.until - 1 if clock.until is not None else 0


def targets_of(state: State, here: Situation) -> tuple[datetime, ...]:
    """The instants alternatives should be near to, one for each wish, such as each day that was named."""
    by_wish: dict[int, list[Reading]] = {}
    for reading in wish_readings(state, here):
        by_wish.setdefault(reading.wish, []).append(reading)
    return tuple(dict.fromkeys(_target(some, here) for some in by_wish.values()))


def target_of(state: State, here: Situation) -> datetime:
    return targets_of(state, here)[0]


def _target(wanted: list[Reading], here: Situation) -> datetime:
    """In opening hours, if one of the readings is."""
    zone = here.business.zone
    for reading in wanted:
        moment = target(reading, zone)
        spans = here.business.opening_hours.on(moment.weekday())
        minute = moment.hour * 60 + moment.minute
        if reading.clock is not None and any(span.start <= minute < span.until for span in spans):
            return moment
    return max(target(wanted[0], zone), here.now)


def why_not(reading: Reading, state: State, here: Situation) -> NoOpenings:
    """Why none of what was found is on the days of a wish, such as Saturdays: nobody may ever be there then."""
    service, host = service_of(state, here), state.get(SlotName.HOST)
    dates = tuple(reading.days.dates(here.business.policy.horizon_days + 1))
    if service is None or not dates:
        return NoOpenings.FULL
    only = host.ids if isinstance(host, HostChoice) else ()
    hosts = [one for one in here.business.hosts_of(service) if not only or one.id in only]
    days = OpenDays(here.business)
    if any(days.presence_of(one, day) for one in hosts for day in dates):
        return NoOpenings.FULL
    return NoOpenings.HOST_AWAY if any(days.hours(day) for day in dates) else NoOpenings.CLOSED


def _horizon(here: Situation) -> datetime:
    return here.now + timedelta(days=here.business.policy.horizon_days + 1)


def _midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(moment.astimezone(zone).date(), time(), zone)


def rings_near(moment: datetime, here: Situation) -> tuple[Window, ...]:
    day = _midnight(moment, here.business.zone)
    now, end = here.now, _horizon(here)
    rings = [Window(day - DAY, day + 2 * DAY), Window(day - 7 * DAY, day + 14 * DAY)]
    if day < end + 7 * DAY:  # further ahead, what can be booked already is too far from the wish to be of help
        rings.append(Window(now, end))
    return tuple(Window(max(now, ring.start), max(now, ring.end)) for ring in rings)


def last_offer(state: State, here: Situation) -> list[datetime]:
    """The starts that were on the table: what "later" is later than."""
    if state.holds:
        return sorted(hold.opening.start for hold in state.holds)
    if state.offered:
        return sorted(state.offered[-MOST_OFFERED:])
    if state.moved and preferred_of(state) == PreferredTime(flexible=True):
        return [state.moved.request.opening.start]
    return [target_of(state, here)]


def rings_more(state: State, here: Situation, direction: Direction) -> tuple[Window, ...]:
    offered = last_offer(state, here)
    zone, now, end = here.business.zone, here.now, _horizon(here)
    first, last = _midnight(offered[0], zone), _midnight(offered[-1], zone)
    soon = timedelta(minutes=1)
    near = rings_near(target_of(state, here), here)
    rings: tuple[Window, ...] = (near[0], *near)
    if direction is Direction.LATER:
        rings = (Window(offered[-1] + soon, last + DAY), Window(last + DAY, last + 14 * DAY), Window(last, end))
    elif direction is Direction.EARLIER:
        rings = (Window(first, offered[0]), Window(first - 3 * DAY, offered[0]), Window(now, offered[0]))
    elif direction is Direction.ANOTHER_DAY:
        rings = (Window(last + DAY, last + 8 * DAY), Window(last + DAY, end), Window(now, first))
    return tuple(Window(max(now, ring.start), max(now, ring.end)) for ring in rings)
