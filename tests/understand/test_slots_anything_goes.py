"""The readers of name, phone and e-mail: nothing raises, nothing is taken twice, and long input costs little."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.said import read, vocabulary

from frontdesk.examples.sayings import NOW, READERS
from frontdesk.model.caller import PersonName, PhoneNumber
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import SlotName, Value
from frontdesk.understand.hearing import Hearing

SLOTS = (SlotName.NAME, SlotName.PHONE, SlotName.EMAIL)


def confirming(slot: SlotName, value: Value) -> Expectation:
    return Expectation(Expecting.CONFIRM_SLOT, slot, value=value)


WORDS = sorted(vocabulary().lexicon.book.words)
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([*"abcioxyz0129 .,-'@+({:/", "double", "two", "oh", "no", "with", "as", "in", "at", "dot", "name"]),
    st.text(max_size=6),
)
EXPECTATIONS = st.one_of(
    st.builds(Expectation, st.sampled_from(Expecting), st.none() | st.sampled_from(SlotName)),
    st.sampled_from(
        [
            confirming(SlotName.NAME, PersonName("Ana", "Smith")),
            confirming(SlotName.PHONE, PhoneNumber("+442079460123")),
        ]
    ),
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map(" ".join)), EXPECTATIONS)
def test_whatever_is_said_never_raises_and_nothing_is_taken_twice(text: str, expectation: Expectation) -> None:
    found = sorted(read(text, expectation), key=lambda one: one.start)
    for one, following in pairwise(found):
        assert one.end <= following.start
    assert all(text[one.start : one.end] == one.text and 0 < one.sure <= 1 for one in found)


LONG = ("a ", "no 1 ", "five ", "ada at ", "a. ", "o'", "a b ", "ada, ", "my name is ", "under a b c ", "it's ada not ")


@pytest.mark.parametrize("text", [piece * (2_000 // len(piece)) for piece in LONG])
@pytest.mark.parametrize("slot", SLOTS)
def test_long_input_is_read_in_a_bounded_number_of_steps(text: str, slot: SlotName) -> None:
    calls = 0

    class Counting(Hearing):
        def free(self, start: int, end: int) -> bool:
            nonlocal calls
            calls += 1
            return super().free(start, end)

    hearing = Counting(text, Expectation(Expecting.SLOT, slot), NOW, vocabulary())
    for reader in READERS:
        reader(hearing)
    assert calls < 100 * max(50, len(hearing.tokens))
