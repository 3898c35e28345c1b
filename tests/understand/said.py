"""What one reader after the other makes of an utterance at the sample business, for the tests of readers."""

from functools import cache

from tests.spoken import language

from frontdesk.examples.sayings import NOW, READERS
from frontdesk.languages import find_prompts, known_languages
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.understand.hearing import Evidence, Hearing
from frontdesk.understand.vocabulary import Vocabulary

NOTHING_ASKED = Expectation(Expecting.ANYTHING_ELSE)


LANGUAGES = known_languages(find_prompts())


@cache
def vocabulary(region: str | None = None, code: str = "en") -> Vocabulary:
    """The sample business in one language; without a region, where that language is at home."""
    words = language(code)
    business = load_profile(SAMPLE).model_copy(update={"region": region or words.region})
    return Vocabulary(words.lexicon, business, code)


def hear(text: str, expectation: Expectation = NOTHING_ASKED, region: str | None = None, code: str = "en") -> Hearing:
    return Hearing(text, expectation, NOW, vocabulary(region, code))


def read(
    text: str, expectation: Expectation = NOTHING_ASKED, region: str | None = None, code: str = "en"
) -> list[Evidence]:
    """The evidence of e-mail, phone and name, which are read in this order."""
    hearing = hear(text, expectation, region, code)
    for reader in READERS:
        reader(hearing)
    return hearing.evidence
