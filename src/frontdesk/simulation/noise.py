"""What a speech recogniser makes of what somebody said: no capitals, no punctuation, and some of it wrong."""

import re
from random import Random

from frontdesk.model.utterance import Hypothesis
from frontdesk.simulation.phrasebook import Phrasebook

PUNCTUATION = re.compile(r"[.,:;!?]+(?=\s|$)|[¿¡]")
VOWELS = "aeiou"
NAMES_OFTENER = 3.0
"""A name is got wrong so many times as often as other words."""
LETTERS_RARER = 0.2
"""Letters and digits one by one are mostly got right."""
SURE, UNSURE = 0.93, 0.62
"""The confidence a recogniser gives for what it got right, and for what it did not."""


def recognise(said: str, names: frozenset[str], book: Phrasebook, rate: float, rng: Random) -> Hypothesis:
    """`rate` is the chance that a word is got wrong; `names` (lower case) are heard worse than other words."""
    words = PUNCTUATION.sub(" ", said.casefold().replace("-", " ")).split()
    heard = [_hear(word, word in names, book, rate, rng) for word in words]
    sure = SURE if heard == words else UNSURE
    return Hypothesis(" ".join(word for word in heard if word) or words[0] if words else "", sure)


def _hear(word: str, name: bool, book: Phrasebook, rate: float, rng: Random) -> str:
    number = word in book.words or word.isdigit()
    weight = NAMES_OFTENER if name else LETTERS_RARER if number or len(word) == 1 else 1.0
    if rng.random() >= rate * weight:
        return word
    if similar := book.misheard.get(word):
        return rng.choice(similar)
    if name or (len(word) > 4 and rng.random() < 0.5):
        return _garble(word, rng)
    if word.isdigit():
        at = rng.randrange(len(word))
        return word[:at] + str(rng.randrange(10)) + word[at + 1 :]
    return "" if rng.random() < 0.6 else word


def _garble(word: str, rng: Random) -> str:
    """The same word with one vowel taken for another, or a letter lost."""
    vowels = [at for at, letter in enumerate(word) if letter in VOWELS]
    if vowels and rng.random() < 0.7:
        at = rng.choice(vowels)
        return word[:at] + rng.choice(VOWELS.replace(word[at], "")) + word[at + 1 :]
    at = rng.randrange(1, len(word)) if len(word) > 1 else 0
    return word[:at] + word[at + 1 :] or word
