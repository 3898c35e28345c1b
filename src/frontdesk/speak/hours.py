"""When the business and its hosts are there: in general, and on the very days that were asked about."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from frontdesk.model.business import Host
from frontdesk.model.caller_acts import Subject
from frontdesk.model.hours import OpenSpan
from frontdesk.model.open_days import OpenDays, Spans
from frontdesk.model.slots import HostChoice
from frontdesk.model.when import DaySpan, Grain, PreferredTime, Wish
from frontdesk.speak.formats import (
    listed,
    local,
    plain,
    say_date,
    say_day,
    say_hours,
    say_spans,
    say_time,
    sentence,
    weekday_name,
)
from frontdesk.speak.voice import Voice

MOST_DAYS = 7

Days = tuple[str, Spans, str]
"""Days as they are said, the hours they have, and why they have none."""


def say_opening(about: tuple[Subject, ...], voice: Voice) -> str:
    """ "On Saturday 7 March we're open from nine to one"; without a day, the hours of the week."""
    said = [sentence(_of_business(one, voice)) for one in _opening(about, voice)]
    return " ".join(said) or voice.say("facts.hours", answer=say_hours(voice.business.opening_hours, voice), more=False)


def say_closing(about: tuple[Subject, ...], voice: Voice) -> str:
    """ "Today we close at six"; of other days, of those that were asked about."""
    today = local(voice.now, voice).date()
    days = about if any(_spans(about)) else (that_day(today),)
    return " ".join(sentence(_closing(one, voice)) for one in _opening(days, voice))


def _closing(days: Days, voice: Voice) -> str:
    day, spans, _ = days
    if not spans:
        return _of_business(days, voice)
    return voice.say("facts.closes_on", day=day, until=say_time(spans[-1][1], voice))


def _opening(about: tuple[Subject, ...], voice: Voice) -> Iterator[Days]:
    days, usual = OpenDays(voice.business), voice.business.opening_hours

    def reason(day: date) -> str:
        text = days.reason_closed(day)
        return plain(text.in_language(voice.language), voice) if text and text.speaks(voice.language) else ""

    return _by_hours(about, days.hours, usual.on, reason, voice)


def say_presence(about: tuple[Subject, ...], voice: Voice) -> str:
    """Whether somebody is there on the days that were asked about; without a day, when they usually are."""
    ids = [id for one in about if isinstance(one, HostChoice) for id in one.ids]
    return " ".join(_of_host(voice.business.host(id), about, voice) for id in ids)


def is_there(host: Host, about: tuple[Subject, ...], voice: Voice) -> bool:
    """On any of the days that were asked about; without a day, somebody who works here is there."""
    days, usual = OpenDays(voice.business), voice.business.hours_of(host)
    found = [*_by_hours(about, lambda one: days.presence_of(host, one), usual.on, lambda _: "", voice)]
    return not found or any(spans for _, spans, _ in found)


def _of_host(host: Host, about: tuple[Subject, ...], voice: Voice) -> str:
    days, usual = OpenDays(voice.business), voice.business.hours_of(host)
    said = []
    for day, spans, _ in _by_hours(about, lambda one: days.presence_of(host, one), usual.on, lambda _: "", voice):
        key = "there_on" if spans else "not_there_on"
        said.append(sentence(voice.say(f"facts.{key}", host=host.name, day=day, spans=_said(spans, voice))))
    hours = say_hours(usual, voice, closed=False)
    return " ".join(said) or voice.say("facts.presence", host=host.name, answer=hours)


def _of_business(days: Days, voice: Voice) -> str:
    day, spans, reason = days
    if spans:
        return voice.say("facts.open_on", day=day, spans=_said(spans, voice))
    return voice.say("facts.closed_because" if reason else "facts.closed_on", day=day, reason=reason)


def _said(spans: Spans, voice: Voice) -> str:
    return say_spans(tuple(OpenSpan(start=start, until=until) for start, until in spans), voice)


def _by_hours(
    about: tuple[Subject, ...],
    hours_on: Callable[[date], Spans],
    usual_on: Callable[[int], tuple[OpenSpan, ...]],
    reason: Callable[[date], str],
    voice: Voice,
) -> Iterator[Days]:
    """The days asked about, those that have the same hours together; "Saturdays" are any Saturday."""
    found: dict[tuple[Spans, str], list[str]] = {}
    for span in _spans(about):
        dates = list(span.dates(MOST_DAYS))
        for day in dates:
            hours = hours_on(day)
            found.setdefault((hours, "" if hours else reason(day)), []).append(_say(day, voice))
        for weekday in () if dates or span.until else span.weekdays:
            hours = tuple((one.start, one.until) for one in usual_on(weekday))
            name = voice.say("formats.when.weekdays", day=weekday_name(weekday, voice))
            found.setdefault((hours, ""), []).append(name)
    for (spans, why), days in found.items():
        yield listed(days, "and", voice), spans, why


def _say(day: date, voice: Voice) -> str:
    """Aloud today and tomorrow by themselves: nobody who asks about them needs the date."""
    near = (day - local(voice.now, voice).date()).days in (0, 1)
    return say_day(day, voice) if near else say_date(day, voice)


def that_day(day: date) -> PreferredTime:
    return PreferredTime((Wish((DaySpan(day, day + timedelta(days=1), Grain.DAY),)),))


def _spans(about: tuple[Subject, ...]) -> Iterator[DaySpan]:
    """One for each wish: the likeliest reading of its days."""
    for value in about:
        if isinstance(value, PreferredTime):
            yield from (wish.days[0] for wish in value.wishes if wish.days and not wish.excluded)
