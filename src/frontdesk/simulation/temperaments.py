"""How people are on the phone."""

from enum import StrEnum


class Temperament(StrEnum):
    PLAIN = "plain"
    """Answers what is asked."""
    ALL_AT_ONCE = "all at once"
    """Says everything in the first breath."""
    CHATTY = "chatty"
    TERSE = "terse"
    CORRECTING = "correcting"
    """Says something wrong first and takes it back, in the same breath or at the read-back."""
    UNDECIDED = "undecided"
    """Does not know yet, asks what there is, wants other times than those offered."""
    QUESTIONING = "questioning"
    """Answers with a question, or has one with the answer."""
    OFF_TOPIC = "off-topic"
    HARD_OF_HEARING = "hard of hearing"
    """Asks to hear it again, or says nothing."""
    TALKS_OVER = "talks over"
    """Speaks before the question is over, and says more than was asked."""
    SWITCHES = "switches language"
    """Begins in one language and goes on in another."""
    MISHEARD = "misheard"
    """A recogniser gets words wrong, names above all."""
