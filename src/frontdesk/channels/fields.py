"""Fields of bodies and queries that several doors read: texts without control characters, phones, e-mails, moments."""

from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import phonenumbers
from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

from frontdesk.model.numbering import e164, read_number

YEARS = range(2000, 2200)
LOCAL_MINUTE = len("2026-03-05 09:00")

NO_CONTROLS = r"^[^\x00-\x1f\x7f-\x9f]*$"
FILLED = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
NO_CONTROLS_BUT_LINES = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$"

Id = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=NO_CONTROLS)]
Line = Annotated[str, StringConstraints(max_length=200, pattern=NO_CONTROLS)]
"""A text of one line."""
FilledLine = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=FILLED)]
Paragraph = Annotated[str, StringConstraints(max_length=2000, pattern=NO_CONTROLS_BUT_LINES)]
"""A text of several lines, tabs allowed."""
Phone = Annotated[str, StringConstraints(max_length=40, pattern=r"^[+ ]?[0-9 ().\-]{3,39}$")]
"""A number with its country, or the way it is dialled in the business's country: see `read_phone`."""
Email = Annotated[
    str, StringConstraints(max_length=254, pattern=r"^[^@\s\x00-\x1f\x7f-\x9f]+@[^@\s\x00-\x1f\x7f-\x9f]+$")
]


def _read_moment(text: object) -> object:
    """A day, or a time of day with or without an offset; a plus sign that a query turned into a space is put back."""
    if not isinstance(text, str):
        raise ValueError('must be a day or a time, like "2026-03-05" or "2026-03-05T09:00"')
    written = text.strip()
    if len(written) > LOCAL_MINUTE and written[-6] == " ":
        written = f"{written[:-6]}+{written[-5:]}"
    try:
        moment = date.fromisoformat(written) if len(written) <= 10 else datetime.fromisoformat(written)
    except ValueError:
        raise ValueError('must be a day or a time, like "2026-03-05" or "2026-03-05T09:00"') from None
    if moment.year not in YEARS:
        raise ValueError(f"must lie in the years {YEARS.start} to {YEARS.stop - 1}")
    return moment


def _read_time(text: object) -> object:
    moment = _read_moment(text)
    if not isinstance(moment, datetime):
        raise ValueError('must be a time, like "2026-03-05T09:00" or "2026-03-05T09:00-08:00"')
    return moment


Moment = Annotated[
    datetime | date,
    BeforeValidator(_read_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
]
"""A day or a time; without an offset it is the business's own."""
Time = Annotated[datetime, BeforeValidator(_read_time), WithJsonSchema({"type": "string", "format": "date-time"})]
"""A time; without an offset it is the business's own."""


def instant(moment: datetime | date, zone: ZoneInfo) -> datetime:
    """A day is its first instant in the zone; a time without an offset is one of the zone's."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min, zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def read_phone(written: str, region: str) -> str:
    """E.164, of a number with its country or the way it is dialled in `region`.

    A leading space stands for the plus sign that a query turned into one. Raises ValueError for what is no number.
    """
    if written.startswith(" "):
        written = f"+{written[1:]}"
    number = read_number(written, region)
    if number is None:
        raise ValueError('must be a phone number, like "+14155550123"')
    if not phonenumbers.is_possible_number(number):
        raise ValueError("has too few or too many digits for a phone number")
    return e164(number)
