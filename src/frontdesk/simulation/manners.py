"""What a temperament adds to plain answers: asides, questions, and words around the answer."""

from random import Random

from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium
from frontdesk.simulation.goals import Purpose
from frontdesk.simulation.sayings import Speaker
from frontdesk.simulation.temperaments import Temperament

QUESTIONS = ("ask_price", "ask_duration", "ask_parking", "ask_address", "ask_hours", "ask_preparation")
ASIDES = 3
"""So many asides in a conversation at most."""
OPEN = frozenset({Expecting.SLOT, Expecting.OPENING, Expecting.CONFIRM_BOOKING})
"""Questions that somebody puts off with an aside."""
DICTATED = frozenset(
    {SlotName.MESSAGE, SlotName.PHONE, SlotName.EMAIL, SlotName.REASON, SlotName.QUESTION, SlotName.ADDRESS}
)
"""Values that end where the answer ends."""


class Manners:
    def __init__(self, temperament: Temperament, purpose: Purpose, medium: Medium, rng: Random) -> None:
        self._temperament = temperament
        self._medium = medium
        self._rng = rng
        self._asides = 0
        self._last_was_aside = False
        self._questions = self._rng.sample(QUESTIONS, 3)
        self._to_ask = 1 if purpose is Purpose.ASK_AND_BOOK else 0

    def aside(self, speaker: Speaker, expectation: Expectation) -> str | None:
        """Something else than the answer; "" is silence, None that the answer comes now."""
        if self._last_was_aside or self._asides >= ASIDES or expectation.expecting not in OPEN:
            self._last_was_aside = False
            return None
        said = self._aside(speaker, expectation)
        if said is not None:
            self._asides += 1
            self._last_was_aside = True
        return said

    def _aside(self, speaker: Speaker, expectation: Expectation) -> str | None:
        if self._to_ask:
            self._to_ask -= 1
            return self.question(speaker, sure=True) or None
        if self._rng.random() > 0.3:
            return None
        match self._temperament:
            case Temperament.HARD_OF_HEARING:
                return "" if self._rng.random() < 0.4 and self._medium is Medium.VOICE else speaker.say("again")
            case Temperament.OFF_TOPIC:
                return speaker.say("off_topic")
            case Temperament.QUESTIONING:
                return self.question(speaker) or None
            case Temperament.UNDECIDED if expectation.slot is SlotName.PREFERRED_TIME:
                return speaker.say("undecided")
            case Temperament.UNDECIDED if expectation.expecting is Expecting.OPENING:
                return speaker.say("moment")
            case _:
                return None

    def question(self, speaker: Speaker, sure: bool = False) -> str:
        """One that was not asked yet; "" when there is none, or it does not come to mind."""
        asks = sure or (self._temperament is Temperament.QUESTIONING and self._rng.random() < 0.5)
        return speaker.say(self._questions.pop()) if asks and self._questions else ""

    def says_more(self, slot: SlotName) -> bool:
        return (
            self._temperament is Temperament.TALKS_OVER
            and slot in (SlotName.SERVICE, SlotName.PREFERRED_TIME, SlotName.CONTACT_CHANNEL)
            and self._rng.random() < 0.4
        )

    def dress(self, said: str, speaker: Speaker, expectation: Expectation | None = None) -> str:
        """The same with words around it that mean nothing."""
        if self._temperament is not Temperament.CHATTY or not said:
            return said
        if self._rng.random() < 0.6:
            said = speaker.say("before") + said
        dictated = expectation is not None and expectation.slot in DICTATED
        return said + speaker.say("after") if not dictated and self._rng.random() < 0.5 else said
