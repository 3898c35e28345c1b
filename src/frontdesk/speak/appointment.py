"""The appointment in words: what was understood, what is free, the read-back, and what became of it."""

from collections.abc import Sequence

from frontdesk.model.agent_acts import (
    Acknowledge,
    AgentAct,
    Ask,
    Confirm,
    ConfirmCancel,
    ConfirmInstead,
    ConfirmWaiting,
    NotifySuccess,
    NotifyWaiting,
    NotOffered,
    Offer,
    ReadBack,
    Recap,
    SayNoOpenings,
)
from frontdesk.model.booking import Awaiting, Booking, BookingStatus, NoOpenings, Opening
from frontdesk.model.caller import Channel, ContactChannel, PersonName
from frontdesk.model.caller_acts import Direction
from frontdesk.model.reply import Line
from frontdesk.model.service import Service
from frontdesk.model.slots import Answer, HostChoice, LocationChoice, SlotName, Value
from frontdesk.speak.asking import question_text
from frontdesk.speak.choices import of_openings, yes_no
from frontdesk.speak.describe import (
    describe,
    describe_openings,
    location_name,
    opening_day,
    service_name,
)
from frontdesk.speak.formats import listed, local, plain, say_code, say_duration, say_moment, say_phone
from frontdesk.speak.schema import APPOINTMENT_SLOTS
from frontdesk.speak.voice import Voice
from frontdesk.speak.zones import time_for_both

DAY_MINUTES = 24 * 60
MOST_NAMED = 3
NAMES = (SlotName.NAME, SlotName.CALLER_NAME)
"""Who is calling is thanked; who comes, where that is the same."""


def acknowledge(acts: Sequence[Acknowledge], turn: Sequence[AgentAct], voice: Voice) -> Line:
    """Everything understood in one turn, said back in few words: who, the appointment in one sentence, the rest.

    `turn` is all that is said: where word is left for a host, the host is who it is for.
    """
    if any(isinstance(act, Ask | Confirm) and act.slot is SlotName.MESSAGE for act in turn):
        to = [describe(act.value, voice) for act in acts if act.slot is SlotName.HOST]
        acts = [act for act in acts if act.slot is not SlotName.HOST]
        if to and not acts:
            return Line(voice.say("message.to", host=to[0]))
    appointment = {act.slot: act for act in acts if act.slot in APPOINTMENT_SLOTS}
    names = {act.slot: act for act in acts if act.slot in NAMES}
    thanked = names.get(SlotName.CALLER_NAME) or names.get(SlotName.NAME)
    told = [_acknowledge_one(thanked, voice)] if thanked else []
    if appointment:
        values = dict.fromkeys(APPOINTMENT_SLOTS, "") | {
            slot: describe(act.value, voice) for slot, act in appointment.items()
        }
        corrected = any(act.corrected for act in appointment.values())
        if any(values.values()):
            told.append(voice.say("booking.corrected" if corrected else "booking.acknowledge", **values))
    others = (act for act in acts if act.slot not in APPOINTMENT_SLOTS and act.slot not in NAMES)
    told += [_acknowledge_one(act, voice) for act in others]
    return Line(" ".join(told))


def _acknowledge_one(act: Acknowledge, voice: Voice) -> str:
    key = f"{act.slot}.{'corrected' if act.corrected else 'acknowledge'}"
    if isinstance(act.value, PersonName):
        return voice.say(key, **_called(act, act.value, voice))
    return voice.say(key, value=describe(act.value, voice))


def _called(act: Acknowledge, name: PersonName, voice: Voice) -> dict[str, str]:
    """By the given name or in full. A lone word may be a surname, and who is not on the line is not thanked: the
    acknowledgement then names nobody, while a correction says what it is now."""
    absent = act.slot is SlotName.NAME and voice.for_other
    if not act.corrected and (absent or not (name.given and name.family)):
        return {"value": "", "full": ""}
    return {"value": plain(name.given or name.full, voice), "full": plain(name.full, voice)}


def recap(act: Recap, voice: Voice) -> Line:
    values = dict.fromkeys(APPOINTMENT_SLOTS, "") | {slot: describe(value, voice) for slot, value in act.values}
    if act.booking is not None:
        return Line(voice.say("booking.recap_booked", **values))
    return Line(voice.say("booking.recap", **values), yes_no(voice))


def offer(act: Offer, voice: Voice) -> Line:
    openings = describe_openings(act.openings, voice)
    instead = act.missed or act.taken
    key = "offer_instead" if instead else "offer_more" if act.more else "offer_again" if act.again else "offer"
    told = [voice.say("booking.taken")] if act.taken else []
    if act.missed and not act.taken and not act.told:
        told.append(voice.say(f"booking.missed.{act.missed}", **_limits(act.missed, voice)))
    told.append(voice.say(f"booking.{key}", openings=openings, count=len(act.openings)))
    return Line(" ".join(told), of_openings(act.openings, voice))


def no_openings(act: SayNoOpenings, voice: Voice) -> Line:
    direction = act.direction or Direction.OTHER
    return Line(voice.say(f"booking.none.{act.reason}", direction=direction.value, **_limits(act.reason, voice)))


def not_offered(act: NotOffered, voice: Voice) -> Line:
    """What of the wish is not to be had, and how it is: "Dr Park doesn't do massages; Dr Green and Dr Lee do"."""
    instead = [describe(value, voice) for value in act.instead[:MOST_NAMED]]
    text = voice.say(
        f"{act.slot}.not_offered",
        value=describe(act.value, voice),
        service=service_name(act.service, voice),
        options=listed(instead, "and", voice),
        count=len(instead),
    )
    return Line(text)


def _limits(reason: NoOpenings, voice: Voice) -> dict[str, object]:
    business = voice.business
    notices = {business.notice_minutes(service) for service in voice.services}
    hosts = {host.id for service in voice.services for host in business.hosts_of(service)}
    host = voice.host or (hosts.pop() if len(hosts) == 1 else None)
    works_at = voice.business.host(host).locations if host else ()
    elsewhere = voice.location is not None and works_at and voice.location not in works_at
    return {
        "place": location_name(voice.location, voice) if voice.location and elsewhere else "",
        "elsewhere": listed([location_name(id, voice) for id in works_at], "or", voice) if elsewhere else "",
        "notice": say_duration(min(notices), voice) if len(notices) == 1 and min(notices) else "",
        "days": say_duration(business.policy.horizon_days * DAY_MINUTES, voice),
        "host": business.host(host).name if host else "",
    }


def read_back(act: ReadBack, voice: Voice) -> Line:
    """Every value once. `service`, `day` and `time` come from the opening that is held, not from what was wished."""
    values = dict(act.values)
    host, channel = values.get(SlotName.HOST), values.get(SlotName.CONTACT_CHANNEL)
    chosen = isinstance(host, HostChoice) and bool(host.ids)
    spoken = {
        slot: describe(values[slot], voice, exact=True) if slot in values else ""
        for slot in (SlotName.NAME, SlotName.PHONE, SlotName.EMAIL, SlotName.REASON)
    }
    text = voice.say(
        "booking.read_back_brief" if act.brief else "booking.read_back",
        service=service_name(act.opening.service, voice),
        host=voice.business.host(act.opening.host).name if chosen or voice.host else "",
        day=opening_day(act.opening, voice),
        time=time_for_both(
            act.opening, channel.channel if isinstance(channel, ContactChannel) else None, voice.caller_zone, voice
        ),
        where=_where(values, act.opening, voice),
        caller=describe(values[SlotName.CALLER_NAME], voice, exact=True) if SlotName.CALLER_NAME in values else "",
        answers="" if voice.aloud else _answers(act.values, voice),
        again=act.again,
        **spoken,
    )
    return Line(text, yes_no(voice))


def _where(values: dict[SlotName, Value], opening: Opening, voice: Voice) -> str:
    """How they meet and where. Aloud a place is known by its name, and its address is told with the booking."""
    service = voice.business.service(opening.service)
    chosen = values.get(SlotName.CONTACT_CHANNEL)
    if not isinstance(chosen, ContactChannel) and len(service.channels) > 1:
        return ""
    channel = chosen.channel if isinstance(chosen, ContactChannel) else service.channels[0]
    place, address = _place(values, service, voice) if channel is Channel.IN_PERSON else ("", "")
    if channel is Channel.AT_CUSTOMER and SlotName.ADDRESS in values:
        address = describe(values[SlotName.ADDRESS], voice)
    if channel is Channel.PHONE_INCOMING:
        address = say_phone(voice.business.phone, voice) if voice.business.phone else ""
    if channel is Channel.IN_PERSON and len(service.channels) == 1 and not (place or address):
        return ""  # a haircut is in person, and nobody says so
    return voice.say(f"contact_channel.read.{channel}", place=place, address=address)


def _place(values: dict[SlotName, Value], service: Service, voice: Voice) -> tuple[str, str]:
    """Name and address of the chosen place, or of the only one. Aloud only a name, where there are several."""
    location = values.get(SlotName.LOCATION)
    ids = location.ids[:1] if isinstance(location, LocationChoice) else ()
    places = voice.business.locations_of(service)
    here = voice.business.location(ids[0]) if ids else places[0] if len(places) == 1 else None
    if here is None:
        return "", ""
    name = location_name(here.id, voice)
    if voice.aloud:
        return name if len(voice.business.locations) > 1 else "", ""
    return name if ids else "", plain(here.address, voice)


def _answers(values: Sequence[tuple[SlotName, Value]], voice: Voice) -> str:
    answers = [value for _, value in values if isinstance(value, Answer)]
    return " ".join(
        voice.say("booking.answer", question=question_text(value.question, voice), answer=plain(value.text, voice))
        for value in answers
    )


def success(act: NotifySuccess, voice: Voice) -> Line:
    """Says "booked" of a confirmed booking alone; of any other status that it is requested, and whose word it needs."""
    booking, again = act.booking, "_again" if act.again else ""
    values = booked(booking, voice)
    if act.moved:
        return Line(voice.say(f"appointment.moved.{booking.status}", **values))
    if booking.status is BookingStatus.CONFIRMED:
        return Line(voice.say(f"booking.booked{again}", **values))
    own = "_own" if booking.awaiting is Awaiting.ATTENDEE else ""
    until = local(booking.pending_until, voice) if booking.pending_until else None
    return Line(voice.say(f"booking.pending{own}{again}", until=say_moment(until, voice) if until else "", **values))


def instead(act: ConfirmInstead, voice: Voice) -> Line:
    """How or where they meet, and that something else was asked for."""
    request = act.booking.request
    if isinstance(act.wanted, ContactChannel):
        key, made = "channel", describe(ContactChannel(request.channel), voice)
    else:
        key, made = "place", plain(request.place, voice)
    return Line(voice.say(f"booking.instead.{key}", made=made, wanted=describe(act.wanted, voice)), yes_no(voice))


def confirm_cancel(act: ConfirmCancel, voice: Voice) -> Line:
    key = "confirm_withdraw" if act.booking.status is BookingStatus.PENDING else "confirm_cancel"
    values = booked(act.booking, voice) | ({"name": ""} if act.own else {})
    return Line(voice.say(f"booking.{key}", **values), yes_no(voice))


def confirm_waiting(act: ConfirmWaiting, voice: Voice) -> Line:
    attendee = act.request.attendee
    values = {
        "service": service_name(act.request.wanted.service, voice),
        "wish": describe(act.wish, voice),
        "name": plain(attendee.name.full, voice),
        "phone": say_phone(attendee.phone, voice),
        "sooner": act.request.instead_of is not None,
    }
    return Line(voice.say("booking.confirm_waiting", **values), yes_no(voice))


def waiting(act: NotifyWaiting, voice: Voice) -> Line:
    """They wait; what they have stays, and nothing is booked by it."""
    request = act.entry.request
    phone = say_phone(request.attendee.phone, voice)
    service = service_name(request.wanted.service, voice)
    return Line(voice.say("booking.waiting", service=service, phone=phone, sooner=request.instead_of is not None))


def booked(booking: Booking, voice: Voice) -> dict[str, object]:
    """What can be said of a booking, as the words of `say/` call it."""
    request = booking.request
    phone = say_phone(request.attendee.phone, voice)
    place = request.place
    if request.channel is Channel.PHONE_INCOMING and voice.business.phone:
        place = say_phone(voice.business.phone, voice)
    if request.channel is Channel.IN_PERSON and voice.aloud and place in voice.told_addresses:
        place = ""
    return {
        "service": service_name(request.opening.service, voice),
        "name": plain(request.attendee.name.full, voice),
        "host": voice.business.host(request.opening.host).name,
        "day": opening_day(request.opening, voice),
        "time": time_for_both(request.opening, request.channel, request.attendee.time_zone, voice),
        "next": voice.say(f"contact_channel.next.{request.channel}", place=plain(place, voice), phone=phone),
        "link": voice.calendar_link or "",
        "phone": phone,
        "ticket": voice.say("booking.ticket", ticket=say_code(booking.ticket, voice)) if booking.ticket else "",
    }
