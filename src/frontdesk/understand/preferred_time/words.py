"""The typed form of hear/preferred_time.toml: every mistake in the file is named by file and key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from frontdesk.understand.normalize import UNCUT, Cuts, Kind, Token, tokenize
from frontdesk.understand.notation import expand
from frontdesk.understand.number_words import NumberWords
from frontdesk.understand.preferred_time.clocks import CLOCK_RULES
from frontdesk.understand.preferred_time.days import DAY_RULES, WEEKDAYS, holiday_date
from frontdesk.understand.preferred_time.grammar import HoleReader, Layer, Meaning, Phrase
from frontdesk.understand.preferred_time.holes import Hole, make_holes
from frontdesk.understand.preferred_time.periods import PERIOD_RULES
from frontdesk.understand.preferred_time.ranges import RANGE_RULES
from frontdesk.understand.preferred_time.spans import SPAN_RULES
from frontdesk.understand.preferred_time.values import Mark
from frontdesk.understand.sheet import Sheet

FILE = "preferred_time"
MEANINGS: Mapping[str, Meaning] = {**CLOCK_RULES, **DAY_RULES, **PERIOD_RULES, **SPAN_RULES, **RANGE_RULES}
LAYERS = ("half", "part", "duration", "clock", "time", "loose", "period", "day", "date", "thing", "span")
"""The kinds of phrases. Each may be a hole in the others; `span` is what is looked for in an utterance, and `thing`
what only looks like a time."""
MONTHS = tuple("january february march april may june july august september october november december".split())
UNITS = tuple("minutes hours days working_days weeks fortnights months years".split())


def _minutes(value: object) -> object:
    if isinstance(value, str):
        hour, colon, minute = value.partition(":")
        if colon and hour.isdigit() and minute.isdigit() and int(minute) < 60 and int(hour) <= 36:
            return int(hour) * 60 + int(minute)
    raise ValueError('write a time of day as "17:30"')


ClockTime = Annotated[int, BeforeValidator(_minutes)]


class Entry(BaseModel):
    """One entry of a layer: phrases that mean the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    means: str
    say: tuple[str, ...]
    number: int = 0
    start: ClockTime | None = None
    until: ClockTime | None = None
    settles: tuple[ClockTime, ClockTime] | None = None
    on: str = ""
    weak: bool = False
    asked: bool = False
    opening: bool = False

    def phrase(self, order: int) -> Phrase:
        return Phrase(
            self.means,
            self.number,
            self.start,
            self.until,
            self.on,
            self.settles,
            self.weak,
            self.asked,
            self.opening,
            order,
        )


@dataclass(frozen=True, slots=True)
class TimeWords:
    """How a language speaks of time. Made once; reading only looks things up."""

    layers: Mapping[str, Layer]
    holes: Mapping[str, HoleReader]
    numbers: NumberWords
    ranged: frozenset[str]
    """Words between which a hyphen is a range: weekdays and months."""
    fillers: frozenset[str]
    """Words that mean nothing and may stand anywhere: "um"."""
    glue: frozenset[str]
    """Words that join pieces into one time: "Friday at three"."""
    words: frozenset[str]
    """All words of its phrases and tables."""
    numbered: tuple[str, ...]
    """How words end that a number belongs to: "Maistraße 15"."""
    breaks: frozenset[str]
    """Words and signs after which something else begins: "but", "."."""

    @classmethod
    def parse(cls, table: Mapping[str, object], numbers: NumberWords, cuts: Cuts = UNCUT) -> "TimeWords":
        """Reads the parsed `hear/preferred_time.toml`. Raises ValueError naming file and key."""
        sheet = Sheet(FILE, {key: value for key, value in table.items() if key not in LAYERS})
        tables = {
            "weekday": _numbered(sheet, "weekday", WEEKDAYS, 0),
            "every_weekday": _numbered(sheet, "every_weekday", WEEKDAYS, 0),
            "month": _numbered(sheet, "month", MONTHS, 1),
            "unit": _named(sheet, "unit", UNITS),
        }
        endings = sheet.words("approximate_endings")
        approximate = {
            word + ending: hour for word, hour in numbers.cardinals.items() for ending in endings if 0 < hour <= 12
        }
        holes = make_holes(numbers, tables, approximate, sheet.words("after_number"))
        ranged = frozenset(tables["weekday"]) | frozenset(tables["month"])
        groups: dict[str, tuple[tuple[str, ...], ...]] = {}
        for name, phrases in sheet.lists("groups").items():
            groups[name] = tuple(form for phrase in phrases for form in sheet.forms(f"groups.{name}", phrase, groups))

        @cache
        def split(word: str) -> list[str]:
            return [token.norm for _, token in tidy(tokenize(word, cuts), ranged, frozenset())]

        layers = {layer: _layer(layer, table.get(layer, ()), groups, holes, split) for layer in LAYERS}
        words = cls(
            layers=layers,
            words=frozenset().union(*tables.values(), *(layer.words() for layer in layers.values())),
            holes={name: hole.read for name, hole in holes.items()},
            numbers=numbers,
            ranged=ranged,
            fillers=sheet.words("fillers"),
            glue=sheet.words("glue"),
            numbered=tuple(sorted(sheet.words("numbered_endings"))),
            breaks=sheet.words("breaks"),
        )
        sheet.finish()
        _refuse_circles(words.layers)
        first = {name: hole.first for name, hole in holes.items()}
        for layer in words.layers.values():
            layer.learn_first(words.layers, first)
        beginnings = first | {name: layer.first for name, layer in words.layers.items()}
        for layer in words.layers.values():
            layer.open_doors(beginnings)
        return words


def tidy(tokens: Sequence[Token], ranged: frozenset[str], fillers: frozenset[str]) -> list[tuple[int, Token]]:
    """Tokens with their places, without fillers, possessives and the hyphen in "twenty-five" (but with "Mon-Wed"'s)."""
    kept: list[tuple[int, Token]] = []
    for i, token in enumerate(tokens):
        if token.norm in fillers or token.norm == "'s":
            continue
        if token.is_sign and i and i + 1 < len(tokens) and token.start == tokens[i - 1].end:
            before, after = tokens[i - 1], tokens[i + 1]
            joins = token.norm == "-" and after.start == token.end and after.kind is Kind.WORD
            if joins and before.kind is Kind.WORD and not {before.norm, after.norm} <= ranged:
                continue
            if token.norm in ("'", "’") and after.start > token.end:
                continue
            if token.norm == "." and before.norm in ranged and len(before.norm) <= 4:
                continue  # "Mon. 3 Aug."
        kept.append((i, token))
    return kept


def _layer(
    layer: str,
    entries: object,
    groups: Mapping[str, tuple[tuple[str, ...], ...]],
    holes: Mapping[str, Hole],
    split: Callable[[str], list[str]],
) -> Layer:
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise ValueError(f"hear/{FILE}.toml, {layer}: write each entry under [[{layer}]]")
    found = Layer()
    for number, raw in enumerate(entries, start=1):
        key = f"{layer} entry {number}"
        try:
            entry = Entry.model_validate(raw)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise ValueError(f"hear/{FILE}.toml, {key}, {where}: {first['msg']}") from error
        _check(entry, key)
        meaning, meant = MEANINGS[entry.means], entry.phrase(number)
        say = entry.say
        if entry.means.startswith("holiday"):  # any of them may be said with a year
            say = (*say, *(f"{phrase} {{year}}" for phrase in say))
        for phrase in say:
            try:
                forms = expand(phrase, groups)
            except ValueError as error:
                raise ValueError(f"hear/{FILE}.toml, {key}: {error}") from error
            for form in forms:
                pieces = _pieces(form, key, holes, split)
                lacking = meaning.lacks(piece[1:-1] for piece in pieces if piece.startswith("{"))
                if lacking is not None:
                    raise ValueError(f'hear/{FILE}.toml, {key}: "{phrase}" needs {{{lacking}}} to mean {entry.means}')
                found.add(pieces, meant)
    return found


def _refuse_circles(layers: Mapping[str, Layer]) -> None:
    """A phrase that begins with itself would never be read."""
    for layer in layers:
        seen: set[str] = set()
        waiting = [layer]
        while waiting:
            reached = layers[waiting.pop()].left_of(layers)
            if layer in reached:
                raise ValueError(
                    f"hear/{FILE}.toml, {layer}: a phrase must not begin with a hole that leads to it again"
                )
            waiting += reached - seen
            seen |= reached


def _check(entry: Entry, key: str) -> None:
    if entry.means not in MEANINGS:
        raise ValueError(f"hear/{FILE}.toml, {key}: there is no rule {entry.means!r}; see *_RULES")
    if entry.means.startswith("holiday"):
        try:
            holiday_date(entry.on, 2024)
        except ValueError as error:
            raise ValueError(f'hear/{FILE}.toml, {key}: write on = "12-25", "easter-2" or "11-4-thursday"') from error
    if entry.means == "mark" and entry.on not in set(Mark):
        raise ValueError(f"hear/{FILE}.toml, {key}: on must be one of {', '.join(Mark)}")


def _pieces(form: Sequence[str], key: str, holes: Mapping[str, Hole], split: Callable[[str], list[str]]) -> list[str]:
    """A phrase as utterances are cut, holes kept whole. `split` cuts a word, and remembers how."""
    pieces: list[str] = []
    for piece in form:
        if not piece.startswith("{"):
            pieces += split(piece)
            continue
        if piece[1:-1] not in holes and piece[1:-1] not in LAYERS:
            raise ValueError(f"hear/{FILE}.toml, {key}: nothing can fill {piece}")
        pieces.append(piece)
    return pieces


def _numbered(sheet: Sheet, key: str, names: Sequence[str], first: int) -> dict[str, int | str]:
    return {word: names.index(str(name)) + first for word, name in _named(sheet, key, names).items()}


def _named(sheet: Sheet, key: str, names: Sequence[str]) -> dict[str, int | str]:
    found: dict[str, int | str] = {}
    for name, words in sheet.lists(key).items():
        if name not in names:
            raise sheet.fault(f"{key}.{name}", f"write one of {', '.join(names)}")
        for word in words:
            pieces = tokenize(word)
            if len(pieces) != 1:
                raise sheet.fault(f"{key}.{name}", f'"{word}" must be one word')
            found[pieces[0].norm] = name
    return found
