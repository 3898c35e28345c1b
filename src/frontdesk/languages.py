"""Reads a language's folder of words into types. A mistake stops the start, in one sentence naming file and key."""

import gc
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from frontdesk.model.hours import Span
from frontdesk.speak.invite import InviteTemplates
from frontdesk.speak.prompts import PartOfDay, Prompts
from frontdesk.speak.schema import PARTS_OF_DAY
from frontdesk.understand.lexicon import Lexicon

Table = dict[str, object]


class LanguageError(Exception):
    """A folder of words cannot be used; the message names the file and the key, and says what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """Everything said and heard in a language. `locale` and `region` are for where nothing else says."""

    code: str
    name: str
    locale: str
    region: str
    lexicon: Lexicon
    prompts: Prompts
    invites: InviteTemplates


class LanguageSettings(BaseModel):
    """The content of language.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1)
    locale: str = Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")
    region: str = Field(pattern=r"^[A-Z]{2}$")
    parts_of_day: dict[str, Span]


def find_prompts(override: Path | None = None) -> Path:
    """The folder that holds a folder per language: `override`, else the installed one, else the repository's.

    Raises LanguageError when there is none.
    """
    package = Path(__file__).parent
    places = [override] if override else [package / "prompts", package.parents[1] / "prompts"]
    for place in places:
        if place.is_dir():
            return place
    raise LanguageError(f"{places[-1]} is not a folder of words; it must hold a folder per language, such as en/")


def known_languages(folder: Path) -> list[str]:
    """The codes of the languages in a folder of words."""
    return sorted(path.parent.name for path in folder.glob("*/language.toml"))


def load_language(folder: Path, code: str, overlay: Path | None = None) -> Language:
    """Reads `folder/code`; what `overlay/code` has replaces it key by key. Raises LanguageError."""
    roots = [place / code for place in (folder, overlay) if place is not None]
    if not roots[0].is_dir():
        known = ", ".join(known_languages(folder)) or "none"
        raise LanguageError(f'{folder} has no folder for the language "{code}"; it has: {known}')
    try:
        with _nothing_collected():
            return _parse(code, roots)
    except ValueError as error:
        raise LanguageError(f"{code}/{error}") from error


def _parse(code: str, roots: list[Path]) -> Language:
    settings = _settings(_read_all(roots, "", "language.toml").get("language"))
    parts = settings.parts_of_day.items()
    return Language(
        code=code,
        name=settings.name,
        locale=settings.locale,
        region=settings.region,
        prompts=Prompts.parse(
            _read_all(roots, "say", "*.toml"),
            tuple(PartOfDay(name, span.start, span.until) for name, span in parts),
        ),
        invites=InviteTemplates.parse(_read_invites(roots)),
        lexicon=Lexicon.parse(_read_all(roots, "hear", "*.toml")),
    )


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """What is made meanwhile is kept, hundreds of thousands of objects: looking through them for garbage again and
    again takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def keep_for_good() -> None:
    """Tells the garbage collector that what is loaded by now stays: walking all words of a language again and again
    would hold up one turn in a hundred by milliseconds.
    """
    gc.collect()
    gc.freeze()


def _settings(table: Table | None) -> LanguageSettings:
    if table is None:
        raise ValueError("language.toml is missing; copy it from another language and translate it")
    try:
        settings = LanguageSettings.model_validate(table)
    except ValidationError as error:
        first = min(error.errors(), key=lambda fault: fault["type"] != "missing")
        key = ".".join(str(part) for part in first["loc"])
        plain = {"missing": "is missing", "extra_forbidden": "is not a setting; check the spelling"}
        what = plain.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise ValueError(f"language.toml, {key}: {what}") from error
    for name in settings.parts_of_day:
        if name not in PARTS_OF_DAY:
            raise ValueError(f"language.toml, parts_of_day.{name}: write one of {', '.join(PARTS_OF_DAY)}")
    return settings


def _read_all(roots: list[Path], folder: str, pattern: str) -> dict[str, Table]:
    """The files of one folder by stem; later roots replace keys of earlier ones."""
    files: dict[str, Table] = {}
    for root in roots:
        for path in sorted((root / folder).glob(pattern)):
            if not path.stem.endswith(".examples"):
                files[path.stem] = merge(files.get(path.stem, {}), _read(path, root))
    return files


def _read(path: Path, root: Path) -> Table:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.relative_to(root).as_posix()} is not TOML: {error}") from error
    except OSError as error:
        raise ValueError(f"{path.relative_to(root).as_posix()} cannot be read: {error.strerror}") from error


def merge(below: Mapping[str, object], above: Mapping[str, object]) -> Table:
    """`below` with the keys of `above` put over it, table by table. A prompt for `both` media replaces it whole."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping) and "both" not in value:
            value = merge(old, value)
        merged[key] = value
    return merged


def _read_invites(roots: list[Path]) -> dict[str, str]:
    files: dict[str, str] = {}
    for root in roots:
        for path in sorted((root / "invite").glob("*.j2")):
            try:
                files[path.stem] = path.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise ValueError(f"invite/{path.name} cannot be read: {error}") from error
    return files
