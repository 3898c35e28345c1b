"""What one reader after the other makes of an utterance at the sample business, for the tests of readers."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from frontdesk.languages import Language, find_prompts, load_language
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.understand.email import read_email
from frontdesk.understand.hearing import Evidence, Hearing
from frontdesk.understand.name import read_name
from frontdesk.understand.phone import read_phone
from frontdesk.understand.vocabulary import Vocabulary

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=ZoneInfo("Europe/London"))
READERS = (read_email, read_phone, read_name)
"""In the order of interpret."""
NOTHING_ASKED = Expectation(Expecting.ANYTHING_ELSE)


LANGUAGES = sorted(path.parent.name for path in find_prompts().glob("*/language.toml"))


@cache
def language(code: str) -> Language:
    return load_language(find_prompts(), code)


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
