"""What a recogniser says of its own hearing: a clear score changes nothing, a poor one is no hearing at all."""

import pytest
from tests.understand.said import vocabulary

from frontdesk.examples.sayings import NOW
from frontdesk.model.caller_acts import Inform
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Hypothesis, Words
from frontdesk.understand.interpret import interpret


def sure(confidence: float | None) -> float | None:
    """How sure the name is; None when nothing was understood."""
    words = Words((Hypothesis("my name is Priya Nair", confidence),))
    acts = interpret(words, Expectation(Expecting.SLOT, SlotName.NAME), NOW, vocabulary()).acts
    return next((act.sure for act in acts if isinstance(act, Inform) and act.slot is SlotName.NAME), None)


@pytest.mark.parametrize("confidence", [None, 0.0, 0.8, 0.92, 1.0])
def test_a_clear_score_is_like_none(confidence: float | None) -> None:
    assert sure(confidence) == sure(None)


def test_a_doubtful_score_makes_a_value_less_sure() -> None:
    clear, doubtful = sure(0.9), sure(0.6)
    assert clear is not None
    assert doubtful is not None
    assert doubtful < clear


def test_a_poor_score_is_not_having_heard() -> None:
    assert sure(0.2) is None
