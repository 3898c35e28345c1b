"""Where a yes is acted upon, none is heard behind a no: whatever else is said along with it, in every language."""

from itertools import product

import pytest
from tests.understand.said import LANGUAGES, vocabulary

from frontdesk.examples.sayings import NOW, read_sayings
from frontdesk.languages import find_prompts
from frontdesk.model.caller_acts import Command, Do
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.utterance import typed
from frontdesk.understand.interpret import interpret
from frontdesk.understand.settling import BINDING

AGREE = {"yes", "thanks", "goodbye"}
"""What a caller may agree with, or take leave with."""
FORMS = 12
"""Of the ways to say no and the questions that bind, so many pairs are tried with each saying."""


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_no_is_no_yes(code: str) -> None:
    words = vocabulary(code=code)
    agreeing = [one.text for one in read_sayings(find_prompts(), code) if {*one.means.split("; ")} <= AGREE]
    assert len(agreeing) > 40
    openings = sorted(words.lexicon.noes)
    questions = sorted(BINDING - {Expecting.CONFIRM_CANCEL})
    pairs = list(product(openings, (" ", ", "), questions))
    for at, text in enumerate(agreeing):
        for no, gap, expecting in pairs[at % 5 :: max(1, len(pairs) // FORMS)]:
            said = f"{no}{gap}{text}"
            acts = interpret(typed(said), Expectation(expecting), NOW, words).acts
            agrees = Do(Command.AFFIRM) in acts and Do(Command.NEGATE) not in acts
            assert not agrees, f"{said!r} at {expecting}"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "no problem"),
        ("en", "no changes, perfect"),
        ("es", "no hay nada que cambiar, perfecto"),
        ("de", "keine Änderungen, passt"),
    ],
)
def test_nothing_to_change_is_a_yes(code: str, said: str) -> None:
    acts = interpret(typed(said), Expectation(Expecting.CONFIRM_BOOKING), NOW, vocabulary(code=code)).acts
    assert Do(Command.AFFIRM) in acts
    assert Do(Command.NEGATE) not in acts
