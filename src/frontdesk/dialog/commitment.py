"""The read-back and the commit: exactly what was read back and confirmed is what is booked, once.

"You are booked" is only ever said of a `Booking` record that the booking system returned.
"""

from dataclasses import replace

from frontdesk.dialog.asking import ask
from frontdesk.dialog.effects import Aim, Book, Purpose, ReleaseHolds
from frontdesk.dialog.filling import let_go
from frontdesk.dialog.memory import Filled, Phase, Task
from frontdesk.dialog.offering import find_near
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots import contact_channel
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import (
    AgentAct,
    AskAnythingElse,
    ConfirmInstead,
    Failure,
    HandOffReason,
    NotifyFailure,
    NotifySuccess,
    OfferCallback,
    ReadBack,
    Say,
)
from frontdesk.model.booking import Attendee, Booking, BookingRequest, Invite
from frontdesk.model.caller import Channel, ContactChannel, EmailAddress, PersonName, PhoneNumber
from frontdesk.model.note import Note
from frontdesk.model.slots import Address, Answer, Reason, ServiceChoice, SlotName, Value
from frontdesk.model.utterance import Medium

READ_ORDER = (
    SlotName.SERVICE,
    SlotName.HOST,
    SlotName.CONTACT_CHANNEL,
    SlotName.LOCATION,
    SlotName.ADDRESS,
    SlotName.NAME,
    SlotName.CALLER_NAME,
    SlotName.PHONE,
    SlotName.EMAIL,
    SlotName.REASON,
)


def read_back(state: State) -> Step:
    """Every value once, and the question whether all of it is right."""
    values = current_read_back(state)
    act = replace(values, again=state.corrected and state.read_back is not None)
    balked = state.balked if values == state.read_back else 0
    return ask(replace(state, read_back=values, corrected=False, balked=balked), act)


def current_read_back(state: State) -> ReadBack:
    """What would be read back now."""
    assert state.opening is not None
    values: list[tuple[SlotName, Value]] = [
        (slot, state.slots[slot].value) for slot in READ_ORDER if slot in state.slots
    ]
    values += [(SlotName.QUESTION, Answer(question, text)) for question, text in state.answers]
    return ReadBack(tuple(values), state.opening)


@rule
def commit(state: State, here: Situation) -> Step:
    """The caller said yes. Books if this is still what was read back, and reads back again if it is not."""
    if state.opening is None or state.read_back != current_read_back(state):
        return read_back(state) if state.opening else Step(state)
    if state.unresolved:
        return on_unknown(state)
    book, request = state.committing, _request(state, here)
    if book is None or not _same(book.request, request):
        state = replace(state, attempt=state.attempt + 1)
        book = Book(request, f"{state.id}:{state.attempt}")
    return Step(replace(state, phase=Phase.COMMITTING, committing=book), (), (book,))


def _same(one: BookingRequest, other: BookingRequest) -> bool:
    """The same appointment for the same person: what is written around it when it is booked aside."""
    return _bare(one) == _bare(other)


def _bare(request: BookingRequest) -> BookingRequest:
    attendee = replace(request.attendee, language="", time_zone=None)
    bare = replace(request, hold=None, attendee=attendee, invite=Invite("", ""), source="")
    return replace(bare, dialled="", campaign=(), customer_reference="")


def _request(state: State, here: Situation) -> BookingRequest:
    values = {slot: filled.value for slot, filled in state.slots.items()}
    opening, service, name, phone, channel = (
        state.opening,
        values[SlotName.SERVICE],
        values[SlotName.NAME],
        values[SlotName.PHONE],
        values[SlotName.CONTACT_CHANNEL],
    )
    assert opening is not None
    assert isinstance(service, ServiceChoice)
    assert isinstance(name, PersonName)
    assert isinstance(phone, PhoneNumber)
    assert isinstance(channel, ContactChannel)
    reason, caller = values.get(SlotName.REASON), values.get(SlotName.CALLER_NAME)
    return BookingRequest(
        opening=opening,
        hold=next((hold.id for hold in state.holds if hold.opening == opening), None),
        attendee=attendee_of(state, here),
        booked_by=replace(attendee_of(state, here), name=caller) if isinstance(caller, PersonName) else None,
        channel=channel.channel,
        place=contact_channel.place(values, here.business),
        reason=reason.text if isinstance(reason, Reason) else "",
        answers=state.answers,
        invite=Invite("", ""),
        source="",
        dialled=state.arrival.dialled,
        consents=state.consents,
        campaign=state.arrival.campaign,
        customer_reference=state.arrival.customer_reference,
    )


def attendee_of(state: State, here: Situation) -> Attendee:
    """Who comes, as far as it was said; the language is put in by the runner."""
    name, phone, email = (state.get(slot) for slot in (SlotName.NAME, SlotName.PHONE, SlotName.EMAIL))
    assert isinstance(name, PersonName)
    assert isinstance(phone, PhoneNumber)
    address = email.address if isinstance(email, EmailAddress) else None
    return Attendee(name, phone.e164, address, "", _own_zone(state, here))


def _own_zone(state: State, here: Situation) -> str | None:
    zone = state.arrival.time_zone
    return zone if zone != here.business.time_zone else None


@rule
def on_booked(state: State, booking: Booking) -> Step:
    """There is a record: now it may be said. One that was only found later may be cancelled by then."""
    others = tuple(hold.id for hold in state.holds if hold.id != booking.request.hold)
    instead = _instead(state, booking)
    state = replace(
        state.at_hand(booking, handled=True),
        phase=Phase.SETTLED,
        tally=replace(state.tally, booked=state.tally.booked + 1),
        committing=None,
        unresolved=False,
        hand_off=None,
        calling_back=False,
        holds=(),
        read_back=None,
        corrected=False,
    )
    said: tuple[AgentAct, ...] = (NotifySuccess(booking) if booking.stands else Say(Note.CANCELLED),)
    if instead is not None:
        known = Filled(ContactChannel(booking.request.channel))
        step = ask(state.fill(SlotName.CONTACT_CHANNEL, known), instead)
    else:
        step = ask(state, AskAnythingElse())
    if state.medium is Medium.VOICE or instead is not None:
        said += step.say
    return Step(step.state, said, (ReleaseHolds(others),) if others else ())


def _instead(state: State, booking: Booking) -> ConfirmInstead | None:
    """What was agreed to, where the booking system made something else of it."""
    asked, made = state.committing.request if state.committing else None, booking.request
    if asked is None or not booking.stands:
        return None
    if made.channel is not asked.channel:
        return ConfirmInstead(booking, ContactChannel(asked.channel))
    here = made.channel in (Channel.IN_PERSON, Channel.AT_CUSTOMER)
    same = contact_channel.same_place(asked.place, made.place)
    return ConfirmInstead(booking, Address(asked.place)) if here and not same else None


@rule
def on_opening_lost(state: State, here: Situation) -> Step:
    """Somebody was faster: say so, and offer what is near."""
    lost = let_go(replace(state, phase=Phase.COLLECTING, committing=None, unresolved=False, read_back=None))
    return lost.then(lambda after: find_near(after, here, Purpose(Aim.NEAR, taken=True)))


@rule
def on_not_booked(state: State) -> Step:
    """It is certain now that nothing was booked: the question that was answered with a yes is open again."""
    return Step(replace(state, phase=Phase.COLLECTING, unresolved=False))


@rule
def on_not_made(state: State) -> Step:
    """They were told that nobody knows: now it is known, and it can be booked after all."""
    known = replace(on_not_booked(state).state, hand_off=None)
    return Step(known, (NotifyFailure(Failure.NOT_MADE),))


@rule
def on_refused(state: State) -> Step:
    """The booking system will not have it: say so and offer a call-back."""
    return _failed(state, Failure.REJECTED, HandOffReason.BEYOND)


@rule
def on_down(state: State) -> Step:
    """The booking system cannot be reached: say so and offer a call-back."""
    if state.unresolved:
        return on_unknown(state)
    if state.task is not Task.BOOK:
        return _failed(replace(state, sought=state.sought[:-1], moving=None), Failure.UNREACHABLE, HandOffReason.SYSTEM)
    return _failed(state, Failure.SYSTEM_DOWN, HandOffReason.SYSTEM)


@rule
def on_unknown(state: State) -> Step:
    """Neither booked nor not booked, as far as anyone can tell: the truth, and a person."""
    unknown = replace(state, phase=Phase.COLLECTING, unresolved=True, hand_off=HandOffReason.SYSTEM)
    return Step(unknown, (NotifyFailure(Failure.UNKNOWN),)).then(lambda now: ask(now, OfferCallback()))


def _failed(state: State, failure: Failure, reason: HandOffReason) -> Step:
    if state.phase is Phase.COMMITTING:
        state = replace(state, phase=Phase.COLLECTING, committing=None, read_back=None)
    state = replace(state, hand_off=reason)
    return Step(state, (NotifyFailure(failure),)).then(lambda now: ask(now, OfferCallback()))
