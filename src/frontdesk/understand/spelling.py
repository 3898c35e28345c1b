"""Spelling aloud: letters and their names, spelling alphabets, "S as in sugar", "double L", accents and marks."""

import unicodedata
from dataclasses import dataclass

from frontdesk.model.slots import SlotName
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.normalize import Kind, normalize
from frontdesk.understand.number_words import NumberWords

SEPARATORS = frozenset("-.,·_")
CHUNK = 4
"""A recogniser runs a few letters together: "w hi te"."""
MOST_TIMES = 3
FEWEST_NAMED = 4
"""Fewer words of a spelling alphabet that are all given names are those names: "Anna Marie Peter"."""
MOST_NAMED = 3
"""Names of letters that are words too, for each letter that is nothing else."""
SIGN_LETTERS = 3
"""The most letters that one sign of a spelling alphabet stands for: "Sch wie Schule"."""
DECIDES = "decides"
VOWELS = "aeiouy"
BEARERS = {"\u0303": "nao", "\u0327": "cs", "\u030c": "cszrne", "\u0301": "aeiouycn"}
"""The letters that bear an accent; the others stand on vowels."""


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
    tokens, words = hearing.tokens, hearing.lexicon.spelling
    text, start, end, singles, named, words_only = "", at, at, 0, 0, True
    while at < len(tokens) and hearing.free(at, at + 1):
        if text and (mark := words.marks.at(tokens, at)) and _opens(hearing, mark[1]):
            text, at = text + mark[0], mark[1]
            continue
        if text and (after := _past_and_then(hearing, text, at)):
            at = after
            continue
        read = read_letter(hearing, at) or (_counted(hearing, at) if text else None)
        if read is not None:
            words_only = words_only and read[1] == at + 1 and hearing.norms[at] in hearing.lexicon.name.given_names
            singles += 1
        elif read := _among_letters(hearing, at):
            named, words_only = named + 1, False
        elif chunks and _is_chunk(hearing, at):
            read = "".join(sign for sign in hearing.norms[at] if sign.isalpha()), at + 1
            words_only = False
        elif text and hearing.norms[at] in SEPARATORS:
            at += 1
            continue
        elif (beyond := words.skipped.ends(tokens, at)) > at and _opens(hearing, beyond):
            at = beyond
            continue
        else:
            break
        text, at = text + read[0], read[1]
        end = at
    parts = tuple(unicodedata.normalize("NFC", word) for word in text.split(" ") if word)
    letters = sum(map(len, parts))
    if letters < 2 or not singles or named > MOST_NAMED * singles or (words_only and letters < FEWEST_NAMED):
        return None
    return Spelled(parts, start, end, letters)


def _past_and_then(hearing: Hearing, text: str, at: int) -> int:
    """Past "y luego", whose "y" is no letter; the "e" of "e t t o r e poi" is one, for "poi" alone is enough. 0 where
    that is not said."""
    beyond = hearing.lexicon.spelling.skipped.ends(hearing.tokens, at)
    letter = _plain_letter(hearing, at)
    if letter is None or beyond < at + 2 or not _opens(hearing, beyond):
        return 0
    return beyond if text[-1] in VOWELS or letter not in "aeiou" else 0


def read_letter(hearing: Hearing, at: int) -> tuple[str, int] | None:
    """One letter with its accent, its example or its number of times, and the token after it."""
    tokens, words = hearing.tokens, hearing.lexicon.spelling
    if found := words.alphabet.at(tokens, at):
        return _accented(hearing, *_with_example(hearing, *_accented(hearing, *found)))
    if (times := words.times.at(tokens, at)) and (letter := _base(hearing, _past_hyphen(hearing, times[1]))):
        return letter[0] * int(times[0]), letter[1]
    if plain := _plain_letter(hearing, at):
        return _finished(hearing, plain, at + 1)
    if at >= len(tokens) or tokens[at].kind is not Kind.WORD:
        return None
    norm = hearing.norms[at]
    if "." in tokens[at].text and len(norm) > 1:
        return tokens[at].text.replace(".", "").lower(), at + 1  # "o.k.a.f.o.r."
    if 1 < len(norm) <= SIGN_LETTERS and (kind := words.examples.at(tokens, at + 1)) and kind[0] == DECIDES:
        example = hearing.norms[kind[1]] if kind[1] < len(tokens) else ""
        if example.startswith(norm) and len(example) > len(norm):
            return norm, kind[1] + 1  # "Sch wie Schule"
    return None


def read_letter_or_name(hearing: Hearing, at: int) -> tuple[str, int] | None:
    """A letter where one must stand, so that names of letters that are words too count."""
    return read_letter(hearing, at) or _named(hearing, at)


def counted(norm: str, numbers: NumberWords) -> int:
    """How many, of a word or figure from one to three; otherwise 0."""
    many = numbers.cardinals.get(norm, int(norm) if norm in {"1", "2", "3"} else 0)
    return many if many <= MOST_TIMES else 0


def read_accent(hearing: Hearing, at: int) -> tuple[str, int] | None:
    """The combining character of an accent that is said at token `at`: "accent aigu", "con tilde"."""
    words, numbers = hearing.lexicon.spelling, hearing.lexicon.numbers
    at = words.with_letter.ends(hearing.tokens, at)
    if at < len(hearing.tokens) and hearing.norms[at] in numbers.one:
        at += 1
    return words.accents.at(hearing.tokens, at)


def _finished(hearing: Hearing, letter: str, at: int) -> tuple[str, int]:
    words, tokens = hearing.lexicon.spelling, hearing.tokens
    if _plain_letter(hearing, at) is None:  # the "e" of "e t t o r e poi" is a letter, not the "and" of "and then"
        letter, at = _accented(hearing, letter, words.skipped.ends(tokens, at))
    if (sign := words.alphabet.at(tokens, at)) and sign[0] == letter and len(hearing.norms[at]) > 1:
        return letter, sign[1]  # "S sierra"
    return _accented(hearing, *_with_example(hearing, letter, at))


def _accented(hearing: Hearing, letter: str, at: int) -> tuple[str, int]:
    if (accent := read_accent(hearing, at)) is None:
        return letter, at
    composed = with_accent(letter, accent[0])
    return (composed, accent[1]) if composed != letter else (letter, at)


def with_accent(letter: str, marks: str) -> str:
    """The letter with the first of these combining characters that it can bear; as it was where it bears none."""
    mark = next((mark for mark in marks if letter in BEARERS.get(mark, VOWELS)), "")
    return unicodedata.normalize("NFC", letter + mark)


def _base(hearing: Hearing, at: int) -> tuple[str, int] | None:
    """A letter or its name, nothing around it."""
    if letter := _plain_letter(hearing, at):
        return letter, at + 1
    words = hearing.lexicon.spelling
    return words.alphabet.at(hearing.tokens, at) or words.among.at(hearing.tokens, at)


def _named(hearing: Hearing, at: int) -> tuple[str, int] | None:
    found = hearing.lexicon.spelling.among.at(hearing.tokens, at)
    return _finished(hearing, *found) if found else None


def _among_letters(hearing: Hearing, at: int) -> tuple[str, int] | None:
    """The name of a letter that is a word too, with another letter or nothing more behind it."""
    if (read := _named(hearing, at)) is None:
        return None
    behind = read[1]
    while behind < len(hearing.tokens) and hearing.norms[behind] in SEPARATORS:
        behind += 1
    return read if behind >= len(hearing.tokens) or _opens(hearing, behind) or behind > read[1] else None


def _opens(hearing: Hearing, at: int) -> bool:
    """Whether a letter stands here."""
    return read_letter_or_name(hearing, at) is not None


def _counted(hearing: Hearing, at: int) -> tuple[str, int] | None:
    """ "Two Ls" within a spelling."""
    times = counted(hearing.norms[at], hearing.lexicon.numbers)
    letter = _base(hearing, at + 1) if times else None
    if letter is None:
        return None
    after = letter[1]
    if after < len(hearing.tokens) and hearing.norms[after].removeprefix("'") in hearing.lexicon.spelling.plurals:
        after += 1
    return letter[0] * times, after


def _past_hyphen(hearing: Hearing, at: int) -> int:
    return at + 1 if at < len(hearing.tokens) and hearing.norms[at] == "-" else at


def _plain_letter(hearing: Hearing, at: int) -> str | None:
    if at >= len(hearing.tokens) or hearing.tokens[at].kind is not Kind.WORD:
        return None
    letter = unicodedata.normalize("NFC", hearing.tokens[at].text).lower()
    return letter if len(letter) == 1 and letter.isalpha() else None


def _with_example(hearing: Hearing, letter: str, at: int) -> tuple[str, int]:
    """ "S as in sugar". Where the words say so the example decides: letters are misheard."""
    words, tokens = hearing.lexicon.spelling, hearing.tokens
    if (kind := words.examples.at(tokens, at)) is None or kind[1] >= len(tokens):
        return letter, at
    example, text = kind[1], tokens[kind[1]].text.lower()
    if len(text) < 2 or not text[0].isalpha():
        return letter, at
    plain = normalize(letter)
    if hearing.norms[example].startswith(plain) or text.startswith(letter) or (plain != letter and letter in text):
        return letter, example + 1
    if sign := words.alphabet.at(tokens, example):
        return (sign[0], sign[1]) if kind[0] == DECIDES else (letter, at)
    return (text[0], example + 1) if kind[0] == DECIDES else (letter, at)


def _is_chunk(hearing: Hearing, at: int) -> bool:
    """A short piece; figures in it are noise."""
    kind, norm, words = hearing.tokens[at].kind, hearing.norms[at], hearing.lexicon.spelling
    if norm in words.with_letter or norm in words.without_letter:
        return False
    if any(cue.start == at for cue in hearing.found(SlotName.NAME, "given", "family", "other", "strong")):
        return False
    return kind in {Kind.NUMBER, Kind.CODE} or (kind is Kind.WORD and len(norm) <= CHUNK and norm.isalpha())
