"""What somebody said, keyed in or left unsaid, as an event for the dialogue."""

from frontdesk.conversations.proposing import Proposing
from frontdesk.conversations.turn import Turn
from frontdesk.conversations.voicing import Voicing
from frontdesk.dialog.events import Event, Heard, HungUp, NoInput, Unanswered
from frontdesk.model.business import Business
from frontdesk.model.caller_acts import SpeakLanguage
from frontdesk.model.utterance import HangUp, Keys, Medium, Silence, Utterance, Words
from frontdesk.model.utterance import Unanswered as NobodyPickedUp
from frontdesk.understand.noise import is_noise
from frontdesk.understand.tongues import Heard as Understood
from frontdesk.understand.tongues import interpret_in


class Understanding:
    """Of one business's callers; `proposing` is asked where no reader could read anything."""

    def __init__(self, business: Business, voicing: Voicing, proposing: Proposing | None) -> None:
        self._business = business
        self._voicing = voicing
        self._proposing = proposing

    async def understand(self, turn: Turn, utterance: Utterance) -> Event:
        """What was understood, and what it cost, stands in the turn."""
        match utterance:
            case Silence():
                return NoInput()
            case HangUp():
                return HungUp()
            case NobodyPickedUp():
                return Unanswered()
            case Words() if turn.state.medium is Medium.VOICE and is_noise(utterance):
                return NoInput()
        heard = self.read(turn, utterance)
        if self._proposing and isinstance(utterance, Words) and heard.unread:
            turn.utterance = await self._proposing.complete(turn, utterance, heard.language)
            heard = self.read(turn, turn.utterance)
        turn.heard = heard.interpretation.acts
        if heard.language != turn.state.language:
            locale = self._voicing.locale(heard.language)
            turn.heard = (SpeakLanguage(heard.language, locale, heard.asked), *turn.heard)
        return Heard(turn.heard, isinstance(utterance, Words) and utterance.barge_in, turn.returned)

    def read(self, turn: Turn, utterance: Words | Keys) -> Understood:
        """What the readers make of it, in the language it is in."""
        state, local = turn.state, turn.now.astimezone(self._business.zone)
        return interpret_in(utterance, state.expectation, local, self._voicing.vocabularies, state.language)
