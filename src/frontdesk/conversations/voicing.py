"""Gives a conversation its words: what is understood in its language, what is said, what is written into the invite."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from frontdesk.conversations.written import Written
from frontdesk.dialog.commitment import READ_ORDER
from frontdesk.dialog.effects import Book
from frontdesk.dialog.memory import Pause, Phase
from frontdesk.dialog.state import State
from frontdesk.model.agent_acts import AgentAct, Ask, HandOff, HandOffReason, NotifySuccess
from frontdesk.model.booking import Booking, BookingRequest, Invite
from frontdesk.model.business import Business
from frontdesk.model.caller import ContactChannel
from frontdesk.model.caller_acts import Inform
from frontdesk.model.expectation import Expecting
from frontdesk.model.reply import HandedOff, Reply
from frontdesk.model.slots import Answer, HostChoice, LocationChoice, Message, ServiceChoice, SlotName, Value
from frontdesk.model.utterance import Medium
from frontdesk.speak.invite import InviteTemplates, invite_context, write_invite
from frontdesk.speak.listen import listen
from frontdesk.speak.prompts import Prompts
from frontdesk.speak.render import render
from frontdesk.speak.summary import Known, summarize
from frontdesk.speak.voice import Voice
from frontdesk.understand.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, eq=False)
class Tongue:
    """One language as one business speaks and understands it."""

    locale: str
    """Where the caller's channel names no other, such as `en-GB`."""
    vocabulary: Vocabulary
    prompts: Prompts
    invites: InviteTemplates


class Voicing:
    """The words of one business's conversations. `calendar_link` gives the link to a booking's calendar file."""

    def __init__(
        self, business: Business, tongues: Mapping[str, Tongue], calendar_link: Callable[[Booking], str | None]
    ) -> None:
        self._business = business
        self._tongues = tongues
        self.vocabularies = {code: tongue.vocabulary for code, tongue in tongues.items()}
        self._calendar_link = calendar_link

    def choose(self, locale: str | None) -> tuple[str, str]:
        """Language and locale of a new conversation: the channel's, if the business speaks it, else the business's."""
        if locale:
            code = locale.replace("_", "-").split("-")[0].casefold()
            if code in self._tongues:
                return code, self._tongues[code].locale
        first = self._business.languages[0]
        return first, self._tongues[first].locale

    def locale(self, language: str) -> str:
        """Where this language is spoken, as far as the business says."""
        return self._tongues[language].locale

    def voice(self, state: State, said: tuple[AgentAct, ...], now: datetime) -> Reply:
        """The acts of a turn as lines, with everything a channel needs to know beside them."""
        booking = state.booking or next((act.booking for act in said if isinstance(act, NotifySuccess)), None)
        voice = self._voice(state, state.medium, now, booking)
        also = state.question.also if isinstance(state.question, Ask) else None
        listened = listen(state.expectation, voice, self._business, also)
        return Reply(
            conversation=state.id,
            lines=render(said, voice),
            acts=said,
            expectation=state.expectation,
            listen=replace(listened, patient=state.pause is not Pause.NONE),
            done=state.phase is Phase.ENDED or (state.phase is Phase.SETTLED and _rests(state)),
            handoff=self._hand_off(state, said, now),
            booking=booking if booking and booking.id in state.handled else None,
        )

    def with_invite(self, book: Book, state: State, source: str) -> Book:
        """The same booking with its invite written, its source and the attendee's language filled in."""
        attendee = replace(book.request.attendee, language=state.language)
        request = replace(book.request, attendee=attendee, source=source)
        return replace(book, request=replace(request, invite=self.write_invite(request)))

    def write_invite(self, request: BookingRequest) -> Invite:
        """The invite of any booking, whoever makes or moves it, in its attendee's language where we speak that."""
        voice = self._written_voice(request)
        return write_invite(self._tongues[voice.language].invites, invite_context(request, voice))

    def written(self, booking: Booking) -> Written:
        """The words of a page about a booking, in its attendee's language where we speak that."""
        return Written(self._written_voice(booking.request))

    def _written_voice(self, request: BookingRequest) -> Voice:
        language, locale = self.choose(request.attendee.language)
        return Voice(
            prompts=self._tongues[language].prompts,
            business=self._business,
            language=language,
            locale=locale,
            medium=Medium.TEXT,
            now=request.opening.start.astimezone(self._business.zone),  # what stays written names no day by today's
            turn=0,
        )

    def summary(self, state: State, now: datetime) -> str:
        """What is known, in a paragraph for the colleague who takes over: in the business's first language."""
        first, locale = self.choose(None)
        voice = self._voice(replace(state, language=first, locale=locale), Medium.TEXT, now)
        values: list[tuple[SlotName, Value]] = [
            (slot, state.slots[slot].value) for slot in (*READ_ORDER, SlotName.PREFERRED_TIME) if slot in state.slots
        ]
        values += [(SlotName.QUESTION, Answer(question, text)) for question, text in state.answers]
        if state.undone and state.undone.to:
            values.append((SlotName.PREFERRED_TIME, state.undone.to))
        known = Known(
            tuple(values),
            message=message if isinstance(message := state.get(SlotName.MESSAGE), Message) else None,
            caller=state.who_calls,
            booking=state.booking if state.booked else None,
            asked_for=state.asked_for,
            cannot=tuple((one.slot, one.value) if isinstance(one, Inform) else (one, None) for one in state.cannot),
            wanted=state.undone.doing if state.undone else None,
            of=state.undone.said if state.undone else None,
            call_when=state.call_when,
            unclear="booked"
            if state.unresolved
            else "moved"
            if state.moving
            else "cancelled"
            if state.cancelling
            else None,
            untold=state.unannounced,
        )
        warning = f"{voice.say('summary.threat')} " if state.hand_off is HandOffReason.THREAT else ""
        return warning + summarize(known, voice)

    def _hand_off(self, state: State, said: tuple[AgentAct, ...], now: datetime) -> HandedOff | None:
        asked = state.expectation.expecting is Expecting.CALLBACK or state.phase is Phase.ENDED
        if state.hand_off is None or not asked:
            return None
        number = next((act.number for act in said if isinstance(act, HandOff)), None)
        return HandedOff(state.hand_off, self.summary(state, now), number)

    def _voice(self, state: State, medium: Medium, now: datetime, booking: Booking | None = None) -> Voice:
        service, host, channel, place = (
            state.get(slot) for slot in (SlotName.SERVICE, SlotName.HOST, SlotName.CONTACT_CHANNEL, SlotName.LOCATION)
        )
        earlier = [one for one in state.known if one.id in state.handled and (not booking or one.id != booking.id)]
        return Voice(
            prompts=self._tongues[state.language].prompts,
            business=self._business,
            language=state.language,
            locale=state.locale,
            medium=medium,
            now=now.astimezone(self._business.zone),
            turn=state.turn,
            slower=state.slower,
            for_other=state.for_other,
            caller_phone=state.caller_id,
            caller_zone=state.arrival.time_zone,
            channel=channel.channel if isinstance(channel, ContactChannel) else None,
            service=service.ids[0] if isinstance(service, ServiceChoice) and len(service.ids) == 1 else None,
            host=host.ids[0] if isinstance(host, HostChoice) and len(host.ids) == 1 else None,
            location=place.ids[0] if isinstance(place, LocationChoice) and len(place.ids) == 1 else None,
            told_addresses=frozenset(one.request.place for one in earlier),
            calendar_link=self._calendar_link(booking) if booking else None,
        )


def _rests(state: State) -> bool:
    """A chat whose booking is made waits for nothing; on the phone "anything else?" is still open."""
    return state.medium is Medium.TEXT and state.expectation.expecting is Expecting.ANYTHING_ELSE
