"""Spelling aloud: letters one by one, spelling alphabets, "S as in sugar", "double L", marks."""

from dataclasses import dataclass

from frontdesk.understand.hearing import Hearing
from frontdesk.understand.normalize import Kind

SEPARATORS = frozenset("-.,·_")
CHUNK = 4
"""A recogniser runs a few letters together: "w hi te"."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """Words that were spelled, in small letters, from token `start` up to, not including, `end`."""

    words: tuple[str, ...]
    start: int
    end: int
    letters: int


def read_spelled(hearing: Hearing, at: int, chunks: bool = False) -> Spelled | None:
    """The longest spelling that begins at token `at`, or None where none does.

    `chunks` accepts short words between single letters, as recognisers write them.
    """
    text, start, end, letters, singles = "", at, at, 0, 0
    while at < len(hearing.tokens) and hearing.free(at, at + 1):
        if (read := read_letter(hearing, at)) is not None:
            letter, at = read
            single = True
        elif chunks and _is_chunk(hearing, at):
            letter, at, single = "".join(sign for sign in hearing.norms[at] if sign.isalpha()), at + 1, False
        elif text and (mark := _mark(hearing, at)) is not None and read_letter(hearing, at + 1):
            text, at = text + mark, at + 1
            continue
        elif text and hearing.norms[at] in SEPARATORS:
            at += 1
            continue
        else:
            break
        text, end, letters, singles = text + letter, at, letters + len(letter), singles + single
    words = tuple(word for word in text.split(" ") if word)
    return Spelled(words, start, end, letters) if letters > 1 and singles else None


def read_letter(hearing: Hearing, at: int) -> tuple[str, int] | None:
    """One letter with its example or its number of times, and the token after it."""
    if at >= len(hearing.tokens):
        return None
    words, norm = hearing.lexicon.spelling, hearing.norms[at]
    if times := words.times.get(norm):
        after = _plain_letter(hearing, at + 1)
        return (after * times, at + 2) if after else None
    if norm in words.alphabet:
        return words.alphabet[norm], at + 1
    if letter := _plain_letter(hearing, at):
        return _with_example(hearing, letter, at + 1)
    token = hearing.tokens[at]
    if token.kind is Kind.WORD and "." in token.text and len(norm) > 1:
        return norm, at + 1  # "o.k.a.f.o.r."
    return None


def _plain_letter(hearing: Hearing, at: int) -> str | None:
    if at >= len(hearing.tokens) or hearing.tokens[at].kind is not Kind.WORD:
        return None
    norm = hearing.norms[at]
    return norm if len(norm) == 1 and norm.isalpha() else None


def _with_example(hearing: Hearing, letter: str, at: int) -> tuple[str, int]:
    """ "S as in sugar", "S sierra". After "as in" the example decides: it is said because letters are misheard."""
    words = hearing.lexicon.spelling
    if at < len(hearing.norms) and words.alphabet.get(hearing.norms[at]) == letter:
        return letter, at + 1
    for form in words.as_in:
        example = at + len(form)
        if tuple(hearing.norms[at:example]) != form or example >= len(hearing.tokens):
            continue
        norm = hearing.norms[example]
        if len(norm) < 2 or not norm[0].isalpha():
            continue
        if len(form) > 1 or norm[0] == letter:
            return norm[0], example + 1
    return letter, at


def _is_chunk(hearing: Hearing, at: int) -> bool:
    """A short piece; figures in it are noise."""
    kind, norm = hearing.tokens[at].kind, hearing.norms[at]
    if norm in hearing.lexicon.spelling.with_letter | hearing.lexicon.spelling.without_letter:
        return False
    return kind in {Kind.NUMBER, Kind.CODE} or (kind is Kind.WORD and len(norm) <= CHUNK and norm.isalpha())


def _mark(hearing: Hearing, at: int) -> str | None:
    """A hyphen or an apostrophe that belongs to the word, or the gap between two words."""
    norm = hearing.norms[at]
    if norm in hearing.lexicon.spelling.spaces:
        return " "
    return "'" if norm == "'" else hearing.lexicon.spelling.marks.get(norm)
