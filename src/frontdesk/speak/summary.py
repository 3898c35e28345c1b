"""The note a colleague gets who takes over."""

from collections.abc import Sequence

from frontdesk.model.booking import Booking
from frontdesk.model.slots import SlotName, Value
from frontdesk.model.when import PreferredTime
from frontdesk.speak.describe import describe, opening_day, service_name
from frontdesk.speak.formats import listed, local, say_time, sentence
from frontdesk.speak.voice import Voice


def summarize(
    values: Sequence[tuple[SlotName, Value]],
    voice: Voice,
    booking: Booking | None = None,
    call_when: PreferredTime | None = None,
) -> str:
    """One short paragraph with all that is known: what was said, the appointment that stands, when to call back.

    It is read, not heard: give it a voice for text.
    """
    given = dict(values)
    message = given.pop(SlotName.MESSAGE, None)
    to = given.pop(SlotName.HOST, None) if message else None
    known = [
        voice.say("summary.known", slot=voice.say(f"summary.slots.{slot}"), value=told)
        for slot, value in (values if not message else given.items())
        if (told := describe(value, voice, exact=True))
    ]
    if message:
        host = describe(to, voice) if to else ""
        lines = [voice.say("summary.message", host=host, message=describe(message, voice))]
        lines += [f"{', '.join(known)}."] if known else []
    elif known:
        lines = [voice.say("summary.summary", known=listed(known, "and", voice))]
    else:
        lines = [voice.say("summary.nothing")]
    if booking is not None:
        opening = booking.request.opening
        start = local(opening.start, voice)
        at = say_time(start.hour * 60 + start.minute, voice)
        lines.append(
            voice.say(
                "summary.appointment",
                service=service_name(opening.service, voice),
                day=opening_day(opening, voice),
                time=at,
            )
        )
    if call_when is not None and (when := describe(call_when, voice)):
        lines.append(voice.say("summary.callback", when=when))
    return " ".join(sentence(one) for one in lines)
