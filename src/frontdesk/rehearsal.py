"""One example of everything the agent can say for a business, so that a mistake in its words shows before a call."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from frontdesk.dialog.slots.preferred_time import exactly, without
from frontdesk.languages import Language
from frontdesk.model.agent_acts import (
    Acknowledge,
    AgentAct,
    Ask,
    AskAnythingElse,
    AskConsent,
    AskMoveOrCancel,
    AskNewTime,
    AskWhatToChange,
    Confirm,
    ConfirmCancel,
    ConfirmInstead,
    ConfirmMove,
    ConfirmWaiting,
    Failure,
    Goodbye,
    Greet,
    HandOff,
    HandOffReason,
    Help,
    NotifyFailure,
    NotifySuccess,
    NotifyWaiting,
    NotOffered,
    Offer,
    OfferCallback,
    ReadBack,
    Recap,
    Reprompt,
    Say,
    SayNoOpenings,
    SayNotFound,
    SayRefused,
    Tell,
    TellAppointments,
    Trouble,
    Which,
    WhichAppointment,
)
from frontdesk.model.booking import (
    Attendee,
    Awaiting,
    Booking,
    BookingRequest,
    BookingStatus,
    Invite,
    NoOpenings,
    Opening,
    Search,
    Window,
)
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, ContactChannel, EmailAddress, PersonName, PhoneNumber
from frontdesk.model.caller_acts import Direction, OwnFact, Subject, Topic
from frontdesk.model.change import Refusal
from frontdesk.model.expectation import Expectation, Expecting, Option
from frontdesk.model.note import Note
from frontdesk.model.service import Service
from frontdesk.model.slots import (
    Address,
    Answer,
    HostChoice,
    LocationChoice,
    Message,
    Reason,
    ServiceChoice,
    SlotName,
    Ticket,
    Value,
)
from frontdesk.model.utterance import Medium
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest, WaitStatus
from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Wish
from frontdesk.speak.invite import invite_context, write_invite
from frontdesk.speak.render import render
from frontdesk.speak.schema import OFFERED
from frontdesk.speak.voice import Voice

NAME, PHONE = PersonName("Ada", "Example"), "+442079460123"
HALVES = (PersonName(NAME.given), PersonName(family=NAME.family))
TERMS = Answer("terms", "Do you accept our terms?")
SOON = PreferredTime(earliest=True)
QUESTIONED = {
    Expecting.SLOT,
    Expecting.CONFIRM_SLOT,
    Expecting.OPTION,
    Expecting.OPENING,
    Expecting.CONSENT,
    Expecting.APPOINTMENT,
}
"""Questions that are about something."""
RUNGS = {
    Trouble.NO_INPUT: (1, 2, 3),
    Trouble.NO_MATCH: (1, 2, 3),
    Trouble.INVALID: (1, 2),
    Trouble.PARTIAL: (1,),
    Trouble.REFUSED: (1, 2),
}
"""How often a question is asked again in other words."""
TURNS = 3
"""Wordings take turns: this many of each are said."""


def rehearse(business: Business, language: Language, now: datetime) -> int:
    """Says everything, aloud and written, and writes every service's invite; gives the number of lines.

    `now` is aware. Raises ValueError when something cannot be said.
    """
    lines = 0
    for service in business.services:
        acts = every_act(business, service, now)
        for medium in Medium:
            for turn in range(TURNS):
                voice = Voice(
                    language.prompts, business, language.code, language.locale, medium, now, turn, service=service.id
                )
                lines += sum(_say(act, voice) for act in acts)
        voice = replace(voice, medium=Medium.TEXT)
        for channel in service.channels:
            request = _booking(business, service, channel, now).request
            invite = write_invite(language.invites, invite_context(request, voice))
            if not invite.title:
                raise ValueError(f'the invite "{service.invite}" of {service.id} has an empty title; give it one')
    return lines


def _say(act: AgentAct, voice: Voice) -> int:
    try:
        return len(render((act,), voice))
    except Exception as error:  # whatever a template does: the author needs to know which one
        raise ValueError(f"{act.kind} cannot be said ({voice.medium}): {error}") from error


def every_act(business: Business, service: Service, now: datetime) -> tuple[AgentAct, ...]:
    openings = tuple(_opening(business, service, now, hour) for hour in (9, 10, 14))
    values = _values(business, service, now)
    booking = _booking(business, service, service.channels[0], now)
    questions = tuple(_expectations(values, openings))
    return (
        Greet(),
        *(Ask(slot, value.question if isinstance(value, Answer) else None) for slot, value in values),
        Ask(SlotName.NAME, also=SlotName.PHONE),
        *(Ask(SlotName.NAME, known=half) for half in HALVES),
        *(Acknowledge(slot, value, corrected) for slot, value in values for corrected in (False, True)),
        *(Confirm(slot, value) for slot, value in values),
        *(Which(slot, (Option(value), Option(value))) for slot, value in values),
        *(
            Reprompt(question, trouble, count)
            for question in questions
            for trouble, counts in RUNGS.items()
            for count in counts
        ),
        *(Help(question) for question in questions),
        *(Offer(openings[:count], missed) for count in (1, 2, 3) for missed in (None, *NoOpenings)),
        Offer(openings, taken=True),
        Offer(openings, more=True),
        Offer(openings[:1], again=True),
        *(SayNoOpenings(reason, direction) for reason in NoOpenings for direction in (None, *Direction)),
        *(
            NotOffered(slot, value, service.id, instead)
            for slot, value in values
            if slot in OFFERED
            for instead in ((), (value,))
        ),
        AskConsent(TERMS.question, TERMS.text),
        *(ReadBack(values, openings[0], again, brief) for again in (False, True) for brief in (False, True)),
        AskWhatToChange(),
        *(NotifySuccess(replace(booking, status=status), again) for status in BookingStatus for again in (False, True)),
        *(NotifySuccess(_pending(booking, awaiting), again) for awaiting in Awaiting for again in (False, True)),
        *(ConfirmInstead(booking, ContactChannel(channel)) for channel in Channel),
        ConfirmInstead(booking, Address("1 Example Street")),
        *(NotifyFailure(failure) for failure in Failure),
        *(Tell(topic, known) for topic in Topic for known in (True, False)),
        *_answers(business, service, values),
        *(Say(note, slot) for note in Note for slot in (SlotName.NAME, SlotName.PHONE)),
        OfferCallback(),
        *(HandOff(reason, number) for reason in HandOffReason for number in (None, PHONE)),
        AskAnythingElse(),
        ConfirmCancel(booking),
        *_changes(booking, openings),
        *(ConfirmWaiting(_waiting(booking, id), SOON) for id in (None, booking.id)),
        *(NotifyWaiting(_entry(booking, id)) for id in (None, booking.id)),
        Goodbye(),
    )


def _changes(booking: Booking, openings: tuple[Opening, ...]) -> Iterator[AgentAct]:
    """Everything about an appointment there is."""
    asked = _pending(booking, Awaiting.HOST)
    yield Ask(SlotName.PHONE, to_find=True)
    start = openings[0].start
    parts = (without(exactly(start), part) for part in (Grain.DAY, Grain.MINUTE))
    yield from (Ask(SlotName.PREFERRED_TIME, staying=part) for part in parts)
    yield Confirm(SlotName.PHONE, PhoneNumber(PHONE), to_find=True)
    yield SayNotFound()
    yield Recap(())
    yield Recap((), booking=booking)
    yield from (TellAppointments((one,)) for one in (booking, asked, _pending(booking, Awaiting.ATTENDEE)))
    yield from (TellAppointments(several) for several in ((), (booking, asked)))
    yield from (WhichAppointment(several) for several in ((booking,), (booking, asked)))
    yield AskNewTime(booking)
    yield from (ConfirmMove(booking, opening) for opening in openings)
    yield from (NotifySuccess(one, moved=True) for one in (booking, asked))
    yield ConfirmCancel(asked)
    yield AskMoveOrCancel()
    doings: tuple[Literal["move", "cancel"], ...] = ("move", "cancel")
    yield from (SayRefused(doing, why, booking.created) for doing in doings for why in Refusal)


def _answers(business: Business, service: Service, values: tuple[tuple[SlotName, Value], ...]) -> Iterator[AgentAct]:
    """Questions about something in particular."""
    asked = {slot: value for slot, value in values if isinstance(value, Subject)}
    what, who, day = asked[SlotName.SERVICE], asked[SlotName.HOST], asked[SlotName.PREFERRED_TIME]
    yield from (Tell(topic, about=(what,)) for topic in (Topic.PRICE, Topic.DURATION, Topic.PREPARATION, Topic.HOSTS))
    yield Tell(Topic.HOURS, about=(day,))
    yield from (Tell(Topic.PRESENCE, about=about) for about in ((who,), (who, day)))
    yield Tell(Topic.OFFERED, about=(what,))
    yield from (Tell(Topic.OFFERED, about=(what, HostChoice((host.id,)))) for host in business.hosts)
    yield from (Tell(Topic.OFFERED, about=(what, LocationChoice((place.id,)))) for place in business.locations)
    yield from (Tell(Topic.CHANNELS, about=(what, ContactChannel(channel))) for channel in Channel)
    yield from (Tell(Topic.OWN, about=(OwnFact(own.id),)) for own in business.facts.more)


def _waiting(booking: Booking, instead_of: str | None) -> WaitlistRequest:
    opening, attendee = booking.request.opening, booking.request.attendee
    wanted = Search(opening.service, Window(opening.start, opening.end))
    return WaitlistRequest(wanted, attendee, booking.request.channel, instead_of=instead_of)


def _entry(booking: Booking, instead_of: str | None) -> WaitlistEntry:
    return WaitlistEntry("entry", WaitStatus.WAITING, _waiting(booking, instead_of), booking.created, 0)


def _pending(booking: Booking, awaiting: Awaiting) -> Booking:
    until = booking.created + timedelta(days=1)
    return replace(booking, status=BookingStatus.PENDING, awaiting=awaiting, pending_until=until, ticket="K42")


def _expectations(values: tuple[tuple[SlotName, Value], ...], openings: tuple[Opening, ...]) -> Iterator[Expectation]:
    """Every question that can be open."""
    for slot, value in values:
        yield Expectation(Expecting.SLOT, slot, value.question if isinstance(value, Answer) else None)
        yield Expectation(Expecting.CONFIRM_SLOT, slot, value=value)
        yield Expectation(Expecting.OPTION, slot, options=(Option(value), Option(value)))
    yield from (Expectation(Expecting.SLOT, SlotName.NAME, value=half) for half in HALVES)
    yield Expectation(Expecting.OPENING, openings=openings)
    yield Expectation(Expecting.APPOINTMENT, SlotName.APPOINTMENT, openings=openings)
    yield Expectation(Expecting.CONSENT, question=TERMS.question, value=TERMS)
    told = {*QUESTIONED, Expecting.NOTHING}
    yield from (Expectation(expecting) for expecting in Expecting if expecting not in told)


def _values(business: Business, service: Service, now: datetime) -> tuple[tuple[SlotName, Value], ...]:
    tomorrow = now.date() + timedelta(days=1)
    wish = Wish((_day(tomorrow),), (ClockSpan(900, 901, Grain.MINUTE),))
    values: list[tuple[SlotName, Value]] = [
        (SlotName.SERVICE, ServiceChoice((service.id,))),
        (SlotName.HOST, HostChoice((business.hosts_of(service)[0].id,))),
        (SlotName.PREFERRED_TIME, PreferredTime((wish,))),
        (SlotName.NAME, NAME),
        (SlotName.CALLER_NAME, NAME),
        (SlotName.MESSAGE, Message("I'm running late")),
        (SlotName.PHONE, PhoneNumber(PHONE)),
        (SlotName.EMAIL, EmailAddress("ada@example.com")),
        (SlotName.REASON, Reason("a stiff neck")),
        (SlotName.APPOINTMENT, Ticket("K42")),
    ]
    values += [(SlotName.CONTACT_CHANNEL, ContactChannel(channel)) for channel in service.channels[:1]]
    values += [(SlotName.LOCATION, LocationChoice((place.id,))) for place in business.locations_of(service)[:1]]
    values += [(SlotName.QUESTION, Answer(question.id, "yes")) for question in service.questions[:1]]
    if Channel.AT_CUSTOMER in service.channels:
        values.append((SlotName.ADDRESS, Address("1 Example Street")))
    return tuple(values)


def _day(day: date) -> DaySpan:
    return DaySpan(day, day + timedelta(days=1), Grain.DAY)


def _opening(business: Business, service: Service, now: datetime, hour: int) -> Opening:
    tomorrow = now.astimezone(business.zone).date() + timedelta(days=1)
    start = datetime.combine(tomorrow, time(hour), business.zone)
    host = business.hosts_of(service)[0]
    return Opening(service.id, host.id, start, start + timedelta(minutes=service.duration_minutes))


def _booking(business: Business, service: Service, channel: Channel, now: datetime) -> Booking:
    request = BookingRequest(
        opening=_opening(business, service, now, 9),
        hold=None,
        attendee=Attendee(NAME, PHONE, None, business.languages[0]),
        channel=channel,
        place="",
        reason="a stiff neck",
        answers=tuple((question.id, "yes") for question in service.questions),
        invite=Invite("", ""),
        source="web_chat",
    )
    return Booking("b1", "k1", BookingStatus.CONFIRMED, request, business.time_zone, now, 0, "")
