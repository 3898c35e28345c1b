"""Sounds that a recogniser wrote down although nobody spoke: "[music]", "(Musik)", "♪", or words it hardly believes."""

import re
from unicodedata import category

from frontdesk.model.utterance import Hypothesis, Words

BELIEVED = 0.2
"""A recogniser's confidence below this is a guess at noise. 0 means it gave none."""
TAG = re.compile(r"\[[^\]]*\]|\([^)]*\)|<[^>]*>|\*[^*]*\*")
"""Recognisers mark sounds in brackets or stars; nobody speaks those."""


def is_noise(words: Words) -> bool:
    """Nothing in it was said by anybody. For words that were spoken; what is typed is always said."""
    return all(_is_noise(one) for one in words.alternatives)


def _is_noise(heard: Hypothesis) -> bool:
    if heard.confidence and heard.confidence < BELIEVED:
        return True
    left = TAG.sub(" ", heard.text)
    marked = left != heard.text or any(category(letter) == "So" for letter in heard.text)
    return marked and not any(letter.isalnum() for letter in left)
