"""Values in words: what the caller said, said back."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from frontdesk.model.booking import Opening
from frontdesk.model.caller import ContactChannel, EmailAddress, PersonName, PhoneDigits, PhoneEnding, PhoneNumber
from frontdesk.model.slots import (
    Address,
    Answer,
    HostChoice,
    LocationChoice,
    Message,
    Reason,
    ServiceChoice,
    SlotName,
    Ticket,
    Value,
)
from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Wish
from frontdesk.speak.formats import (
    DAY_MINUTES,
    join_groups,
    listed,
    local,
    minute_of,
    plain,
    say_clock_face,
    say_code,
    say_date,
    say_day,
    say_digits,
    say_email,
    say_ending,
    say_month,
    say_phone,
    say_time,
    weekday_name,
)
from frontdesk.speak.voice import Voice
from frontdesk.speak.zones import times_for_both

HALF_DAY = DAY_MINUTES // 2
NEAR_PART = 120
"""A span whose ends are together within so many minutes of those of a part of the day is called by that part."""


def describe(value: Value, voice: Voice, exact: bool = False) -> str:
    """A value as people say it, without a full stop; `exact` where it must be told from another reading of it."""
    match value:
        case ServiceChoice(ids):
            return listed([service_name(id, voice) for id in ids], "or", voice)
        case HostChoice(()):
            return voice.say("host.anyone")
        case HostChoice(ids):
            return listed([voice.business.host(id).name for id in ids], "or", voice)
        case LocationChoice(ids):
            return listed([location_name(id, voice) for id in ids], "or", voice)
        case ContactChannel(channel):
            return voice.say(f"contact_channel.names.{channel}")
        case PreferredTime():
            return describe_time(value, voice, exact)
        case PersonName():
            return plain(value.full, voice)
        case PhoneNumber(e164):
            return say_phone(e164, voice)
        case PhoneDigits(digits):
            return say_digits(digits, voice) if voice.aloud else digits
        case PhoneEnding(digits):
            return voice.say("phone.ending", ending=say_ending(digits, voice))
        case Ticket(code):
            return say_code(code, voice)
        case EmailAddress(address):
            return say_email(address, voice)
        case Address(text) | Reason(text) | Message(text) | Answer(text=text):
            return plain(text, voice)


def slot_label(slot: SlotName | None, voice: Voice) -> str:
    """ "your phone number"."""
    return voice.say(f"{slot}.label") if slot else ""


def service_name(id: str, voice: Voice) -> str:
    return plain(voice.business.service(id).names.in_language(voice.language)[0], voice)


def location_name(id: str, voice: Voice) -> str:
    return plain(voice.business.location(id).name.in_language(voice.language), voice)


def opening_day(opening: Opening, voice: Voice) -> str:
    return say_date(local(opening.start, voice).date(), voice)


def opening_time(opening: Opening, voice: Voice, exact: bool = True) -> str:
    """`exact` says which half of the day, as a read-back does."""
    return say_time(minute_of(opening.start, voice), voice, with_part=exact, short=not exact)


def tell_hosts_apart(openings: Sequence[Opening], voice: Voice) -> bool:
    """Whether each opening needs its host's name: when they differ by it."""
    return len({opening.host for opening in openings}) > 1


def describe_openings(openings: Sequence[Opening], voice: Voice) -> str:
    """ "Thursday at ten or eleven, or Friday at nine": in the given order, the times of one day together."""
    with_hosts = tell_hosts_apart(openings, voice)
    told: list[tuple[str, int]] = []
    for day, group in groupby(openings, key=lambda opening: local(opening.start, voice).date()):
        same_day = list(group)
        times = (
            _with_hosts(same_day, voice)
            if with_hosts
            else times_for_both([opening.start for opening in same_day], voice)
        )
        told.append((voice.say("formats.day_and_times", day=say_day(day, voice), times=times), len(same_day)))
    if voice.host is not None and not with_hosts and told:
        last, size = told[-1]
        told[-1] = voice.say("formats.with_host", time=last, host=voice.business.host(voice.host).name), size
    return join_groups(told, voice)


def _with_hosts(openings: Sequence[Opening], voice: Voice) -> str:
    told = [
        voice.say(
            "formats.with_host",
            time=opening_time(opening, voice, exact=False),
            host=voice.business.host(opening.host).name,
        )
        for opening in openings
    ]
    return listed(told, "or", voice)


def describe_time(value: PreferredTime, voice: Voice, exact: bool = False) -> str:
    """The likeliest reading of each wish. A wish that only shifts another one has no words of its own."""
    wishes = [told for wish in value.wishes if (told := _wish(wish, voice, exact))]
    if wishes:
        return listed(wishes, "or", voice)
    if value.earliest:
        return voice.say("formats.when.earliest")
    return voice.say("formats.when.flexible") if value.flexible else ""


def _wish(wish: Wish, voice: Voice, exact: bool) -> str:
    day = _days(wish.days[0], voice, exact) if wish.days else ""
    clock = _clock(wish.clocks, voice, exact) if wish.clocks else ""
    told = voice.say("formats.when.day_and_clock", day=day, clock=clock) if day and clock else day or clock
    return voice.say("formats.when.not", wish=told) if told and wish.excluded else told


def _days(days: DaySpan, voice: Voice, exact: bool) -> str:
    span = _day_span(days, voice, exact)
    if not days.weekdays:
        return span
    names = listed([weekday_name(weekday, voice) for weekday in days.weekdays], "or", voice)
    weekdays = voice.say("formats.when.weekdays", day=names)
    return voice.say("formats.when.both", span=span, weekdays=weekdays) if span else weekdays


def _day_span(days: DaySpan, voice: Voice, exact: bool) -> str:
    day_said = say_date if exact else say_day
    first, until = days.first, days.until
    if first is None:
        last = until - timedelta(days=1) if until else None
        return voice.say("formats.when.by", day=day_said(last, voice)) if last else ""
    if until is None:
        return voice.say("formats.when.from", day=day_said(first, voice))
    if until - first == timedelta(days=1):
        return day_said(first, voice)
    today = local(voice.now, voice).date()
    if days.grain is Grain.WEEK:
        weeks = (_monday(first) - _monday(today)).days // 7
        if weeks in (0, 1):
            return voice.say("formats.when.this_week" if weeks == 0 else "formats.when.next_week")
        return voice.say("formats.when.week", day=day_said(first, voice))
    if days.grain is Grain.MONTH:
        return voice.say("formats.when.month", day=say_month(first, voice))
    last = until - timedelta(days=1)
    return voice.say("formats.when.days", first=day_said(first, voice), last=day_said(last, voice))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _clock(readings: Sequence[ClockSpan], voice: Voice, exact: bool) -> str:
    """The half of the day is left open where both were possible: "at three"."""
    clock = readings[0]
    halves = len({(r.start or 0) % HALF_DAY for r in readings}) == 1 and len(readings) > 1
    start, until = clock.start, clock.until

    def say(minute: int) -> str:
        return say_clock_face(minute, voice) if halves else say_time(minute, voice, with_part=exact)

    if start is not None and until is not None:
        if clock.grain in (Grain.MINUTE, Grain.HOUR):
            return voice.say("formats.when.around" if clock.approximate else "formats.when.at", time=say(start))
        if part := _part(start, until, voice):
            return voice.say(f"formats.part.{part}")
        return voice.say("formats.when.between", start=say(start), until=say(until))
    if start is not None:
        return voice.say("formats.when.after", time=say(start))
    return voice.say("formats.when.before", time=say(until)) if until is not None else ""


def _part(start: int, until: int, voice: Voice) -> str | None:
    parts = voice.prompts.parts_of_day
    far, name = min(((abs(p.start - start) + abs(p.until - until), p.name) for p in parts), default=(DAY_MINUTES, ""))
    return name if far <= NEAR_PART else None
