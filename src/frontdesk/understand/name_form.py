"""The form of a name: its capitals, its given and family parts, and what spelling changes about it."""

from collections.abc import Mapping, Sequence

from rapidfuzz.fuzz import ratio

from frontdesk.understand.lexicon import NameWords

ALIKE = 60
"""A spelling that is this much like what was heard (0..100) is of the same name."""
LONGEST = 80


def tidy(words: Sequence[str], names: NameWords) -> list[str]:
    """Capitals as in print for words without any or of nothing else: "mcdonald" is McDonald, "van" stays small."""
    shouted = len(words) > 1 or len(words[0]) > 2 if words else False
    tidied: list[str] = []
    for place, word in enumerate(words):
        plain = word.islower() or (shouted and word.isupper() and len(word) > 1)
        inside = word.lower() in names.particles and (place > 0 or len(words) > 1) and place + 1 < len(words)
        if plain and inside and (place > 0 or word.lower() not in names.given_names):
            tidied.append(word.lower())
        else:
            tidied.append(_capital(word.lower(), names) if plain else word)
    return tidied


def _capital(word: str, names: NameWords) -> str:
    prefix = next((p for p in names.prefixes if word.startswith(p) and len(word) > len(p) + 1), "")
    rest = word[len(prefix) :]
    return prefix.capitalize() + "-".join(part[:1].upper() + part[1:] for part in rest.split("-"))


def split(words: Sequence[str], names: NameWords, titled: bool = False) -> tuple[str, str]:
    """Given and family name: the family begins at a particle, or is the last word; after a title one word is family."""
    if len(words) == 1:
        return ("", words[0]) if titled else (words[0], "")
    begins = len(words) - 1
    for place in range(len(words) - 1):
        if words[place].lower() in names.particles and (place > 0 or words[0].lower() not in names.given_names):
            begins = place
            break
    return " ".join(words[:begins]), " ".join(words[begins:])


def join_spelled(heard: Sequence[str], spelled: str, names: NameWords) -> list[str]:
    """What was heard, put right by a spelling: of a word, of several in one go, or of one that was not said before."""
    if not heard:
        return _cut(spelled, names)
    spans = [(start, end) for start in range(len(heard)) for end in range(start + 1, len(heard) + 1)]
    scores = {span: ratio(spelled, "".join(heard[span[0] : span[1]]).lower()) for span in spans}
    start, end = max(spans, key=lambda span: (scores[span], span[0]))
    if scores[start, end] >= ALIKE:
        return [*heard[:start], *_share(spelled, heard[start:end]), *heard[end:]]
    alone = len(heard) == 1 and heard[0].lower() not in names.given_names
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
    if spelled in names.given_names:
        return [spelled]
    for cut in range(len(spelled) - 4, 3, -1):
        if spelled[:cut] in names.given_names:
            return [spelled[:cut], spelled[cut:]]
    return [spelled]


def with_letter(
    words: Sequence[str], letters: str, count: int | None, sounds: Mapping[str, Sequence[str]]
) -> list[str]:
    """ "With a Y", "with two Ns": `count` is None for "a"."""
    changed = list(words)
    order = range(len(changed) - 1, -1, -1)
    if count is not None:
        for place in order:
            word = changed[place].lower()
            if letters in word:
                longest = max((n for n in range(1, 4) if letters * n in word), default=1)
                if longest != count:
                    changed[place] = word.replace(letters * longest, letters * count, 1)
                return changed
    for place in order:
        word = changed[place].lower()
        if letters in word:
            continue
        for sound in sounds.get(letters, ()):
            if sound in word:
                changed[place] = word.replace(sound, letters, 1)
                return changed
    if changed and all(letters not in word.lower() for word in changed[-1:]):
        changed[-1] = changed[-1].lower() + letters * (count or 1)
    return changed


def without_letter(words: Sequence[str], letters: str) -> list[str]:
    changed = list(words)
    for place in range(len(changed) - 1, -1, -1):
        before, found, after = changed[place].lower().rpartition(letters)
        if found and before + after:
            changed[place] = before + after
            break
    return changed


def put_right(given: str, family: str, word: str) -> tuple[str, str]:
    """One word that puts a known name right: it replaces the part it sounds like, or the whole name."""
    like_given, like_family = ratio(word.lower(), given.lower()), ratio(word.lower(), family.lower())
    if max(like_given, like_family) < ALIKE:
        return word, ""
    return (word, family) if like_given >= like_family else (given, word)
