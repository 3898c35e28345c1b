"""How channels are told to listen."""

import pytest
from tests.speak.scene import ALOUD, BUSINESS, expectation

from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.reply import Answer
from frontdesk.model.slots import SlotName
from frontdesk.speak.listen import MOST_HINTS, listen


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (expectation(Expecting.SLOT, SlotName.PHONE), Answer.DIGITS),
        (expectation(Expecting.SLOT, SlotName.NAME), Answer.SPELLING),
        (expectation(Expecting.SLOT, SlotName.SERVICE), Answer.CHOICE),
        (expectation(Expecting.SLOT, SlotName.PREFERRED_TIME), Answer.FREE),
        (Expectation(Expecting.SLOT), Answer.FREE),
        (expectation(Expecting.OPENING), Answer.CHOICE),
        (expectation(Expecting.CONFIRM_BOOKING), Answer.YES_NO),
        (expectation(Expecting.CHANGE), Answer.FREE),
        (expectation(Expecting.NOTHING), Answer.NOTHING),
    ],
)
def test_the_kind_of_answer(question: Expectation, answer: Answer) -> None:
    heard = listen(question, ALOUD, BUSINESS)
    assert heard.answer is answer
    assert heard.language == "en-GB"


def test_hints_are_words_of_the_question() -> None:
    assert "hygienist appointment" in listen(expectation(Expecting.SLOT, SlotName.SERVICE), ALOUD, BUSINESS).hints
    assert "Dr Kim Lee" in listen(expectation(Expecting.SLOT, SlotName.HOST), ALOUD, BUSINESS).hints
    when = listen(expectation(Expecting.SLOT, SlotName.PREFERRED_TIME), ALOUD, BUSINESS).hints
    assert {"Thursday", "March", "tomorrow"} <= set(when)
    assert {"yes", "no"} <= set(listen(expectation(Expecting.CONFIRM_BOOKING), ALOUD, BUSINESS).hints)


def test_every_question_has_short_hints_and_a_way_out() -> None:
    for question in [expectation(e) for e in Expecting] + [expectation(Expecting.SLOT, slot) for slot in SlotName]:
        hints = listen(question, ALOUD, BUSINESS).hints
        assert "a person" in hints
        assert len(hints) == len(set(hints)) <= MOST_HINTS


def test_the_read_back_is_heard_to_its_end() -> None:
    assert not listen(expectation(Expecting.CONFIRM_BOOKING), ALOUD, BUSINESS).interruptible
    assert listen(expectation(Expecting.OPENING), ALOUD, BUSINESS).interruptible
