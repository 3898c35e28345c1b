"""What a recogniser writes down although nobody spoke."""

import pytest

from frontdesk.model.utterance import Hypothesis, Words
from frontdesk.understand.noise import is_noise


@pytest.mark.parametrize(
    "text",
    ["♪", "♪ ♪ ♪", "[music]", "(Musik)", "[Music playing] ♪", "*coughs*", "<noise>", "(bruit de fond)"],
)
def test_sounds_are_nothing_that_was_said(text: str) -> None:
    assert is_noise(Words((Hypothesis(text, 0.9),)))


@pytest.mark.parametrize("text", ["yes", "mhm", "Friday [noise] at ten", "(415) 555 0123", "...", "♪ ten o'clock"])
def test_words_are_said_whatever_sounds_beside_them(text: str) -> None:
    assert not is_noise(Words((Hypothesis(text, 0.9),)))


def test_what_the_recogniser_hardly_believes_is_noise() -> None:
    assert is_noise(Words((Hypothesis("the sheep of the", 0.1), Hypothesis("this ship off", 0.05))))
    assert not is_noise(Words((Hypothesis("the sheep of the", 0.1), Hypothesis("Friday", 0.6))))
    assert not is_noise(Words((Hypothesis("Friday", 0.0),)))  # it gave none
