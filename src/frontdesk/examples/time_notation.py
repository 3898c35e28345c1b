"""A preferred time in one line that a person can read, as hear/preferred_time.examples.toml writes it."""

from datetime import timedelta

from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Wish

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def describe(value: PreferredTime) -> str:
    """ "2026-03-06 14:30|02:30; not 2026-03-09"; see the head of the examples file."""
    parts = [_wish(wish) for wish in value.wishes]
    parts += ["earliest"] * value.earliest + ["flexible"] * value.flexible
    if value.shift is not None:
        parts.append(f"{value.shift.days:+d}d" if value.shift.days else f"{value.shift.minutes:+d}min")
    return "; ".join(parts) or "nothing"


def _wish(wish: Wish) -> str:
    days, clocks = "|".join(map(_day, wish.days)), "|".join(map(_clock, wish.clocks))
    return " ".join(part for part in ("not" * wish.excluded, days, clocks) if part)


def _day(span: DaySpan) -> str:
    last = None if span.until is None else span.until - timedelta(days=1)
    text = f"{span.first}" if span.first == last else f"{span.first or ''}..{last or ''}"
    if span.grain is not Grain.DAY:
        text += f" {span.grain}"
    return " ".join([text, *(WEEKDAYS[day] for day in span.weekdays)])


def _clock(span: ClockSpan) -> str:
    about = "~" if span.approximate else ""
    if span.grain is Grain.MINUTE:
        return about + _minute(span.start)
    return f"{about}{_minute(span.start)}-{_minute(span.until)}"


def _minute(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"
