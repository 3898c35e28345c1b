"""What one reader after the other makes of an utterance at the sample business, for the tests of readers."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from frontdesk.languages import find_prompts, load_language
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


@cache
def vocabulary(region: str = "GB") -> Vocabulary:
    business = load_profile(SAMPLE).model_copy(update={"region": region})
    return Vocabulary(load_language(find_prompts(), "en").lexicon, business, "en")


def hear(text: str, expectation: Expectation = NOTHING_ASKED, region: str = "GB") -> Hearing:
    return Hearing(text, expectation, NOW, vocabulary(region))


def read(text: str, expectation: Expectation = NOTHING_ASKED, region: str = "GB") -> list[Evidence]:
    """The evidence of e-mail, phone and name, which are read in this order."""
    hearing = hear(text, expectation, region)
    for reader in READERS:
        reader(hearing)
    return hearing.evidence
