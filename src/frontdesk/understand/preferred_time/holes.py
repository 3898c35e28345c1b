"""What single words and figures can fill the holes of phrases: weekdays, numbers, hours, minutes, years, dates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from frontdesk.understand.normalize import Kind
from frontdesk.understand.number_words import NumberWords
from frontdesk.understand.numbers import read_cardinal, read_ordinal
from frontdesk.understand.preferred_time.grammar import HoleReader, Matcher, Value

Filled = Sequence[tuple[int, Value]]
NOTHING: Filled = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Hours and minutes as written: "10:30", "0900"; with a leading nought they are rather meant by 24 hours."""

    hour: int
    minute: int
    nought: bool


@dataclass(frozen=True, slots=True)
class Hole:
    read: HoleReader
    first: frozenset[str] | None
    """The words that can begin it; figures always may. None: any word, and so it is never the first of a phrase."""


def make_holes(
    numbers: NumberWords,
    tables: Mapping[str, Mapping[str, int | str]],
    approximate: Mapping[str, int],
    after_number: frozenset[str],
) -> dict[str, Hole]:
    """All holes by name. `tables` are words and their values ("weekday"), `approximate` are hours like "threeish",
    `after_number` are words that may follow a lone number that is a clock time ("three please").
    """
    cardinal_words = frozenset(numbers.small.after) | numbers.one | frozenset(numbers.scales)
    ordinal_words = frozenset(numbers.ranks.after) | cardinal_words
    read = _Numbers(numbers, approximate, after_number)
    holes = {name: Hole(_table(words), frozenset(words)) for name, words in tables.items()}
    by_words: dict[str, tuple[Callable[[Matcher, int], Filled], Iterable[str] | None]] = {
        "n": (read.count, cardinal_words),
        "hour": (read.hour, cardinal_words),
        "bare": (read.bare, cardinal_words),
        "lone": (read.lone, cardinal_words),
        "lone_number": (read.lone_number, cardinal_words),
        "nought_hour": (read.nought_hour, ()),
        "hourish": (read.hourish, approximate),
        "heard": (read.heard, numbers.sounds_like),
        "minute": (read.minute, cardinal_words | numbers.zero),
        "minutes": (read.minutes, cardinal_words),
        "minutes_figures": (read.minutes_figures, ()),
        "hundreds": (read.hundreds, cardinal_words),
        "ordinal": (read.ordinal, ordinal_words),
        "lone_ordinal": (read.lone_ordinal, ordinal_words),
        "date_number": (read.date_number, ordinal_words),
        "count": (read.plain_count, cardinal_words),
        "length": (read.length, None),
        "figure_ordinal": (read.figure_ordinal, ()),
        "day_number": (read.day_number, cardinal_words),
        "year": (read.year, {*cardinal_words, "'"}),
        "clock_figures": (read.clock_figures, ()),
        "dotted_clock": (read.dotted_clock, ()),
        "figures": (_of_kind(Kind.FIGURES), ()),
        "stamp": (_of_kind(Kind.STAMP), ()),
        "word": (_of_kind(Kind.WORD), None),
    }
    return holes | {
        name: Hole(reader, None if first is None else frozenset(first)) for name, (reader, first) in by_words.items()
    }


def _table(words: Mapping[str, int | str]) -> HoleReader:
    def read(matcher: Matcher, at: int) -> Filled:
        value = words.get(matcher.tokens[at].norm)
        return NOTHING if value is None else ((at + 1, value),)

    return read


def _of_kind(kind: Kind) -> HoleReader:
    def read(matcher: Matcher, at: int) -> Filled:
        token = matcher.tokens[at]
        return ((at + 1, token.norm),) if token.kind is kind else NOTHING

    return read


class _Numbers:
    def __init__(self, words: NumberWords, approximate: Mapping[str, int], after: frozenset[str]) -> None:
        self._words, self._approximate, self._after = words, approximate, after

    def _cardinal(self, matcher: Matcher, at: int) -> tuple[int, int] | None:
        if at not in matcher.cardinals:
            matcher.cardinals[at] = read_cardinal(matcher.tokens, at, self._words)
        return matcher.cardinals[at]

    def _between(self, matcher: Matcher, at: int, low: int, high: int, digits: int = 9) -> Filled:
        token = matcher.tokens[at]
        if token.kind is Kind.NUMBER and len(token.norm) > digits:
            return NOTHING
        found = self._cardinal(matcher, at)
        return ((found[1], found[0]),) if found is not None and low <= found[0] <= high else NOTHING

    def count(self, matcher: Matcher, at: int) -> Filled:
        return self._between(matcher, at, 1, 9_999)

    def plain_count(self, matcher: Matcher, at: int) -> Filled:
        """A number that begins no clock time, date or length of time: "room 3", but not "room 3 pm"."""
        found = self.count(matcher, at)
        if not found:
            return NOTHING
        longer = (match for layer in ("clock", "loose", "duration", "day") for match in matcher.match(layer, at))
        return NOTHING if any(match.end > found[0][0] for match in longer) else found

    def length(self, matcher: Matcher, at: int) -> Filled:
        """A length of time that no day is reckoned from: "for two weeks", but not "for two weeks from Friday"."""
        found = matcher.match("duration", at)
        if not found or any(match.end > found[0].end for match in matcher.match("day", at)):
            return NOTHING
        return ((found[0].end, found[0].value),)

    def hour(self, matcher: Matcher, at: int) -> Filled:
        return self._between(matcher, at, 0, 24, digits=2)

    def minutes(self, matcher: Matcher, at: int) -> Filled:
        """In words; figures are `minutes_figures`, because "10 to 12" is rather a range."""
        return NOTHING if matcher.tokens[at].kind is Kind.NUMBER else self._between(matcher, at, 1, 59)

    def minutes_figures(self, matcher: Matcher, at: int) -> Filled:
        return self._between(matcher, at, 1, 59, digits=2) if matcher.tokens[at].kind is Kind.NUMBER else NOTHING

    def day_number(self, matcher: Matcher, at: int) -> Filled:
        return self._between(matcher, at, 1, 31, digits=2)

    def bare(self, matcher: Matcher, at: int) -> Filled:
        """A number that words around it make a clock time; not one that counts something ("after 3 weeks")."""
        found = self.hour(matcher, at)
        return found if found and not _is_name(matcher, at) and not _counts(matcher, at, found[0][0]) else NOTHING

    def lone(self, matcher: Matcher, at: int) -> Filled:
        """A number that only the question makes a clock time: no unknown word must follow."""
        found = self.bare(matcher, at)
        return found if found and self._closes(matcher, found[0][0]) else NOTHING

    def lone_number(self, matcher: Matcher, at: int) -> Filled:
        """A day of the month that counts nothing; no unknown word must follow, but a clock time may ("le 5 14h30")."""
        found = self.day_number(matcher, at)
        if not found or _is_name(matcher, at) or _counts(matcher, at, end := found[0][0]):
            return NOTHING
        return found if self._closes(matcher, end) or matcher.match("clock", end) else NOTHING

    def nought_hour(self, matcher: Matcher, at: int) -> Filled:
        """ "06", as in a timetable."""
        token = matcher.tokens[at]
        written = token.kind is Kind.NUMBER and len(token.norm) == 2 and token.norm.startswith("0")
        return ((at + 1, int(token.norm)),) if written else NOTHING

    def _closes(self, matcher: Matcher, end: int) -> bool:
        """Whether a number may end at token `end`, as no unknown word follows that it could belong to."""
        if end >= len(matcher.tokens):
            return True
        token = matcher.tokens[end]
        tight = token.start == matcher.tokens[end - 1].end
        if token.kind is Kind.SIGN:
            return not tight or token.norm not in "%/#'+*"
        if token.norm in self._words.cardinals:
            return False  # "el seis uno dos …" is read out from something
        closes = token.norm in self._after or matcher.begins("day", end) or matcher.begins("part", end)
        return closes and token.kind is Kind.WORD and not tight

    def hourish(self, matcher: Matcher, at: int) -> Filled:
        value = self._approximate.get(matcher.tokens[at].norm)
        return NOTHING if value is None else ((at + 1, value),)

    def heard(self, matcher: Matcher, at: int) -> Filled:
        value = self._words.sounds_like.get(matcher.tokens[at].norm)
        return NOTHING if value is None else ((at + 1, value),)

    def minute(self, matcher: Matcher, at: int) -> Filled:
        """Minutes after an hour: "thirty", "oh five", "05"; a single "5" is not said so."""
        token = matcher.tokens[at]
        if token.kind is Kind.NUMBER:
            return ((at + 1, int(token.norm)),) if len(token.norm) == 2 and int(token.norm) < 60 else NOTHING
        if token.norm in self._words.zero or self._words.cardinals.get(token.norm) == 0:
            if at + 1 < len(matcher.tokens):
                value = self._words.cardinals.get(matcher.tokens[at + 1].norm, 0)
                return ((at + 2, value),) if 0 < value < 10 else NOTHING
            return NOTHING
        return self._between(matcher, at, 10, 59)

    def hundreds(self, matcher: Matcher, at: int) -> Filled:
        """ "0900", "430", "fourteen hundred": hours and minutes in one number."""
        token = matcher.tokens[at]
        if token.kind is Kind.NUMBER:
            if len(token.norm) not in (3, 4):
                return NOTHING
            value, end = int(token.norm), at + 1
        else:
            found = self._cardinal(matcher, at)
            if found is None or found[0] % 100 or found[1] < at + 2:
                return NOTHING
            value, end = found
        hour, minute = divmod(value, 100)
        if hour > 23 or minute > 59 or 0 <= value - matcher.at.now.year + 10 < 14:
            return NOTHING  # no time, or a year
        return ((end, Figures(hour, minute, token.norm.startswith("0") or hour > 12)),)

    def ordinal(self, matcher: Matcher, at: int) -> Filled:
        found = read_ordinal(matcher.tokens, at, self._words)
        return ((found[1], found[0]),) if found is not None and 1 <= found[0] <= 31 else NOTHING

    def lone_ordinal(self, matcher: Matcher, at: int) -> Filled:
        found = self.ordinal(matcher, at)
        return found if found and self._closes(matcher, found[0][0]) else NOTHING

    def date_number(self, matcher: Matcher, at: int) -> Filled:
        return (*self.ordinal(matcher, at), *self.day_number(matcher, at))

    def figure_ordinal(self, matcher: Matcher, at: int) -> Filled:
        return self.ordinal(matcher, at) if matcher.tokens[at].kind is Kind.NUMBER else NOTHING

    def year(self, matcher: Matcher, at: int) -> Filled:
        """ "2026", "'26", "twenty twenty six", "two thousand and twenty six"."""
        tokens = matcher.tokens
        token = tokens[at]
        if (
            token.norm == "'"
            and at + 1 < len(tokens)
            and len(tokens[at + 1].norm) == 2
            and tokens[at + 1].norm.isdigit()
        ):
            return ((at + 2, 2000 + int(tokens[at + 1].norm)),)
        if token.kind is Kind.NUMBER:
            return ((at + 1, int(token.norm)),) if len(token.norm) == 4 and 1900 <= int(token.norm) < 2200 else NOTHING
        found = self._cardinal(matcher, at)
        if found is None:
            return NOTHING
        value, end = found
        if 1900 <= value < 2200:
            return ((end, value),)
        if value in (19, 20) and end < len(tokens):
            rest = self._cardinal(matcher, end)
            if rest is not None and 10 <= rest[0] <= 99:
                return ((rest[1], value * 100 + rest[0]),)
        return NOTHING

    def clock_figures(self, matcher: Matcher, at: int) -> Filled:
        token = matcher.tokens[at]
        if token.kind is not Kind.CLOCK:
            return NOTHING
        hour, _, minute = token.norm.partition(":")
        return _clock(at, hour, minute)

    def dotted_clock(self, matcher: Matcher, at: int) -> Filled:
        token = matcher.tokens[at]
        hour, point, minute = token.norm.partition(".")
        if token.kind is not Kind.FIGURES or not point or len(minute) != 2 or len(hour) > 2:
            return NOTHING
        return _clock(at, hour, minute)


def _clock(at: int, hour: str, minute: str) -> Filled:
    if not (hour.isdigit() and minute.isdigit()) or int(hour) > 24 or int(minute) > 59:
        return NOTHING
    return ((at + 1, Figures(int(hour), int(minute), hour.startswith("0"))),)


def _is_name(matcher: Matcher, at: int) -> bool:
    """ "Studio One": a number word with a capital inside a sentence."""
    token = matcher.tokens[at]
    if token.kind is not Kind.WORD or at == 0 or not token.text[0].isupper() or token.text[1:] != token.norm[1:]:
        return False
    before = matcher.tokens[at - 1]
    return before.kind is Kind.WORD and before.text == before.norm


def _counts(matcher: Matcher, at: int, end: int) -> bool:
    """Whether the number at `at` counts things or time: "3 people", "two weeks"."""
    return any(match.end > end for layer in ("thing", "duration") for match in matcher.match(layer, at))
