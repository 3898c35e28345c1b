"""What the tests of this folder share: the standard practice, a transcript, and things in its booking core."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from frontdesk.channels.text.parse import parse
from frontdesk.channels.text.transcript import Transcript
from frontdesk.model.booking import (
    Attendee,
    Booking,
    BookingRequest,
    BookingStatus,
    Invite,
    Opening,
)
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, PersonName

SAMPLES = Path(__file__).parents[3] / "src/frontdesk/samples"
BUSINESS = Business.model_validate(tomllib.loads((SAMPLES / "standard.toml").read_text("utf-8")))
NOW = datetime(2026, 3, 5, 9, 0, tzinfo=BUSINESS.zone)  # a Thursday
HALF_AN_HOUR = timedelta(minutes=30)
PRIYA = Attendee(PersonName("Priya", "Nair"), "+14155550123", None, "en")


def opening(day: int = 6, hour: int = 10, minute: int = 0, host: str = "robin") -> Opening:
    """In March 2026; the 6th is the Friday after `NOW`."""
    start = datetime(2026, 3, day, hour, minute, tzinfo=BUSINESS.zone)
    return Opening("appointment", host, start, start + HALF_AN_HOUR)


def booking(
    at: Opening | None = None,
    attendee: Attendee = PRIYA,
    channel: Channel = Channel.IN_PERSON,
    reason: str = "",
    status: BookingStatus = BookingStatus.CONFIRMED,
    answers: tuple[tuple[str, str], ...] = (),
) -> Booking:
    request = BookingRequest(
        at or opening(), None, attendee, channel, "12 Harbour Street", reason, answers, Invite("Visit", ""), "web_chat"
    )
    return Booking("b1", "k1", status, request, BUSINESS.time_zone, NOW, 0, "token")


def read(text: str) -> Transcript:
    return parse(text, "calls/a_call.txt", lambda name: BUSINESS)
