"""The phrases of hear/preferred_time.toml as tries, one for each layer, matched from any token, longest first.

A phrase holds words and holes: "half past {hour}". A hole is filled by a table of words or figures (`holes.py`), or by
a phrase of another layer: "after {day}". What a phrase means is a named rule in Python, which gets what filled them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from frontdesk.understand.normalize import Kind, Token
from frontdesk.understand.preferred_time.values import Moment

DEEPEST = 6
"""Phrases inside phrases: "the day after the first Monday of next month" are three."""
MOST_ENDS = 4
"""Different lengths of one phrase that are tried inside another."""

T = TypeVar("T")
Value = object


@dataclass(frozen=True, slots=True)
class Phrase:
    """What one entry of the file says about its phrases: the rule and the figures that the rule needs."""

    means: str
    number: int = 0
    start: int | None = None
    """Minutes after midnight, as `until` and `settles`."""
    until: int | None = None
    on: str = ""
    """When a holiday is: "12-25", "easter-2", or "11-4-thursday" (the fourth Thursday of November)."""
    settles: tuple[int, int] | None = None
    weak: bool = False
    """Counts only beside another piece of time, or when a time was asked for."""
    asked: bool = False
    """Counts only when a time was asked for."""
    opening: bool = False
    """Counts only as the first words, and when no time was asked for: "morning, I'd like …"."""
    order: int = field(default=0, compare=False)
    """Of two meanings of the same words the one that stands first in the file is the likelier."""


@dataclass(frozen=True, slots=True)
class Match:
    end: int
    value: Value
    phrase: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Got:
    """What filled the holes of a phrase, in order."""

    phrase: Phrase
    at: Moment
    filled: tuple[tuple[str, Value], ...]

    def one(self, hole: str, kind: type[T]) -> T:
        return self.all(hole, kind)[0]

    def number(self, *holes: str) -> int:
        """The number that filled one of these holes, of which the phrase has one."""
        return next(value for name, value in self.filled if name in holes and isinstance(value, int))

    def maybe(self, hole: str, kind: type[T]) -> T | None:
        found = self.all(hole, kind)
        return found[0] if found else None

    def all(self, hole: str, kind: type[T]) -> list[T]:
        return [value for name, value in self.filled if name == hole and isinstance(value, kind)]


Rule = Callable[[Got], Value | None]
"""Makes a value of what filled the holes, or None when they make no sense together ("31 June")."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A rule by the name that the file uses, and the holes its phrases must have: "month ordinal|day_number"."""

    rule: Rule
    needs: str = ""

    def lacks(self, holes: Iterable[str]) -> str | None:
        """The first hole that is missing."""
        left = list(holes)
        for need in self.needs.split():
            found = next((hole for hole in left if hole in need.split("|")), None)
            if found is None:
                return need
            left.remove(found)
        return None


@dataclass(slots=True)
class Node:
    words: dict[str, "Node"] = field(default_factory=dict)
    holes: dict[str, "Node"] = field(default_factory=dict)
    phrases: list[Phrase] = field(default_factory=list)
    doors: tuple["Door", ...] = ()
    """The holes once more, with what shows at a glance that one cannot be filled."""


Door = tuple[str, frozenset[str] | None, "Node"]
"""A hole, the words that can begin it (None: any; figures always can), and where it leads."""


class Layer:
    """All phrases of one kind ("day", "clock"), and the words that may begin one."""

    def __init__(self) -> None:
        self.root = Node()
        self.first: frozenset[str] = frozenset()

    def add(self, form: Iterable[str], phrase: Phrase) -> None:
        """`form` is a row of words and holes; a hole is written with its braces."""
        node = self.root
        for piece in form:
            onward, step = (node.holes, piece[1:-1]) if piece.startswith("{") else (node.words, piece)
            after = onward.get(step)
            if after is None:
                after = onward[step] = Node()
            node = after
        if phrase not in node.phrases:
            node.phrases.append(phrase)

    def words(self) -> set[str]:
        """Every word of its phrases."""
        found: set[str] = set()
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            found.update(node.words)
            waiting += [*node.words.values(), *node.holes.values()]
        return found

    def left_of(self, layers: Iterable[str]) -> set[str]:
        """The layers that can fill the first hole of a phrase."""
        return set(self.root.holes) & set(layers)

    def learn_first(self, layers: Mapping[str, "Layer"], tables: Mapping[str, Iterable[str] | None]) -> None:
        """Notes every word that can begin a phrase, so that all other words are passed over at once."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            found.update(node.words)
            for hole in node.holes:
                if hole in seen:
                    continue
                seen.add(hole)
                if hole in layers:
                    waiting.append(layers[hole].root)
                else:
                    found.update(tables[hole] or ())
        self.first = frozenset(found)

    def open_doors(self, first: Mapping[str, frozenset[str] | None]) -> None:
        """Once the beginnings of all layers are known. `first` has those of every hole."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            node.doors = tuple((hole, first[hole], after) for hole, after in node.holes.items())
            waiting += [*node.words.values(), *node.holes.values()]


HoleReader = Callable[["Matcher", int], Sequence[tuple[int, Value]]]
"""What may fill a hole from a token on: for each length the token after it and the value."""


class Matcher:
    """Matches layers against one utterance; each layer is tried at a token once, and remembered."""

    def __init__(
        self,
        tokens: Sequence[Token],
        layers: Mapping[str, Layer],
        holes: Mapping[str, HoleReader],
        meanings: Mapping[str, Meaning],
        at: Moment,
    ) -> None:
        self.tokens, self.at = tokens, at
        self.work = 0
        """Trie nodes visited: what reading costs, counted instead of timed."""
        self._layers, self._holes, self._meanings = layers, holes, meanings
        self.cardinals: dict[int, tuple[int, int] | None] = {}
        """Numbers already read, by their first token (`holes.py`)."""
        self._known: dict[tuple[str, int], Sequence[Match]] = {}
        self._depth = 0

    def begins(self, layer: str, at: int) -> bool:
        """Whether the token is a word that can begin a phrase of `layer`."""
        return self.tokens[at].norm in self._layers[layer].first

    def match(self, layer: str, start: int) -> Sequence[Match]:
        """The phrases of `layer` that begin at token `start`, the longest first, and then in the order of the file."""
        if start >= len(self.tokens):
            return ()
        token = self.tokens[start]
        if token.norm not in self._layers[layer].first and token.kind not in _FIGURES:
            return ()
        key = (layer, start)
        if (known := self._known.get(key)) is not None:
            return known
        if self._depth >= DEEPEST:
            return ()
        self._depth += 1
        self._known[key] = ()
        found: list[Match] = []
        self._walk(self._layers[layer].root, start, start, (), found)
        self._depth -= 1
        found.sort(key=_likeliest)
        self._known[key] = found
        return found

    def _walk(self, node: Node, start: int, at: int, filled: tuple[tuple[str, Value], ...], found: list[Match]) -> None:
        self.work += 1
        for phrase in node.phrases:
            if (phrase.asked and not self.at.asked) or (phrase.opening and (start > 0 or self.at.asked)):
                continue
            value = self._meanings[phrase.means].rule(Got(phrase, self.at, filled))
            if value is not None:
                found.append(Match(at, value, phrase))
        if at >= len(self.tokens):
            return
        token = self.tokens[at]
        if (after := node.words.get(token.norm)) is not None:
            self._walk(after, start, at + 1, filled, found)
        for hole, first, after in node.doors:
            if first is None or token.norm in first or token.kind in _FIGURES:
                for end, value in self._fill(hole, at):
                    self._walk(after, start, end, (*filled, (hole, value)), found)

    def _fill(self, hole: str, at: int) -> Iterable[tuple[int, Value]]:
        if (reader := self._holes.get(hole)) is not None:
            return reader(self, at)
        ends: dict[int, Value] = {}
        for match in self.match(hole, at):
            ends.setdefault(match.end, match.value)
            if len(ends) == MOST_ENDS:
                break
        return ends.items()


def _likeliest(match: Match) -> tuple[int, int]:
    return -match.end, match.phrase.order if match.phrase is not None else 0


_FIGURES = frozenset({Kind.NUMBER, Kind.CLOCK, Kind.FIGURES, Kind.STAMP})
