"""The note a colleague gets who takes over, or who is to read a message."""

from dataclasses import dataclass
from typing import Literal

from frontdesk.model.booking import Booking, BookingStatus
from frontdesk.model.slots import Message, SlotName, Value
from frontdesk.model.when import PreferredTime
from frontdesk.speak.describe import describe, opening_day, service_name
from frontdesk.speak.formats import listed, local, say_time, sentence
from frontdesk.speak.voice import Voice

NAMES = (SlotName.NAME, SlotName.CALLER_NAME)


@dataclass(frozen=True, slots=True)
class Known:
    """All that a conversation has come to, for whoever goes on with it."""

    values: tuple[tuple[SlotName, Value], ...]
    """What was said, in order."""
    message: Message | None = None
    caller: str = ""
    """Their own name."""
    booking: Booking | None = None
    """The appointment that stands."""
    asked_for: str = ""
    """Who they want to speak to."""
    cannot: tuple[tuple[SlotName, Value | None], ...] = ()
    """What they wanted changed, with the new value where it was said."""
    wanted: Literal["move", "cancel"] | None = None
    """What was to be done with an appointment there is."""
    of: Value | None = None
    """Which one, as far as it was said."""
    call_when: PreferredTime | None = None
    unclear: Literal["booked", "moved", "cancelled"] | None = None
    """It is not known whether this was done, as they were told it might be."""
    untold: bool = False
    """It was booked, and they were not told."""


def summarize(known: Known, voice: Voice) -> str:
    """One short paragraph: first what is wanted of the colleague, then what is known, then when to call back.

    It is read, not heard: give it a voice for text.
    """
    lines: list[str] = []
    if known.unclear or known.untold:
        lines.append(voice.say(f"summary.unclear.{known.unclear}" if known.unclear else "summary.untold"))
    given = dict(known.values)
    if known.message is not None:
        host = given.pop(SlotName.HOST, None)
        to = known.message.to or (describe(host, voice) if host else "")
        lines.append(voice.say("summary.message", message=known.message.text, to=to, caller=known.caller))
        for slot in NAMES if known.caller else ():
            given.pop(slot, None)
    if known.asked_for:
        lines.append(voice.say("summary.asked_for", person=known.asked_for))
    if known.wanted:
        of = describe(known.of, voice, exact=True) if known.of else ""
        lines.append(voice.say(f"summary.wants.{known.wanted}", appointment=of))
    if known.cannot:
        lines.append(voice.say("summary.cannot", wanted=listed(_told(known.cannot, voice), "and", voice)))
    told = _told(tuple(given.items()) if known.message else known.values, voice)
    if told and lines:
        lines.append(f"{', '.join(told)}.")
    elif told:
        lines.append(voice.say("summary.summary", known=listed(told, "and", voice)))
    elif not lines:
        lines.append(voice.say("summary.nothing"))
    if known.booking is not None:
        opening = known.booking.request.opening
        start = local(opening.start, voice)
        at = say_time(start.hour * 60 + start.minute, voice)
        lines.append(
            voice.say(
                "summary.request" if known.booking.status is BookingStatus.PENDING else "summary.appointment",
                service=service_name(opening.service, voice),
                day=opening_day(opening, voice),
                time=at,
            )
        )
    if known.call_when is not None and (when := describe(known.call_when, voice)):
        lines.append(voice.say("summary.callback", when=when))
    return " ".join(sentence(one) for one in lines)


def _told(values: tuple[tuple[SlotName, Value | None], ...], voice: Voice) -> list[str]:
    """Each by the name of its slot."""
    told: list[str] = []
    for slot, value in values:
        name = voice.say(f"summary.slots.{slot}")
        if value is None:
            told.append(name)
        elif words := describe(value, voice, exact=True):
            told.append(voice.say("summary.known", slot=name, value=words))
    return told
