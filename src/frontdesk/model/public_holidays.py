"""Public holidays by country and subdivision, as the `holidays` library knows them, with what is observed for them."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from frontdesk.model.hours import Holidays


def holiday_on(holidays: Holidays | None, day: date) -> str | None:
    """The name of the holiday that closes the business on a day, or None. Raises ValueError as `require_known`."""
    if holidays is None or day in holidays.open:
        return None
    return _of_year(holidays.country, holidays.subdivision, day.year).get(day)


def require_known(holidays: Holidays) -> None:
    """Raises ValueError, with what to write, when the library has no such country or subdivision."""
    import holidays as library  # a tenth of a second: only where a profile asks for holidays

    countries = library.list_supported_countries()
    if holidays.country not in countries:
        raise ValueError(
            f'holidays: no public holidays are known of the country "{holidays.country}"; write another, like "GB", '
            "or list the days under [[closed]]"
        )
    known = countries[holidays.country]
    if holidays.subdivision is not None and holidays.subdivision not in known:
        raise ValueError(
            f'holidays: {holidays.country} has no subdivision "{holidays.subdivision}"; '
            + (f"write one of: {', '.join(known)}" if known else "leave it out")
        )


@lru_cache(maxsize=512)
def _of_year(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    import holidays as library

    try:
        found = library.country_holidays(country, subdiv=subdivision, years=year)
    except NotImplementedError as error:
        raise ValueError(f"holidays: {error}") from error
    # It holds the holidays of neighbouring years too, where they are observed in this one.
    return {day: found[day] for day in found if day.year == year}
