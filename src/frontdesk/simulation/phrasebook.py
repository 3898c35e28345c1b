"""How callers of one language talk: templates in `callers/<language>.toml`, filled in by chance."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CALLERS = Path(__file__).parent / "callers"
LANGUAGES = tuple(sorted(file.stem for file in CALLERS.glob("*.toml")))


@dataclass(frozen=True, slots=True, eq=False)
class Phrasebook:
    """One language's file. Names of parts: see the files; every list holds at least one template."""

    language: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    words: tuple[str, ...]
    """The numbers from 0 to 99."""
    ordinals: tuple[str, ...]
    """The days of a month, as they are spoken: the first to the thirty-first."""
    numbers: dict[str, Any]
    parts: dict[str, list[str]]
    day: dict[str, list[str]]
    clock: dict[str, list[str]]
    clock_at_one: dict[str, list[str]]
    """In the place of `clock` from one to a quarter to two, where the grammar differs; may be empty."""
    hour: dict[str, list[str]]
    when: dict[str, list[str]]
    say: dict[str, list[str]]
    misheard: dict[str, list[str]]
    """Words that recognisers take for others."""


@cache
def load_phrasebook(language: str) -> Phrasebook:
    """Raises ValueError for a language that no simulated caller speaks."""
    if language not in LANGUAGES:
        raise ValueError(f'no simulated caller speaks "{language}"; there are: {", ".join(LANGUAGES)}')
    data = tomllib.loads((CALLERS / f"{language}.toml").read_text("utf-8"))
    return Phrasebook(
        language=language,
        given=_listed(data["people"]["given"]),
        family=_listed(data["people"]["family"]),
        words=_listed(data["numbers"]["words"]),
        ordinals=_listed(data["numbers"]["ordinals"]),
        numbers=data["numbers"],
        parts=data["parts"],
        day=data["day"],
        clock=data["clock"],
        clock_at_one=data.get("clock_at_one", {}),
        hour=data["hour"],
        when=data["when"],
        say=data["say"],
        misheard=data["misheard"],
    )


def _listed(text: str) -> tuple[str, ...]:
    """Items between spaces; an underscore is a space inside one."""
    return tuple(item.replace("_", " ") for item in text.split())
