"""Reads the profiles of businesses. A mistake stops the start, in one sentence naming file and key."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from frontdesk.model.business import Business
from frontdesk.model.public_holidays import require_known

SAMPLE = Path(__file__).parent / "samples" / "physio.toml"
"""The business that `make run` serves: it doubles as the documentation of a profile."""

PLAIN_WORDS = {
    "tuple_type": 'write it as a list in brackets, like ["…"], also where it has one item',
    "string_type": "write it as text in quotes",
    "int_parsing": "write it as a whole number, without quotes",
}
"""What pydantic says in the terms of Python, by its kinds of error."""


class ProfileError(Exception):
    """A profile cannot be used; the message names the file and the key, and says what to do."""


def load_profiles(path: Path) -> tuple[Business, ...]:
    """The business of a file, or those of all `*.toml` files of a folder. Raises ProfileError."""
    if path.is_dir():
        files = sorted(path.glob("*.toml"))
        if not files:
            raise ProfileError(f"{path} holds no profile; write one with: frontdesk init {path}")
        businesses = tuple(load_profile(file) for file in files)
        for number, business in enumerate(businesses):
            if business.id in {other.id for other in businesses[:number]}:
                raise ProfileError(f'two profiles in {path} have the id "{business.id}"; give each its own')
        return businesses
    return (load_profile(path),)


def load_profile(path: Path) -> Business:
    """The business of one file. Raises ProfileError."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ProfileError(
            f"{path} cannot be read: {error.strerror}; name a profile, or write one with: frontdesk init"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path} is not TOML: {error}") from error
    try:
        business = Business.model_validate(data)
    except ValidationError as error:
        raise ProfileError(f"{path.name}: {first_fault(error)}") from error
    if business.holidays:
        try:
            require_known(business.holidays)
        except ValueError as error:
            raise ProfileError(f"{path.name}: {error}") from error
    return business


def first_fault(error: ValidationError) -> str:
    """The first thing that is wrong, with its key, and what to do."""
    first = error.errors()[0]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"] if part != "texts")
    if first["type"] == "extra_forbidden":
        return f"{key} is not a setting; check the spelling"
    if first["type"] == "missing":
        return f"{key} is missing; add it"
    what = PLAIN_WORDS.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    return f"{key}: {what}" if key else what
