"""The time zones there are."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> frozenset[str]:
    """The keys of the IANA time zone database, as installed: finding them walks through hundreds of files."""
    return frozenset(available_timezones())
