"""The way in: from the tokens of an utterance to the times it may mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from frontdesk.model.when import PreferredTime
from frontdesk.understand.digits import read_digits
from frontdesk.understand.normalize import Kind, Token
from frontdesk.understand.number_words import NumberWords
from frontdesk.understand.preferred_time.grammar import Match, Matcher
from frontdesk.understand.preferred_time.values import Clocks, Day, Mark, Moment, Piece, Place
from frontdesk.understand.preferred_time.weak import counting
from frontdesk.understand.preferred_time.wishes import Composer, Gap, gap_between
from frontdesk.understand.preferred_time.words import MEANINGS, TimeWords, tidy

DIGITS_OF_A_NUMBER = 6
"""So many single digits in a row are read out from something: a phone number, a customer number."""

DIGITS_IN_WORDS = 9
"""So many digits in words, in pairs too, with nothing between them: "seis doce treinta y cuatro …"."""

DIGITS_AFTER_NOUGHT = 8
"""So many digits, in pairs too, when a nought begins them: "zéro six douze trente-quatre …"."""

PAUSES = frozenset(",-.")

MOST_PLACES = 60
"""More times than this in one utterance are not read."""


class Said(StrEnum):
    """Which parts of a time were said."""

    DAY = "day"
    CLOCK = "clock"
    EARLIEST = "earliest"
    FLEXIBLE = "flexible"
    SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class TimeReading:
    """One way to understand an utterance as a time: the tokens from `first` up to, not including, `next` name it."""

    value: PreferredTime
    first: int
    next: int
    said: frozenset[Said]
    sure: float
    """0 to 1: lower for a bare number that only the question makes a time, and for the second of two readings."""


def read_preferred_time(
    tokens: Sequence[Token], now: datetime, words: TimeWords, day_first: bool, asked: bool
) -> tuple[TimeReading, ...]:
    """The times an utterance may mean, best first; empty when it names none.

    `now` is in the zone of the business, and so are the days and minutes of the result. `day_first` says how "5/6" is
    read; `asked` that a time was asked for, so that a lone "three" is one.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry the time zone of the business")
    kept = tidy(tokens, words.ranged, words.fillers)
    matcher = match_all(kept, words, Moment(now, day_first, asked))
    best, doubt = _choose(matcher)
    found = [_compose(kept, best, words, matcher.at, 1.0)]
    if doubt:
        found.append(_compose(kept, doubt, words, matcher.at, 0.5))
    readings = [reading for reading in found if reading is not None]
    if len(readings) == 2 and readings[0].value == readings[1].value:
        readings.pop()
    return tuple(readings)


def match_all(kept: Sequence[tuple[int, Token]], words: TimeWords, at: Moment) -> Matcher:
    """A matcher over the tokens that matter; it counts its work."""
    tokens = _without_read_out_numbers([token for _, token in kept], words.numbers)
    _leave_out_house_numbers(tokens, words.numbered)
    return Matcher(tokens, words.layers, words.holes, MEANINGS, at)


def _without_read_out_numbers(tokens: list[Token], numbers: NumberWords) -> list[Token]:
    i = 0
    while i < len(tokens):
        end, read_out = _read_out(tokens, i, numbers)
        for j in range(i, end if read_out else i):
            tokens[j] = Token(tokens[j].text, "", tokens[j].start, tokens[j].end, Kind.PHONE)
        i = max(end, i + 1)
    return tokens


def _leave_out_house_numbers(tokens: list[Token], endings: tuple[str, ...]) -> None:
    """ "Maistraße 15", "Buslinie 8": the word before says what the number is of."""
    for at, (before, token) in enumerate(pairwise(tokens), start=1):
        named = before.kind is Kind.WORD and before.norm.endswith(endings) and before.norm not in endings
        if endings and named and token.kind is Kind.NUMBER:
            tokens[at] = Token(token.text, "", token.start, token.end, Kind.PHONE)


def _read_out(tokens: Sequence[Token], i: int, numbers: NumberWords) -> tuple[int, bool]:
    """Where the digits that begin at token `i` end, and whether they are read out from something: many single ones
    ("four one five five five five …"), or any after a nought ("zéro six, douze, trente-quatre …").
    """
    digits, singles, at, end = "", 0, i, i
    while at < len(tokens):
        if digits.startswith("0") and tokens[at].norm in PAUSES:
            at += 1
            continue
        read = read_digits(tokens, at, numbers)
        if read is None or len(read[0]) > 3:
            break
        singles += (read[1] - at) if len(read[0]) == 1 or tokens[at].norm in numbers.repeats else 0
        digits += read[0]
        at = end = read[1]
    if len(digits) >= DIGITS_IN_WORDS and all(token.kind is Kind.WORD for token in tokens[i:end]):
        return end, True
    return end, singles >= DIGITS_OF_A_NUMBER or (digits.startswith("0") and len(digits) >= DIGITS_AFTER_NOUGHT)


def _choose(matcher: Matcher) -> tuple[list[Place], list[Place]]:
    """The longest phrases from left to right, and the same with the other meaning of the first that has two."""
    best: list[Place] = []
    doubt: list[Place] = []
    i = 0
    while i < len(matcher.tokens) and len(best) < MOST_PLACES:
        spans = matcher.match("span", i)
        things = matcher.match("thing", i)
        if things and (not spans or things[0].end >= spans[0].end):
            i = max(i + 1, things[0].end)
            continue
        whole = next((span for span in spans if not _is_cut(matcher, i, span.end)), None)
        if whole is None:
            i += 1
            continue
        place = _place(i, whole)
        other = next((m for m in spans if m.end == whole.end and m.value != whole.value), None)
        if other is not None and not doubt:
            doubt = [*best, _place(i, other)]
        elif doubt:
            doubt.append(place)
        best.append(place)
        i = max(i + 1, place.end)
    return best, doubt


def _is_cut(matcher: Matcher, start: int, end: int) -> bool:
    """A thing begins inside the phrase and goes on behind it, and no time goes on behind the thing: "on the 3rd floor"
    is no day, but "2025 at seven thirty" stays a year and a time where "25 at seven" is a thing.
    """
    for at in range(start + 1, end):
        for thing in matcher.match("thing", at)[:1]:
            inside = (matcher.match("span", later)[:1] for later in range(at + 1, thing.end))
            if thing.end > end and not any(span.end > thing.end for spans in inside for span in spans):
                return True
    return False


def _place(start: int, match: Match) -> Place:
    pieces: tuple[Piece, ...] = match.value  # type: ignore[assignment]  # rules of the layer "span" give pieces
    return Place(start, match.end, pieces, weak=match.phrase is not None and match.phrase.weak)


def _compose(
    kept: Sequence[tuple[int, Token]], places: Sequence[Place], words: TimeWords, at: Moment, sure: float
) -> TimeReading | None:
    if not places:
        return None
    places = _with_second_thoughts(kept, places)
    tokens = [token for _, token in kept]
    gaps = [Gap(tight=False, comma=False, broken=False)]
    gaps += [
        gap_between(tokens[before.end : place.start], words.glue, words.breaks) for before, place in pairwise(places)
    ]
    counted = counting(places, gaps, at.asked or _is_all_clock(tokens, places, words.glue))
    composer = Composer(at)
    for place, gap in counted:
        composer.take(place, gap)
    if composer.impossible:
        return None
    value = composer.result()
    said = _said(value)
    if not said:
        return None
    taken = [place for place, _ in counted]
    timed = [place for place in taken if not all(isinstance(piece, Mark) for piece in place.pieces)] or taken
    first, last = kept[timed[0].start][0], kept[timed[-1].end - 1][0]
    weak = all(place.weak for place in timed)
    return TimeReading(value, first, last + 1, said, sure * (0.7 if weak else 1))


def _with_second_thoughts(kept: Sequence[tuple[int, Token]], places: Sequence[Place]) -> Sequence[Place]:
    """ "The 12th, er, 13th": of two days with nothing but a hesitation between them the second is meant."""
    days = [i for i, place in enumerate(places) if any(isinstance(piece, Day) for piece in place.pieces)]
    if len(days) != 2 or days[1] != days[0] + 1:
        return places
    before, after = (places[i] for i in days)
    said = [token.norm for _, token in kept[before.end : after.start]]
    hesitates = kept[after.start][0] - kept[before.end - 1][0] > len(said) + 1
    if not hesitates or not set(said) <= PAUSES:
        return places
    return [*places[: days[1]], Place(after.start, after.start, (Mark.CORRECTION,)), *places[days[1] :]]


def _is_all_clock(tokens: Sequence[Token], places: Sequence[Place], glue: frozenset[str]) -> bool:
    """ "8.30 please": hours and minutes, and nothing else was said."""
    (place, *more) = places
    clocks = [piece for piece in place.pieces if isinstance(piece, Clocks)]
    outside = (*tokens[: place.start], *tokens[place.end :])
    said = tokens[place.start : place.end]
    written = all(token.text[0].isdigit() for token in said) and (len(said) > 1 or said[0].kind is Kind.FIGURES)
    return (
        not more
        and written
        and bool(clocks)
        and _has_minutes(clocks[0])
        and all(t.norm in glue or t.is_sign for t in outside)
    )


def _has_minutes(clocks: Clocks) -> bool:
    return all(span.start is not None and span.start % 60 for span in clocks.spans)


def _said(value: PreferredTime) -> frozenset[Said]:
    parts = {
        Said.DAY: any(wish.days for wish in value.wishes),
        Said.CLOCK: any(wish.clocks for wish in value.wishes),
        Said.EARLIEST: value.earliest,
        Said.FLEXIBLE: value.flexible,
        Said.SHIFT: value.shift is not None,
    }
    return frozenset(part for part, true in parts.items() if true)
