"""Letters that put a name right: "with two Ns", "without an H", "with an accent on the o", "K instead of C"."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from frontdesk.model.slots import SlotName
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.normalize import normalize
from frontdesk.understand.spelling import MOST_TIMES, VOWELS, counted, read_accent, read_letter_or_name, with_accent

MOST_LETTERS = 4
START = "^"
"""Among the sounds of a letter: it goes before a vowel at the start of the word."""
ACUTE = "\u0301"
LIKELY = {"\u0303": "n", "\u0327": "c", "\u030c": "cszr"}
"""The letters an accent stands on when none is named; otherwise it is a vowel."""
STRESSED_LAST = "aeiouns"
"""A word with such an ending has an acute accent on its last vowel ("René", "Martín"), others before ("López")."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What is said about letters of a name, up to token `end`."""

    change: Callable[[list[str]], list[str]]
    end: int


def with_hints(hearing: Hearing, words: list[str], end: int) -> tuple[list[str], int, bool]:
    """ "Anna with two Ns": the words, where the hint ends, and whether there was one."""
    hinted = False
    while words and (hint := _hint(hearing, _past_fillers(hearing, end))) is not None:
        words, end, hinted = hint.change(words), hint.end, True
    return words, end, hinted


def _past_fillers(hearing: Hearing, at: int) -> int:
    spelling = hearing.lexicon.spelling
    while at < len(hearing.tokens) and (hearing.tokens[at].is_sign or hearing.norms[at] in hearing.lexicon.fillers):
        if hearing.norms[at] in spelling.with_letter or hearing.norms[at] in spelling.without_letter:
            break
        at += 1
    return at


def _hint(hearing: Hearing, at: int) -> Hint | None:
    spelling, tokens = hearing.lexicon.spelling, hearing.tokens
    without = False
    behind = spelling.with_letter.ends(tokens, at)
    if behind == at:
        behind, without = spelling.without_letter.ends(tokens, at), True
    if behind == at or _declines_mail(hearing, at):
        return None
    if behind < len(tokens) and hearing.norms[behind] in hearing.lexicon.negations:
        without, behind = True, behind + 1
    if accent := read_accent(hearing, behind):
        return _accent(hearing, accent[0], accent[1], without)
    count, behind = _count(hearing, behind)
    letters, behind = _letters(hearing, behind)
    if not letters:
        return None
    if behind < len(tokens) and hearing.norms[behind].removeprefix("'") in spelling.plurals:
        behind += 1
    if without:
        return Hint(lambda words: without_letter(words, letters), behind)
    instead = spelling.instead.ends(tokens, behind)
    if instead > behind:
        _, after = _count(hearing, instead)
        replaced, after = _letters(hearing, after)
        if replaced:
            return Hint(lambda words: _replaced(words, replaced, letters), after)
    if (last := spelling.at_end.ends(tokens, behind)) > behind:
        return Hint(lambda words: _ended(words, letters * (count or 1), spelling.sounds), last)
    if (first := spelling.at_start.ends(tokens, behind)) > behind:
        return Hint(lambda words: _started(words, letters, spelling.sounds), first)
    return Hint(lambda words: with_letter(words, letters, count, spelling.sounds), behind)


def _declines_mail(hearing: Hearing, at: int) -> bool:
    """ "Ada Example, no e-mail" spells nothing."""
    return any(one.start <= at < one.end for one in hearing.found(SlotName.EMAIL, "decline"))


def _count(hearing: Hearing, at: int) -> tuple[int | None, int]:
    """How many letters, None for "a", and the token behind."""
    spelling, numbers = hearing.lexicon.spelling, hearing.lexicon.numbers
    count: int | None = None
    if at >= len(hearing.tokens):
        return None, at
    if times := spelling.times.at(hearing.tokens, at):
        count, at = int(times[0]), times[1]
        at += at < len(hearing.tokens) and hearing.norms[at] == "-"
    elif many := counted(hearing.norms[at], numbers):
        count, at = many, at + 1
        count = None if many == 1 and hearing.norms[at - 1] in numbers.one else count
    elif hearing.norms[at] in numbers.one:
        at += 1
    if at < len(hearing.tokens) and hearing.norms[at] in spelling.only:
        count, at = 1, at + 1
    return count, at


def _letters(hearing: Hearing, at: int) -> tuple[str, int]:
    """The letters at token `at`, none where other words stand."""
    letters, spelling = "", hearing.lexicon.spelling
    ending = (spelling.at_start, spelling.at_end, spelling.instead)
    while len(letters) < MOST_LETTERS and (read := read_letter_or_name(hearing, at)):
        if letters and hearing.norms[at] in hearing.lexicon.name.stops:
            break
        if letters and any(words.at(hearing.tokens, at) for words in ending):
            break
        letters, at = letters + read[0], read[1]
        if at < len(hearing.tokens) and hearing.norms[at] == "-":
            at += 1
    if letters or at >= len(hearing.tokens):
        return letters, at
    plain = unicodedata.normalize("NFC", hearing.tokens[at].text).lower()
    for plural in spelling.plurals:
        plain = plain.removesuffix(plural) if len(plain) == len(plural) + 1 else plain
    known = plain in spelling.sounds
    if not plain.isalpha() or not (known or len(plain) <= 2) or hearing.norms[at] in hearing.lexicon.name.stops:
        return "", at
    return plain, at + 1


def _accent(hearing: Hearing, mark: str, at: int, without: bool) -> Hint:
    """ "With an accent on the o"; without a letter it is on the last one that can bear it and bears none."""
    end, letter = at, ""
    if (on := hearing.lexicon.spelling.on.ends(hearing.tokens, at)) > at and (read := read_letter_or_name(hearing, on)):
        letter, end = normalize(read[0])[:1], read[1]
    if without:
        return Hint(lambda words: [_bare(word) for word in words], end)
    return Hint(lambda words: _put(words, letter, mark), end)


def _bare(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def _put(words: Sequence[str], letter: str, marks: str) -> list[str]:
    """The accent on the letter, or where it most likely is: on the stressed vowel, or a letter made for it."""
    changed = list(words)
    if not letter and any(mark in unicodedata.normalize("NFD", "".join(words)) for mark in marks):
        return changed  # it was heard already
    for place in range(len(words) - 1, -1, -1):
        word = changed[place]
        plain = [_bare(sign).lower() for sign in word]
        can = [at for at, sign in enumerate(plain) if sign in (letter or LIKELY.get(marks[0], VOWELS))]
        if can:
            before = not letter and len(can) > 1 and marks[-1] == ACUTE and plain[-1] not in STRESSED_LAST
            at = can[-2 if before else -1]
            accented = with_accent(plain[at], marks)
            changed[place] = word[:at] + (accented.upper() if word[at].isupper() else accented) + word[at + 1 :]
            return changed
    return changed


def _replaced(words: Sequence[str], old: str, new: str) -> list[str]:
    changed = list(words)
    for place in range(len(changed) - 1, -1, -1):
        word = changed[place].lower()
        if old in word:
            changed[place] = word.replace(old, new, 1)
            return changed
    return with_letter(changed, new, None, {})


def _ended(words: Sequence[str], letters: str, sounds: Mapping[str, Sequence[str]]) -> list[str]:
    *others, last = words
    plain = last.lower()
    if plain.endswith(letters):
        return list(words)
    replaced = next((sound for sound in sounds.get(letters, ()) if plain.endswith(sound)), "")
    return [*others, plain.removesuffix(replaced) + letters]


def _started(words: Sequence[str], letter: str, sounds: Mapping[str, Sequence[str]]) -> list[str]:
    *others, last = words
    plain = last.lower()
    if plain.startswith(letter):
        return list(words)
    replaced = next((sound for sound in sounds.get(letter, ()) if plain.startswith(sound)), "")
    return [*others, letter + plain[len(replaced) :]]


def with_letter(
    words: Sequence[str], letters: str, count: int | None, sounds: Mapping[str, Sequence[str]]
) -> list[str]:
    """ "With a Y", "with two Ns": `count` is None for "a"."""
    changed = list(words)
    order = range(len(changed) - 1, -1, -1)
    if count is not None and count > 1 and letters * count in sounds:
        letters, count = letters * count, None  # "Schmidt with two Ts"
    for place in order:
        word = changed[place].lower()
        longest = max((n for n in range(1, MOST_TIMES + 1) if letters * n in word), default=0)
        if longest > (count or 1) and len(letters) == 1:
            changed[place] = word.replace(letters * longest, letters * (count or 1), 1)
            return changed
        if longest and count is not None:
            if longest < count:
                changed[place] = _lengthened(word, letters * longest, letters * count)
            return changed
    for place in order:
        word = changed[place].lower()
        if letters in word:
            return changed  # "Gómez, con zeta"
        for sound in sounds.get(letters, ()):
            if sound in word:
                changed[place] = word.replace(sound, letters * (count or 1), 1)
                return changed
            if sound == START and word[:1] in VOWELS:
                changed[place] = letters + word
                return changed
    if changed:
        changed[-1] = changed[-1].lower() + letters * (count or 1)
    return changed


def _lengthened(word: str, short: str, long: str) -> str:
    """Letters are doubled behind a vowel: the last P of "Philip"."""
    places = [at for at in range(1, len(word)) if word.startswith(short, at) and word[at - 1] in VOWELS]
    at = places[-1] if places else word.index(short)
    return word[:at] + long + word[at + len(short) :]


def without_letter(words: Sequence[str], letters: str) -> list[str]:
    changed = list(words)
    for place in range(len(changed) - 1, -1, -1):
        before, found, after = changed[place].lower().rpartition(letters)
        if found and before + after:
            changed[place] = before + after
            break
    return changed
