"""One short canonical text for everything an agent does, so that transcripts name acts and wording can change freely.

A description is a head and, after semicolons, further parts: `offer Fri 10:00, Fri 10:30; full`.
"""

from datetime import datetime

from frontdesk.channels.text.moments import WEEKDAYS, write_day, write_moment
from frontdesk.conversations.ports import Callback
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
    Goodbye,
    Greet,
    HandOff,
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
    Which,
    WhichAppointment,
)
from frontdesk.model.booking import Booking, BookingStatus, Opening
from frontdesk.model.business import Business
from frontdesk.model.caller import ContactChannel, EmailAddress, PersonName, PhoneDigits, PhoneEnding, PhoneNumber
from frontdesk.model.caller_acts import OwnFact, Subject
from frontdesk.model.expectation import Expectation, Expecting
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
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest
from frontdesk.model.when import DAY_MINUTES, ClockSpan, DaySpan, Grain, PreferredTime, Wish


def describe(act: AgentAct, business: Business, now: datetime) -> str:
    """The text a transcript's `agent` line is compared with. `now` (aware) is what weekdays are counted from."""
    now = now.astimezone(business.zone)
    match act:
        case Greet() | Goodbye() | AskAnythingElse() | AskWhatToChange() | OfferCallback():
            return act.kind.replace("_", " ")
        case Ask():
            staying = describe_value(act.staying, now) if act.staying else ""
            also = f" and {act.also}" if act.also else ""
            return _parts(
                f"ask {_slot(act.slot, act.question)}{also}",
                act.to_find and "to find",
                staying and f"still {staying}",
                act.known.missing if act.known else None,
            )
        case Reprompt():
            head = f"reprompt {describe_expectation(act.expectation)} {act.trouble.replace('_', '-')} {act.count}"
            half = act.expectation.half
            return _parts(head, half.missing if half else None, act.keys and "keys")
        case Confirm():
            return _parts(f"confirm {act.slot} {describe_value(act.value, now)}", act.to_find and "to find")
        case Acknowledge():
            return _parts(f"acknowledge {act.slot} {describe_value(act.value, now)}", act.corrected and "corrected")
        case Which():
            options = ", ".join(describe_value(option.value, now) for option in act.options)
            return f"which {act.slot} {options}"
        case Offer():
            head = f"offer {', '.join(write_moment(opening.start, now) for opening in act.openings)}"
            marks = (act.taken and "taken", act.more and "more", act.told and "told", act.again and "again")
            return _parts(head, act.missed, *marks, _with(act.openings, business))
        case SayNoOpenings():
            return _parts(f"no openings {act.reason}", act.direction)
        case NotOffered(slot, value):
            return f"not offered {slot} {describe_value(value, now)}"
        case AskConsent(consent):
            return f"ask consent {consent}"
        case ReadBack():
            values = (f"{slot} {describe_value(value, now)}" for slot, value in act.values)
            head = f"read back {write_moment(act.opening.start, now)}"
            return _parts(head, *values, _with((act.opening,), business), act.again and "again", act.brief and "brief")
        case Recap(values, _, booking):
            told = (f"{slot} {describe_value(value, now)}" for slot, value in values)
            return _parts(f"recap {'booked' if booking else 'left'}", *told)
        case NotifySuccess():
            booked = "; ".join(describe_booking(act.booking, now))
            return _parts(f"success {booked}", act.again and "again", act.moved and "moved")
        case ConfirmInstead(booking, wanted):
            made = booking.request.channel if isinstance(wanted, ContactChannel) else booking.request.place
            return _parts(f"confirm instead {made}", f"not {describe_value(wanted, now)}")
        case NotifyFailure():
            return f"failure {act.failure}"
        case Tell():
            subjects = (describe_subject(one, now) for one in act.about)
            return _parts(f"tell {act.topic}", *subjects, not act.known and "unknown")
        case Help():
            return f"help {describe_expectation(act.expectation)}"
        case Say():
            return f"say {act.note} {act.slot or ''}".rstrip()
        case HandOff():
            return f"hand off {act.reason} {act.number or ''}".rstrip()
        case SayNotFound() | AskMoveOrCancel():
            return act.kind.replace("_", " ")
        case TellAppointments(bookings) | WhichAppointment(bookings):
            moments = ", ".join(write_moment(one.request.opening.start, now) for one in bookings)
            pending = any(one.status is BookingStatus.PENDING for one in bookings)
            return _parts(f"{act.kind.replace('_', ' ')} {moments or 'none'}", pending and "pending")
        case AskNewTime():
            return f"ask new time {write_moment(act.booking.request.opening.start, now)}"
        case ConfirmMove():
            before, after = act.booking.request.opening, act.opening
            head = f"confirm move {write_moment(before.start, now)} to {write_moment(after.start, now)}"
            return _parts(head, _with((after,), business))
        case SayRefused():
            until = write_moment(act.until, now) if act.until else ""
            return _parts(f"say refused {act.doing} {act.why}", until and f"until {until}")
        case ConfirmWaiting(request, wish):
            return f"confirm waiting {describe_value(wish, now)}; {'; '.join(_waiting(request))}"
        case NotifyWaiting(entry):
            return f"waiting {'; '.join(describe_waiting(entry, now))}"
        case ConfirmCancel():
            return f"confirm cancel {write_moment(act.booking.request.opening.start, now)}"


def describe_expectation(expectation: Expectation) -> str:
    """What the agent waits for: `phone`, `confirm phone`, `which preferred_time`, `opening`, `confirm_booking` …"""
    match expectation.expecting:
        case Expecting.SLOT if expectation.slot:
            return _slot(expectation.slot, expectation.question)
        case Expecting.CONFIRM_SLOT:
            return f"confirm {expectation.slot}"
        case Expecting.OPTION:
            return f"which {expectation.slot}"
        case other:
            return str(other)


def describe_value(value: Value, now: datetime) -> str:
    match value:
        case ServiceChoice() | LocationChoice():
            return "/".join(value.ids)
        case HostChoice():
            return "/".join(value.ids) or "anyone"
        case PersonName():
            return value.full
        case PhoneNumber():
            return value.e164
        case PhoneDigits():
            return f"digits {value.digits}"
        case PhoneEnding():
            return f"ending {value.digits}"
        case Ticket():
            return value.code
        case EmailAddress():
            return value.address
        case ContactChannel():
            return str(value.channel)
        case Address() | Reason() | Message():
            return f'"{value.text}"'
        case Answer():
            return f'{value.question} "{value.text}"'
        case PreferredTime():
            return _preferred_time(value, now)


def describe_subject(subject: Subject, now: datetime) -> str:
    """What a question is about."""
    return subject.id if isinstance(subject, OwnFact) else describe_value(subject, now)


def describe_booking(booking: Booking, now: datetime) -> list[str]:
    """What is in the booking core, part by part, as the final lines of a transcript name it."""
    request = booking.request
    attendee = request.attendee
    return [
        write_moment(request.opening.start, now),
        attendee.name.full,
        attendee.phone,
        str(request.channel),
        str(booking.status),
        request.opening.service,
        f"with {request.opening.host}",
        f"email {attendee.email}" if attendee.email else "no email",
        f'reason "{request.reason}"' if request.reason else "no reason",
        f'place "{request.place}"' if request.place else "no place",
        *(f'{question} "{answer}"' for question, answer in request.answers),
        *(f"consent {consent.to}" for consent in request.consents),
        *([f"booked by {request.booked_by.name.full}"] if request.booked_by else []),
        *([f"time zone {attendee.time_zone}"] if attendee.time_zone else []),
    ]


def describe_waiting(entry: WaitlistEntry, now: datetime) -> list[str]:
    """Somebody on the waiting list, part by part: from when, until when (exclusive), who, and what for."""
    window = entry.request.wanted.window
    until = f"until {write_moment(window.end, now)}"
    parts = [f"in {len(entry.request.windows)} parts"] if entry.request.windows else []
    return [write_moment(window.start, now), until, *_waiting(entry.request), *parts, str(entry.status)]


def _waiting(request: WaitlistRequest) -> list[str]:
    attendee = request.attendee
    sooner = ["instead of a booking"] if request.instead_of else []
    return [attendee.name.full, attendee.phone, request.wanted.service, *sooner]


def describe_callback(callback: Callback) -> list[str]:
    """Somebody who waits to be called back, part by part."""
    return [callback.name or "no name", callback.phone or "no phone", f'"{callback.summary}"']


def _slot(slot: SlotName, question: str | None) -> str:
    return f"{slot} {question}" if question else str(slot)


def _parts(head: str, *parts: str | bool | None) -> str:
    return "; ".join([head, *(part for part in parts if isinstance(part, str) and part)])


def _with(openings: tuple[Opening, ...], business: Business) -> str:
    """Who would do it, where there is more than one host."""
    hosts = dict.fromkeys(opening.host for opening in openings)
    return f"with {'/'.join(hosts)}" if len(business.hosts) > 1 and hosts else ""


def _preferred_time(value: PreferredTime, now: datetime) -> str:
    said = [_wish(wish, now) for wish in value.wishes]
    if value.earliest:
        said.append("earliest")
    if value.flexible:
        said.append("flexible")
    if value.shift:
        said.append(f"shifted {value.shift.days:+d}d {value.shift.minutes:+d}min")
    return " or ".join(said) or "nothing"


def _wish(wish: Wish, now: datetime) -> str:
    days = "/".join(_day_span(span, now) for span in wish.days)
    clocks = "/".join(_clock_span(span) for span in wish.clocks)
    said = " ".join(part for part in (days, clocks) if part)
    return f"not {said}" if wish.excluded else said


def _day_span(span: DaySpan, now: datetime) -> str:
    weekdays = "+".join(WEEKDAYS[day] for day in span.weekdays)
    if span.first and span.until:
        single = (span.until - span.first).days == 1
        first = write_day(span.first, now)
        days = first if single else f"{span.first.isoformat()}..{span.until.isoformat()}"
    elif span.first:
        days = f"from {write_day(span.first, now)}"
    elif span.until:
        days = f"before {write_day(span.until, now)}"
    else:
        days = ""
    return " ".join(part for part in (days, weekdays) if part)


def _clock_span(span: ClockSpan) -> str:
    about = "~" if span.approximate else ""
    if span.start is not None and span.grain is Grain.MINUTE:
        return f"{about}{_clock(span.start)}"
    if span.start is not None and span.until is not None:
        return f"{about}{_clock(span.start)}-{_clock(span.until)}"
    if span.start is not None:
        return f"{about}after {_clock(span.start)}"
    return f"{about}before {_clock(span.until or 0)}"


def _clock(minute: int) -> str:
    hour, minute = divmod(minute if minute <= DAY_MINUTES else minute - DAY_MINUTES, 60)
    return f"{hour:02d}:{minute:02d}"
