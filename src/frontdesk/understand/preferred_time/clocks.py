"""Rules for clock times, parts of the day and lengths of time."""

from frontdesk.understand.preferred_time.grammar import Got, Meaning
from frontdesk.understand.preferred_time.holes import Figures
from frontdesk.understand.preferred_time.values import NOON, Clock, Duration, Part

HOUR = 60
DAY = 24 * HOUR


def _said_hour(hour: int, minute: int = 0) -> Clock:
    """An hour by itself; only 1 to 12 leave open which half of the day is meant."""
    return Clock((hour * HOUR + minute) % DAY, twin=1 <= hour <= 12)


def _in_half(clock: Clock | None, got: Got) -> Clock | None:
    """`clock` in the half of the day that was said beside it, if any; "14 pm" stays what it is, "15 am" is nothing."""
    half = got.maybe("half", int)
    if half is None or clock is None:
        return clock
    if clock.twin:
        return Clock(clock.minute % NOON + half * NOON, twin=False, approximate=clock.approximate)
    if clock.minute < HOUR and half:  # "0 45 pm"
        return Clock(clock.minute + NOON, twin=False)
    return clock if clock.minute // NOON == half else None


def hour(got: Got) -> Clock | None:
    return _in_half(_said_hour(got.one("hour", int)), got)


def said_hour(got: Got) -> Clock | None:
    """An hour whose word is no number elsewhere ("ein Uhr", "ein Uhr fünf"): the entry's start."""
    minute = got.maybe("minute", int) or got.maybe("minutes", int) or 0
    return _in_half(_said_hour((got.phrase.start or 0) // HOUR, (got.phrase.start or 0) % HOUR + minute), got)


def bare_hour(got: Got) -> Clock:
    return _said_hour(got.one("bare", int))


def hour_and_minute(got: Got) -> Clock | None:
    return _in_half(_said_hour(got.one("hour", int), got.number("minute", "minutes")), got)


def written_hour(got: Got) -> Clock:
    """ "06 h 30": an hour with a leading nought is written as in a timetable."""
    minute = got.one("nought_hour", int) * HOUR + (got.maybe("minute", int) or 0)
    return Clock(minute, twin=minute >= HOUR, literal_first=True)


def hour_shifted(got: Got) -> Clock | None:
    """ "half past two", "quarter to five": the entry's number of minutes after (or before) the hour."""
    hour = got.number("hour", "heard")
    clock = Clock((hour * HOUR + got.phrase.number) % DAY, twin=1 <= hour <= 12)
    return _in_half(clock, got)


def minutes_shifted(got: Got) -> Clock | None:
    """ "ten past two", "20 minutes to five": said minutes after the hour, or before it where the number is -1.

    Without the word for minutes only multiples of five are said so: "nine to eleven" are two hours.
    """
    minutes = got.number("minutes", "minutes_figures")
    hour = got.one("hour", int)
    if not got.maybe("unit", str) and minutes % 5:
        return None
    if got.maybe("unit", str) not in (None, "minutes"):
        return None
    return _in_half(Clock((hour * HOUR + minutes * got.phrase.number) % DAY, twin=1 <= hour <= 12), got)


def minutes_from_fixed(got: Got) -> Clock:
    """ "five minutes to noon" (-1), "midi vingt" (1): from the entry's own clock time."""
    minutes = got.number("minute", "minutes", "minutes_figures")
    return Clock(((got.phrase.start or 0) + minutes * got.phrase.number) % DAY, twin=False)


def figures(got: Got) -> Clock | None:
    written = next(value for _, value in got.filled if isinstance(value, Figures))
    minute = written.hour * HOUR + written.minute
    return _in_half(Clock(minute % DAY, twin=1 <= written.hour <= 12, literal_first=written.nought), got)


def heard_hour(got: Got) -> Clock | None:
    """An hour that a recogniser wrote as another word ("to thirty pm")."""
    minute = got.maybe("minute", int) or 0
    if 0 < minute <= 12 and got.maybe("half", int) is not None:
        return None  # "for 12 pm" is twelve
    return _in_half(_said_hour(got.one("heard", int), minute), got)


def fixed_clock(got: Got) -> Clock:
    """ "noon", "midnight"; with the number 1 about then ("noonish")."""
    return Clock(got.phrase.start or 0, twin=False, approximate=got.phrase.number == 1)


def same_clock(got: Got) -> Clock | None:
    return _in_half(next(value for _, value in got.filled if isinstance(value, Clock)), got)


def about(got: Got) -> Clock | None:
    """ "around three", "threeish"."""
    clock = got.maybe("time", Clock) or got.maybe("clock", Clock)
    if clock is None:
        hour = next(value for name, value in got.filled if name != "half" and isinstance(value, int))
        clock = _said_hour(hour)
    return _in_half(Clock(clock.minute, clock.twin, approximate=True), got)


def clock_in_part(got: Got) -> Clock | None:
    """ "three in the afternoon"."""
    clock = got.maybe("clock", Clock)
    if clock is None:
        clock = _said_hour(got.number("hour", "lone"), got.maybe("minute", int) or 0)
    part = got.maybe("part", Part)
    settles = got.phrase.settles if part is None else part.settles
    if settles is None or not clock.twin:
        return clock
    first, last = settles
    fits = [m for m in clock.readings() if first <= m < last or first <= m + DAY < last]
    return Clock(fits[0], twin=False, approximate=clock.approximate) if len(fits) == 1 else clock


def half_of_day(got: Got) -> int:
    """0 before noon, 1 after."""
    return got.phrase.number


def part(got: Got) -> Part:
    return Part(got.phrase.start, got.phrase.until, got.phrase.settles)


def same_part(got: Got) -> Part:
    return got.one("part", Part)


def third_of_part(got: Got) -> Part | None:
    """ "early morning", "mid afternoon", "late evening": the entry's number is 1, 2 or 3."""
    whole = got.one("part", Part)
    if whole.start is None or whole.until is None:
        return None
    third = (whole.until - whole.start) // 3 // 30 * 30 or 30
    match got.phrase.number:
        case 1:
            return Part(whole.start, whole.start + third, whole.settles)
        case 2:
            return Part(whole.start + third, whole.until - third, whole.settles)
        case _:
            return Part(whole.until - third, whole.until, whole.settles)


def _length(count: int, unit: str) -> Duration | None:
    match unit:
        case "minutes":
            return Duration(minutes=count)
        case "hours":
            return Duration(minutes=count * HOUR)
        case "days":
            return Duration(days=count) if count < 1_000 else None
        case "working_days":
            return Duration(working_days=count) if count < 300 else None
        case "weeks":
            return Duration(days=count * 7) if count < 150 else None
        case "fortnights":
            return Duration(days=count * 14) if count < 70 else None
        case "months":
            return Duration(months=count) if count < 36 else None
        case "years":
            return Duration(months=count * 12) if count < 4 else None
        case _:
            return None


def length(got: Got) -> Duration | None:
    """ "two weeks", "a fortnight": the count that was said, or the entry's number, of a unit."""
    counts = got.all("n", int)
    return _length(counts[0] if counts else got.phrase.number, got.one("unit", str))


def fixed_length(got: Got) -> Duration:
    """ "huit jours", which are a week: the entry's number of days."""
    return Duration(days=got.phrase.number)


def fixed_minutes(got: Got) -> Duration:
    """ "Viertelstunde": the entry's number of minutes."""
    return Duration(minutes=got.phrase.number)


def length_in_working_days(got: Got) -> Duration | None:
    return _length(got.one("n", int), "working_days")


def half_length(got: Got) -> Duration | None:
    """ "half an hour", "one and a half hours": the count that was said, or none, and half a unit."""
    counts = got.all("n", int)
    unit = got.one("unit", str)
    whole = _length(counts[0] if counts else got.phrase.number, unit)
    halves = {"hours": 30, "days": 12 * HOUR, "weeks": 84 * HOUR, "months": 15 * 24 * HOUR}
    if whole is None or unit not in halves:
        return None
    return whole + Duration(minutes=halves[unit])


def quarters(got: Got) -> Duration | None:
    """ "a quarter of an hour": the entry's number of minutes, of an hour only."""
    return Duration(minutes=got.phrase.number) if got.one("unit", str) == "hours" else None


def sum_of_lengths(got: Got) -> Duration | None:
    """ "one hour and thirty minutes"."""
    first, second = _length(*_counted(got, 0)), _length(*_counted(got, 1))
    return first + second if first is not None and second is not None else None


def hours_and_minutes(got: Got) -> Duration | None:
    """ "1h30", "une heure trente": the minutes that were said, or the entry's number, after hours."""
    hours, *minutes = got.all("n", int)
    after = minutes[0] if minutes else got.phrase.number
    if got.one("unit", str) != "hours" or hours > 24 or after > 59:
        return None
    return Duration(minutes=hours * HOUR + after)


def _counted(got: Got, which: int) -> tuple[int, str]:
    counts, units = got.all("n", int), got.all("unit", str)
    return (counts[which - 2 + len(counts)] if len(counts) > which or which else 1), units[which]


CLOCK_RULES = {
    "hour": Meaning(hour, "hour"),
    "said_hour": Meaning(said_hour),
    "bare_hour": Meaning(bare_hour, "bare"),
    "hour_and_minute": Meaning(hour_and_minute, "hour minute|minutes"),
    "written_hour": Meaning(written_hour, "nought_hour"),
    "hour_shifted": Meaning(hour_shifted, "hour|heard"),
    "minutes_shifted": Meaning(minutes_shifted, "minutes|minutes_figures hour"),
    "minutes_from_fixed": Meaning(minutes_from_fixed, "minute|minutes|minutes_figures"),
    "figures": Meaning(figures, "clock_figures|dotted_clock|hundreds"),
    "heard_hour": Meaning(heard_hour, "heard"),
    "fixed_clock": Meaning(fixed_clock),
    "same_clock": Meaning(same_clock, "clock|time|loose"),
    "about": Meaning(about, "time|clock|hour|hourish|bare"),
    "clock_in_part": Meaning(clock_in_part, "clock|hour|lone part"),
    "clock_settled": Meaning(clock_in_part, "clock|hour"),
    "half_of_day": Meaning(half_of_day),
    "part": Meaning(part),
    "same_part": Meaning(same_part, "part"),
    "third_of_part": Meaning(third_of_part, "part"),
    "length": Meaning(length, "unit"),
    "fixed_length": Meaning(fixed_length),
    "fixed_minutes": Meaning(fixed_minutes),
    "length_in_working_days": Meaning(length_in_working_days, "n"),
    "half_length": Meaning(half_length, "unit"),
    "quarters": Meaning(quarters, "unit"),
    "hours_and_minutes": Meaning(hours_and_minutes, "n unit"),
    "sum_of_lengths": Meaning(sum_of_lengths, "unit unit"),
}
