"""Dates, times, lists, phone numbers and addresses, aloud and written. The words come from `say/formats.toml`."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Literal

import phonenumbers
from babel.dates import format_date, format_time, get_day_names
from babel.lists import format_list

from frontdesk.model.hours import OpenSpan, WeeklyHours
from frontdesk.speak.prompts import part_of_day
from frontdesk.speak.voice import Voice

DAY_MINUTES = 24 * 60
LONGEST_GROUP = 5
"""Digits of a phone number that are said in one breath."""
# So many days ahead, a weekday alone, or a weekday with the day of its month, can only mean one day.
WEEKDAY_UNTIL, DAY_OF_MONTH_UNTIL = 7, 28
# Between these, a time on a twelve-hour clock can only be meant one way.
PLAIN_FROM, PLAIN_UNTIL = 7 * 60, 19 * 60

LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]{}]+")
SPACE_BEFORE_A_MARK = re.compile(r" (?=[,.;:?!])")
MARK_BEFORE_A_MARK = re.compile(r"[,;:](?=[,.;:?!])")
MARK_AFTER_AN_END = re.compile(r"(?<=[?!.…])[.,]+")
NOT_FOR_SPEECH = str.maketrans(dict.fromkeys("()[]{}<>", ", ") | dict.fromkeys("*_#|~`^\\", " ") | {";": ","})


def tidy(text: str) -> str:
    """Single spaces, no space before a mark, no mark doubled by a value that brought its own."""
    text = SPACE_BEFORE_A_MARK.sub("", " ".join(text.split()))
    return MARK_AFTER_AN_END.sub("", MARK_BEFORE_A_MARK.sub("", text))


def sentence(text: str) -> str:
    """Tidy, and starting with a capital, behind the marks that open it: "¿Qué día?"."""
    text = tidy(text)
    at = next((at for at, sign in enumerate(text) if sign.isalnum()), 0)
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def space_marks(text: str, voice: Voice) -> str:
    """Written with the space that some languages put before certain marks: "Pardon ?"."""
    marks = "" if voice.aloud else "".join(voice.words("formats.spaced_marks"))
    return re.sub(rf"(?<=\w|»|\))([{re.escape(marks)}])(?=\s|$)", "\u00a0\\1", text) if marks else text


def plain(text: str, voice: Voice) -> str:
    """Words that someone else wrote, made to fit inside a sentence; aloud without links and signs."""
    if voice.aloud:
        text = LINK.sub(voice.say("formats.aloud.link"), text).translate(NOT_FOR_SPEECH)
        text = "".join(mark for mark in text if mark.isprintable() or mark.isspace())
    return tidy(text).strip(" ,;:").rstrip(".")


def listed(items: Sequence[str], how: Literal["and", "or"], voice: Voice) -> str:
    return format_list(list(items), style="or" if how == "or" else "standard", locale=voice.babel_locale)


def local(instant: datetime, voice: Voice) -> datetime:
    return instant.astimezone(voice.business.zone)


def say_date(day: date, voice: Voice, relative: bool = True) -> str:
    """Weekday, day and month; "today" or "tomorrow" with it; the year only when more than twelve months away."""
    today = local(voice.now, voice).date()
    far = abs((day - today).days) >= 365
    if voice.aloud:
        key = "formats.date.spoken_year" if far else "formats.date.spoken"
        text = voice.say(
            key,
            weekday=_babel(day, "EEEE", voice),
            ordinal=voice.words("formats.ordinals")[day.day - 1],
            month=_babel(day, "MMMM", voice),
            year=_spoken_year(day.year, voice),
        )
    else:
        text = _babel(day, voice.say("formats.date.written_year" if far else "formats.date.written"), voice)
    if relative and day == today:
        return voice.say("formats.date.today", date=text)
    if relative and day == today + timedelta(days=1):
        return voice.say("formats.date.tomorrow", date=text)
    return text


def say_day(day: date, voice: Voice) -> str:
    """A day in passing: aloud no more of it than makes it clear ("Thursday"), written the whole date."""
    ahead = (day - local(voice.now, voice).date()).days
    if not voice.aloud or not 0 <= ahead < DAY_OF_MONTH_UNTIL:
        return say_date(day, voice)
    if ahead < 2:
        return voice.say(f"formats.date.{'tomorrow' if ahead else 'today'}_alone")
    ordinal = voice.words("formats.ordinals")[day.day - 1]
    key = "weekday_alone" if ahead < WEEKDAY_UNTIL else "day_of_month"
    weekday, month = _babel(day, "EEEE", voice), _babel(day, "MMMM", voice)
    return voice.say(f"formats.date.{key}", weekday=weekday, ordinal=ordinal, month=month)


def say_month(day: date, voice: Voice) -> str:
    return _babel(day, voice.say("formats.month.written"), voice)


def short_date(day: date, voice: Voice) -> str:
    """For buttons: "Fri 6 Mar"."""
    return _babel(day, voice.say("formats.date.short"), voice)


def _babel(day: date, pattern: str, voice: Voice) -> str:
    return format_date(day, pattern, locale=voice.babel_locale)


def weekday_name(weekday: int, voice: Voice) -> str:
    """0 is Monday."""
    return str(get_day_names("wide", locale=voice.babel_locale)[weekday])


def _spoken_year(year: int, voice: Voice) -> str:
    century, rest = divmod(year, 100)
    numbers = voice.words("formats.numbers")
    if century >= len(numbers) or not 10 <= rest < len(numbers):
        return str(year)
    return voice.say("formats.date.year", century=numbers[century], rest=numbers[rest])


def number(count: int, voice: Voice) -> str:
    numbers = voice.words("formats.numbers")
    return numbers[count] if voice.aloud and count < len(numbers) else str(count)


def say_time(minute: int, voice: Voice, with_part: bool = False, short: bool = False) -> str:
    """A time of day from wall-clock minutes after midnight.

    Aloud, "in the morning" is added where `with_part` asks for it or the hour alone could mean both halves of the day;
    `short` leaves out "o'clock", for lists.
    """
    minute %= DAY_MINUTES
    if not voice.aloud:
        clock = time(minute // 60, minute % 60)
        full = minute % 60 == 0 and voice.prompts.has("formats.time.written_hour")
        pattern = voice.say("formats.time.written_hour" if full else "formats.time.written")
        text = format_time(clock, pattern, locale=voice.babel_locale)
        return text.replace("\u202f", " ")
    if minute == 0:
        return voice.say("formats.time.midnight")
    if minute == DAY_MINUTES // 2:
        return voice.say("formats.time.noon")
    text = _spoken_time(minute // 60, minute % 60, voice, short)
    if not with_part and _plain_hour(minute):
        return text
    part = part_of_day(minute, voice.prompts.parts_of_day)
    return voice.say("formats.time.in_part", time=text, part=voice.say(f"formats.part.{part}"))


def say_times(minutes: Sequence[int], voice: Voice) -> str:
    """The times of one day in the given order: the half or part of the day is said once for those that share it."""
    runs = [(part, list(run)) for part, run in groupby(minutes, key=lambda minute: _shared_part(minute, voice))]
    needed = {part for part, run in runs if not voice.aloud or not all(map(_plain_hour, run))}
    told: list[tuple[str, int]] = []
    for part, run in runs:
        if part in needed and part:
            faces = [_without_part(minute, voice) for minute in run[:-1]]
            told.append((listed([*faces, say_time(run[-1], voice, voice.aloud, short=True)], "or", voice), len(run)))
        else:
            told += [(say_time(minute, voice, short=True), 1) for minute in run]
    return join_groups(told, voice)


def join_groups(groups: Sequence[tuple[str, int]], voice: Voice) -> str:
    """ "ten or eleven, or two": lists of so many things each; of two, a comma keeps the first apart."""
    told = [text for text, _ in groups]
    if len(told) == 2 and any(size > 1 for _, size in groups):
        told[0] += ","
    return listed(told, "or", voice)


def _shared_part(minute: int, voice: Voice) -> str:
    """What is said with the times of a half or part of the day; empty for a time that stands alone."""
    if not voice.aloud:
        halves = "a" in voice.say("formats.time.written")
        return str(minute < DAY_MINUTES // 2) if halves else ""
    return "" if minute in (0, DAY_MINUTES // 2) else part_of_day(minute, voice.prompts.parts_of_day)


def _without_part(minute: int, voice: Voice) -> str:
    if voice.aloud:
        return _spoken_time(minute // 60, minute % 60, voice, short=True)
    return say_clock_face(minute, voice)


def _plain_hour(minute: int) -> bool:
    return PLAIN_FROM <= minute < PLAIN_UNTIL


def say_clock_face(minute: int, voice: Voice) -> str:
    """A time of which the half of the day is not known, or not said: "three o'clock", "3:00"."""
    if voice.aloud:
        return _spoken_time(minute // 60 % 12 or 12, minute % 60, voice, short=False)
    clock = time(minute // 60 % 24, minute % 60)
    return format_time(clock, voice.say("formats.time.written_face"), locale=voice.babel_locale)


def _spoken_time(hour: int, minute: int, voice: Voice, short: bool) -> str:
    numbers = voice.words("formats.numbers")
    values = {
        "hour": numbers[(hour - 1) % 12 + 1],
        "hour24": numbers[hour % 24],
        "next": numbers[hour % 12 + 1],
        "minute": numbers[minute],
    }
    if minute:
        values["full_hour"] = voice.say("formats.time.hour", **values)
    match minute:
        case 0:
            key = "bare_hour" if short else "hour"
        case 15:
            key = "quarter_past"
        case 30:
            key = "half_past"
        case 45:
            key = "quarter_to"
        case _:
            key = "single_minutes" if minute < 10 else "minutes"
    return voice.say(f"formats.time.{key}", **values)


def minute_of(instant: datetime, voice: Voice) -> int:
    return clock_minute(local(instant, voice))


def clock_minute(moment: datetime) -> int:
    """Minutes after midnight on the clock of the moment's own zone."""
    return moment.hour * 60 + moment.minute


def say_moment(moment: datetime, voice: Voice) -> str:
    """A local day with its time, the same whatever day it is now: "Friday 6 March at 10:00 am"."""
    day = say_date(moment.date(), voice, relative=False)
    time = say_time(moment.hour * 60 + moment.minute, voice, with_part=True)
    return voice.say("formats.day_and_times", day=day, times=time)


def say_duration(minutes: int, voice: Voice) -> str:
    """ "forty-five minutes", "one hour and thirty minutes"; whole days from two days on."""
    if minutes >= 2 * DAY_MINUTES and minutes % DAY_MINUTES == 0:
        return _duration("days", minutes // DAY_MINUTES, voice)
    if minutes < 60:
        return _duration("minutes", minutes, voice)
    if minutes % 60 == 0:
        return _duration("hours", minutes // 60, voice)
    hours, rest = divmod(minutes, 60)
    return voice.say(
        "formats.duration.both", hours=_duration("hours", hours, voice), minutes=_duration("minutes", rest, voice)
    )


def _duration(unit: str, count: int, voice: Voice) -> str:
    return voice.say(f"formats.duration.{unit}", number=number(count, voice), count=count)


def say_phone(e164: str, voice: Voice) -> str:
    """The way people at home write it, or with its country when it is a foreign number; aloud in groups of digits."""
    parsed = phonenumbers.parse(e164, None)
    home = phonenumbers.country_code_for_region(voice.business.region) == parsed.country_code
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    written = phonenumbers.format_number(parsed, form)
    return say_digits(written, voice) if voice.aloud else written


def say_digits(written: str, voice: Voice) -> str:
    """Digit by digit, with a pause between groups; slowly, with a pause after each.

    Where a language has words for pairs, a group of two digits is said as one number: "trente-deux".
    """
    words, pairs = voice.words("formats.digits"), voice.words("formats.pairs")
    between = ", " if voice.slower else " "
    digits = [group for run in re.findall(r"[0-9]+", written) for group in _groups(run)]
    groups = [
        pairs[int(group)] if pairs and len(group) == 2 else between.join(words[int(digit)] for digit in group)
        for group in digits
    ]
    if written.startswith("+"):
        groups[:1] = [f"{voice.say('formats.aloud.plus')} {group}" for group in groups[:1]]
    return ", ".join(groups)


def say_ending(digits: str, voice: Voice) -> str:
    """The last digits of a number, in the pairs that its whole is said in where a language has them: "onze, onze"."""
    if not voice.aloud:
        return digits
    in_pairs = voice.words("formats.pairs") and len(digits) % 2 == 0
    return say_digits(" ".join(_in_parts(digits, 2)) if in_pairs else digits, voice)


def _groups(run: str) -> list[str]:
    """A run of digits nobody could keep in mind, in equal parts: "12345678" is said as 1234, 5678."""
    if len(run) <= LONGEST_GROUP:
        return [run]
    parts = -(-len(run) // (LONGEST_GROUP - 1))
    return _in_parts(run, -(-len(run) // parts))


def _in_parts(run: str, size: int) -> list[str]:
    return [run[at : at + size] for at in range(0, len(run), size)]


def say_code(code: str, voice: Voice) -> str:
    """A short code; aloud one letter and one digit after the other: "K, four, two"."""
    return ", ".join(number(int(mark), voice) if mark.isdecimal() else mark for mark in code) if voice.aloud else code


def say_email(address: str, voice: Voice) -> str:
    if not voice.aloud:
        return address
    signs = {"@": "at", ".": "dot", "-": "dash", "_": "underscore", "+": "plus"}
    return tidy("".join(f" {voice.say(f'formats.aloud.{signs[c]}')} " if c in signs else c for c in address))


def say_hours(hours: WeeklyHours, voice: Voice, closed: bool = True) -> str:
    """Opening hours, all days with the same ones taken together; ends with the days that are `closed`."""
    alike: dict[tuple[OpenSpan, ...], list[int]] = {}
    for weekday in range(7):
        alike.setdefault(hours.on(weekday), []).append(weekday)
    told = [
        voice.say("formats.hours.open", days=say_weekdays(days, voice), spans=say_spans(spans, voice))
        for spans, days in alike.items()
        if spans
    ]
    shut = alike.get((), [])
    if not closed or not shut:
        return listed(told, "and", voice)
    return ", ".join([*told, voice.say("formats.hours.closed", days=say_weekdays(shut, voice))])


def say_weekdays(weekdays: Sequence[int], voice: Voice) -> str:
    """Days of the week in order, 0 is Monday; three and more in a row by the first and the last of them."""
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and runs[-1][-1] == weekday - 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    told: list[str] = []
    for run in runs:
        names = [weekday_name(weekday, voice) for weekday in run]
        in_short = len(names) > 2
        told += [voice.say("formats.hours.days", first=names[0], last=names[-1])] if in_short else names
    return listed(told, "and", voice)


def say_spans(spans: tuple[OpenSpan, ...], voice: Voice) -> str:
    told = [
        voice.say(
            "formats.hours.span",
            start=say_time(span.start, voice, short=True),
            until=say_time(span.until, voice, short=True),
        )
        for span in spans
    ]
    return listed(told, "and", voice)
