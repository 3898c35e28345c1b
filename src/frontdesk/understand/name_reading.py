"""One name as it is said at one place: its words, their spelling, and letters that put it right."""

from dataclasses import dataclass

from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.name_form import LONGEST, join_spelled
from frontdesk.understand.name_hints import with_hints
from frontdesk.understand.name_words import (
    Said,
    begins_family,
    is_nameable,
    opens_with_article,
    read_words,
    starts_in_code,
)
from frontdesk.understand.phrases import Found
from frontdesk.understand.spelling import CHUNK, read_spelled

READER = SlotName.NAME.value
PIECE = 2.2
"""Letters of a piece, on average, where a recogniser wrote down a spelling."""
SPELLED_LETTERS = 3
MOST_BEHIND = 2
"""Words of a family name behind a spelled given name; more are a sentence."""
"""Fewer letters are initials, unless nothing else was said."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A name that was said, or a part of one, and how sure the words around it make it."""

    words: tuple[str, ...]
    start: int
    end: int
    sure: float
    spelled: bool = False
    titled: bool = False
    part: str = ""
    """ "given" or "family" where the caller said so."""


CONNECTING = ("weak", "anew", "strong")
"""Words that may stand before a name without being one, by their key in hear/name.toml."""


def read_at(hearing: Hearing, at: int, trust: bool, sure: float) -> Reading | None:
    """The name that begins at or shortly behind token `at`: words, a spelling, or both."""
    at = _skip(hearing, at)
    if _is_thing(hearing, at):
        return None
    said = None
    spelling = _spelling(hearing, at)
    if spelling is None or spelling[2] < SPELLED_LETTERS:
        said = read_words(hearing, at, trust)
        if said is None and spelling is None:
            return None
    words: list[str] = []
    start, spelled, titled = at, False, False
    if said is not None:
        if hearing.negated(said.start) or starts_in_code(hearing, said.start, said.end):
            return None
        words, at, titled = said.words, said.end, said.titled
        if fuller := _said_in_full(hearing, said, trust):
            words, at = fuller.words, fuller.end
        end = at
        spelling = _spelling(hearing, _skip(hearing, at))
        if spelling and spelling[2] < SPELLED_LETTERS:
            spelling = None
    else:
        end = at
    names = hearing.lexicon.name
    while spelling is not None:
        for text in spelling[0]:
            words = join_spelled(words, text, names) if said or not spelled else [*words, text]
        spelled, end = True, spelling[1]
        spelling = _spelling(hearing, _skip(hearing, end))
    if spelled and len(words) == 1 and hearing.asked(SlotName.NAME):
        words, end = _with_family(hearing, words, end)
    words, end, hinted = with_hints(hearing, words, end)
    return Reading(tuple(words), start, end, sure, spelled or hinted, titled)


def _with_family(hearing: Hearing, words: list[str], end: int) -> tuple[list[str], int]:
    """ "Ada, A D A, Example": what closes the clause behind one spelled name is the rest of it."""
    rest = read_words(hearing, _skip(hearing, end), trust=True)
    if rest is None or not hearing.ends_clause(rest.end):
        return words, end
    again = rest.words[0].lower() == words[0].lower()
    return ([*words, *rest.words[again:]], rest.end) if len(rest.words) <= MOST_BEHIND else (words, end)


def _is_thing(hearing: Hearing, at: int) -> bool:
    """Behind an article, unless a person follows: "the salon", but "la señora García"."""
    return at > 0 and hearing.norms[at - 1] in hearing.lexicon.name.articles and not opens_with_article(hearing, at - 1)


def _spelling(hearing: Hearing, at: int) -> tuple[tuple[str, ...], int, int] | None:
    """The words that are spelled at token `at`, where that ends, and how many letters were said."""
    if at >= len(hearing.tokens):
        return None
    chunks = hearing.asked(SlotName.NAME) and _is_spelling_mostly(hearing)
    found = read_spelled(hearing, at, chunks)
    sensible = found is not None and found.words and all(len(word) <= LONGEST for word in found.words)
    return (found.words, found.end, found.letters) if found and sensible else None


def _said_in_full(hearing: Hearing, said: Said, trust: bool) -> Said | None:
    """ "Example, Ada Example": the name once more, and all of it."""
    if said.end >= len(hearing.tokens) or not hearing.tokens[said.end].is_sign:
        return None
    again = read_words(hearing, said.end + 1, trust)
    repeats = again is not None and len(again.words) > len(said.words) and set(said.words) < set(again.words)
    return again if repeats else None


def _is_spelling_mostly(hearing: Hearing) -> bool:
    """Single letters with short pieces between them, as recognisers write a spelling; not a name with a letter."""
    norms = [hearing.norms[at] for at in hearing.words]
    if norms and len(norms[0]) > 2 and norms[0] in hearing.lexicon.name.given_names:
        return False
    singles = sum(len(text) == 1 and text.isalpha() for text in (hearing.tokens[at].text for at in hearing.words))
    if sum(norm.isdecimal() for norm in norms) > 1:
        return False
    pieces = sum(len(norm) <= CHUNK for norm in norms)
    return (
        len(norms) >= SPELLED_LETTERS
        and singles > 0
        and pieces * 5 >= len(norms) * 4
        and (sum(map(len, norms)) <= PIECE * len(norms))
    )


def read_pieces(hearing: Hearing) -> list[Reading]:
    """A whole answer that is one spelling, though some of its pieces look like words: "I am b e r". At a read-back it
    is the name that is spelled, letter by letter."""
    words = hearing.words
    asked = hearing.asked(SlotName.NAME)
    read_back = hearing.expectation.expecting in (Expecting.CONFIRM_BOOKING, Expecting.CHANGE)
    if not (asked or read_back) or len(words) < 2 * SPELLED_LETTERS or not _is_spelling_mostly(hearing):
        return []
    if sum(len(hearing.tokens[at].text) == 1 for at in words) < SPELLED_LETTERS:
        return []
    found = read_spelled(hearing, _past_answer(hearing, words[0]), chunks=asked)
    if found is None or found.end <= words[-1]:
        return []
    split_up = [part for text in found.words for part in join_spelled([], text, hearing.lexicon.name)]
    return [Reading(tuple(split_up), found.start, found.end, 0.9, spelled=True)]


def is_spelled_on(hearing: Hearing, phrase: Found) -> bool:
    """The "e" of "e t t o r e" is a letter, where "è" is "it's"."""
    said = hearing.tokens[phrase.start : phrase.end + 1]
    return phrase.end - phrase.start == 1 and [len(one.text) for one in said] == [1, 1] and said[0].text.isascii()


def cue_end(hearing: Hearing, phrase: Found) -> int:
    """Where a name begins behind these words: the "e" of "nome e t t o r e" is its first letter, no "è"."""
    said = hearing.tokens[phrase.end - 1 : phrase.end + 1]
    spelled_on = phrase.end - phrase.start > 1 and [len(one.text) for one in said] == [1, 1] and said[0].text.isascii()
    return phrase.end - spelled_on


def _is_title(hearing: Hearing, at: int) -> bool:
    """A title with a name behind it."""
    names, after = hearing.lexicon.name, at + 1
    particle = after < len(hearing.norms) and hearing.norms[after] in names.particles
    return hearing.norms[at] in names.titles and (particle or is_nameable(hearing, after, trust=True))


def _past_answer(hearing: Hearing, at: int) -> int:
    """Past a "no" and what leads to the name behind it; without that, short words belong to the spelling."""
    ends = {p.start: p.end for p in hearing.phrases if p.sense.file in {"yes_no", "commands"} and p.sure == 1.0}
    if at not in ends:
        return at
    while at in ends:
        at = ends[at]
    return _skip(hearing, at)


def _skip(hearing: Hearing, at: int) -> int:
    """Past signs, fillers, and words such as "that's spelled", to where a name may begin."""
    connecting = {
        p.start: p.end for p in hearing.found(READER, *CONNECTING) if p.sure == 1.0 and not is_spelled_on(hearing, p)
    }
    while at < len(hearing.tokens):
        if at in connecting:
            at = connecting[at]
        elif begins_family(hearing, at) or is_nameable(hearing, at, trust=True) or _is_title(hearing, at):
            return at
        elif hearing.tokens[at].is_sign or hearing.norms[at] in hearing.lexicon.fillers:
            if len(hearing.norms[at]) == 1 and hearing.norms[at].isalpha() and read_spelled(hearing, at):
                return at
            at += 1
        else:
            return at
    return at
