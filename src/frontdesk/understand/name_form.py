"""The form of a name: its capitals, its given and family parts, and what spelling changes about it."""

import unicodedata
from collections.abc import Sequence

from rapidfuzz.fuzz import ratio

from frontdesk.understand.lexicon import NameWords
from frontdesk.understand.normalize import normalize

ALIKE = 60
"""A spelling that is this much like what was heard (0..100) is of the same name."""
LONGEST = 80
WHOLE = 11
"""Fewer letters may well be one name: "Marchetti" is not Marc Hetti."""


def tidy(words: Sequence[str], names: NameWords) -> list[str]:
    """Capitals as in print for words without any or of nothing else: "mcdonald" is McDonald, "van" stays small."""
    shouted = len(words) > 1 or len(words[0]) > 2 if words else False
    tidied: list[str] = []
    for place, word in enumerate(words):
        norm = normalize(word)
        plain = word.islower() or (shouted and word.isupper() and len(word) > 1)
        inside = norm in names.particles | names.joiners and len(words) > 1 and place + 1 < len(words)
        if not plain:
            tidied.append(word)
        elif inside and (place > 0 or norm not in names.given_names):
            begins = place == 0 or normalize(words[place - 1]) not in names.particles
            tidied.append(word.capitalize() if begins and norm in names.capital_particles else word.lower())
        else:
            tidied.append("-".join(_capital(part, names) for part in word.lower().split("-")))
    return tidied


def _capital(word: str, names: NameWords) -> str:
    if written := names.written.get(normalize(word)):
        return written
    prefix = next((p for p in names.prefixes if word.startswith(p) and len(word) > len(p) + 1), "")
    rest = word[len(prefix) :]
    return prefix.capitalize() + rest[:1].upper() + rest[1:]


def given_and_family(words: Sequence[str], names: NameWords, titled: bool = False) -> tuple[str, str]:
    """A name as it was said, in print: "DUPONT Marie" and "müller anna" have the family name first."""
    return split(tidy(_in_order(words, names), names), names, titled)


def other_half(words: Sequence[str], given: str, family: str, names: NameWords) -> tuple[str, str]:
    """What is said where one half of a name is known and the other was asked for: just that half, of as many words as
    it has, or the whole name once more."""
    known, norms = [normalize(word) for word in (given or family).split()], [normalize(word) for word in words]
    if len(norms) > len(known):
        ahead, behind = words[: -len(known)], words[len(known) :]
        if norms[: len(known)] == known:
            rest = " ".join(tidy(behind, names))
            return (given, rest) if given else (rest, family)
        if norms[-len(known) :] == known:
            rest = " ".join(tidy(ahead, names))
            return (given, rest) if given else (rest, family)
    anew = knows(words[0], names) if given else _is_surname(words[-1], names)
    if len(words) > 1 and anew:
        return given_and_family(words, names)
    half = " ".join(tidy(words, names))
    return ("", half) if given else (half, "")


def split(words: Sequence[str], names: NameWords, titled: bool = False) -> tuple[str, str]:
    """Given and family name: the family begins at a particle, or is the last word, or the last two where people have
    two family names; after a title one word is family."""
    if len(words) == 1:
        return ("", words[0]) if titled or _is_surname(words[0], names) else (words[0], "")
    begins = _family_begins([normalize(word) for word in words], names)
    return " ".join(words[:begins]), " ".join(words[begins:])


def knows(word: str, names: NameWords) -> bool:
    """A given name that is known, or one that begins with such a name: "Anna-Lena"."""
    norm = normalize(word)
    return norm in names.given_names or ("-" in norm and norm.partition("-")[0] in names.given_names)


def _is_surname(word: str, names: NameWords) -> bool:
    return normalize(word) in names.surnames and not knows(word, names)


def _in_order(words: Sequence[str], names: NameWords) -> Sequence[str]:
    """The given name first: the other way round where one part is in capitals or the words are known as such."""
    if len(words) < 2:
        return words
    if len(words) > 2 and normalize(words[0]) == normalize(words[-1]) and knows(words[1], names):
        return words[1:]  # "Example, Ada Example", as a recogniser writes it
    family = 0
    while family < len(words) and len(words[family]) > 1 and words[family].isupper():
        family += 1
    if 0 < family < len(words) and not knows(words[0], names) and not any(word.isupper() for word in words[family:]):
        return [*words[family:], *words[:family]]
    family = 0
    while family < len(words) and _is_surname(words[family], names):
        family += 1
    given = words[family:]
    either = names.surnames if names.two_surnames else frozenset[str]()
    if given and family and all(knows(word, names) and normalize(word) not in either for word in given):
        return [*given, *words[:family]]
    return words


def _family_begins(norms: Sequence[str], names: NameWords) -> int:
    """The place of the first word of the family name."""
    units = _units(norms, names)
    begins = _given_end(norms, names)
    if begins >= len(norms):
        return begins
    if norms[0] in names.particles and norms[0] not in names.given_names:
        return 0
    rest = [start for start in units if start >= begins] or [begins]  # none where a joiner ties all of it together
    if not names.two_surnames:
        if names.paired_surnames and len(rest) > 1 and all(norms[start] in names.surnames for start in rest[-2:]):
            return rest[-2]
        return next((start for start in rest if norms[start] in names.particles), rest[-1])
    if len(rest) == len(units) - 1 and len(norms) == 2 and norms[0] in names.surnames - names.given_names:
        return 0 if norms[1] not in names.given_names else rest[0]
    if len(rest) > 2:
        return next((s for s in rest if norms[s] in names.particles and s >= rest[-2]), rest[-2])
    if len(rest) == 2 and norms[rest[0]] in names.given_names - names.surnames:
        return rest[1]
    return rest[0]


def _units(norms: Sequence[str], names: NameWords) -> list[int]:
    """Where the parts of a name begin: particles belong to the word behind them, "y" to those around it."""
    starts: list[int] = []
    opens = True
    for place, norm in enumerate(norms):
        if norm in names.joiners and place > 0:
            opens = False
            continue
        if opens:
            starts.append(place)
        opens = norm not in names.particles
    return starts


def _given_end(norms: Sequence[str], names: NameWords) -> int:
    """Behind the given name, which may be a double one: "José Luis", "María del Carmen"."""
    seconds = names.doubles.get(norms[0])
    second = 1
    while seconds and second < len(norms) and norms[second] in names.particles:
        second += 1
    return second + 1 if seconds and second < len(norms) and norms[second] in seconds else 1


def join_spelled(heard: Sequence[str], spelled: str, names: NameWords) -> list[str]:
    """What was heard, put right by a spelling: of a word, of several in one go, or of one that was not said before."""
    if not heard:
        return _cut(spelled, names)
    spans = [(start, end) for start in range(len(heard)) for end in range(start + 1, len(heard) + 1)]
    scores = {span: ratio(spelled, "".join(heard[span[0] : span[1]]).lower()) for span in spans}
    start, end = max(spans, key=lambda span: (scores[span], span[0]))
    if scores[start, end] >= ALIKE:
        if plain_letters(spelled) == plain_letters("".join(heard[start:end])) and spelled.isascii():
            return list(heard)  # who spells "Hélène" may leave the accents out
        return [*heard[:start], *_share(spelled, heard[start:end]), *heard[end:]]
    alone = len(heard) == 1 and not knows(heard[0], names)
    return [spelled] if alone and heard[0][:1].lower() == spelled[:1] else [*heard, spelled]


def _share(spelled: str, heard: Sequence[str]) -> list[str]:
    """Cuts a spelling where the words that were heard are cut."""
    if len(heard) < 2:
        return [spelled]
    first, rest = heard[0].lower(), "".join(heard[1:]).lower()
    cuts = range(1, max(2, len(spelled)))
    cut = max(cuts, key=lambda at: ratio(spelled[:at], first) + ratio(spelled[at:], rest))
    return [spelled[:cut], *_share(spelled[cut:], heard[1:])]


def _cut(spelled: str, names: NameWords) -> list[str]:
    """Two names that were spelled without a pause: cut behind a given name that is known."""
    if normalize(spelled) in names.given_names | names.surnames:
        return [spelled]
    for cut in range(len(spelled) - 4, 3, -1):
        known = normalize(spelled[cut:]) in names.surnames
        if normalize(spelled[:cut]) in names.given_names and (known or len(spelled) >= WHOLE):
            return [spelled[:cut], spelled[cut:]]
    return [spelled]


def plain_letters(text: str) -> str:
    """The letters alone, without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if sign.isalpha())


def put_right(given: str, family: str, word: str) -> tuple[str, str]:
    """One word that puts a known name right: it replaces the part it sounds like, or the whole name."""
    like_given, like_family = ratio(word.lower(), given.lower()), ratio(word.lower(), family.lower())
    if max(like_given, like_family) < ALIKE:
        return word, ""
    return (word, family) if like_given >= like_family else (given, word)
