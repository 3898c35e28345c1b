"""The note a colleague gets who takes over."""

from collections.abc import Sequence

from frontdesk.model.slots import SlotName, Value
from frontdesk.speak.describe import describe
from frontdesk.speak.formats import listed, sentence
from frontdesk.speak.voice import Voice


def summarize(values: Sequence[tuple[SlotName, Value]], voice: Voice) -> str:
    """One short paragraph with all that is known. It is read, not heard: give it a voice for text."""
    known = [
        voice.say("summary.known", slot=voice.say(f"summary.slots.{slot}"), value=told)
        for slot, value in values
        if (told := describe(value, voice, exact=True))
    ]
    if not known:
        return voice.say("summary.nothing")
    return sentence(voice.say("summary.summary", known=listed(known, "and", voice)))
