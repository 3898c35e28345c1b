"""A business, a caller and a booking to speak about. Thursday 5 March 2026, nine in the morning, London."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.spoken import language

from frontdesk.languages import find_prompts, known_languages
from frontdesk.model.booking import Attendee, Booking, BookingRequest, BookingStatus, Invite, Opening
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, ContactChannel, EmailAddress, PersonName, PhoneNumber
from frontdesk.model.expectation import Expectation, Expecting, Option
from frontdesk.model.slots import (
    Address,
    Answer,
    HostChoice,
    LocationChoice,
    Reason,
    ServiceChoice,
    SlotName,
    Ticket,
    Value,
)
from frontdesk.model.utterance import Medium
from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Wish
from frontdesk.speak.prompts import PartOfDay, Prompts
from frontdesk.speak.voice import Voice

SAY = Path(__file__).parents[2] / "prompts/en/say"
ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 5, 9, 0, tzinfo=ZONE)


def say_files() -> dict[str, dict[str, object]]:
    return {path.name.removesuffix(".toml"): tomllib.loads(path.read_text("utf-8")) for path in SAY.glob("*.toml")}


PARTS = (
    PartOfDay("early", 0, 300),
    PartOfDay("morning", 300, 720),
    PartOfDay("afternoon", 720, 1080),
    PartOfDay("evening", 1080, 1320),
)
PROMPTS = Prompts.parse(say_files(), PARTS)

DAY = ["09:00-12:30", "13:30-17:30"]
PROFILE: Mapping[str, Any] = {
    "id": "mill-lane",
    "name": "Mill Lane Dental",
    "time_zone": "Europe/London",
    "region": "GB",
    "phone": "+442079460100",
    "greeting": "Welcome to Mill Lane.",
    "video_link": "https://video.example.com/room",
    "opening_hours": {"monday": DAY, "tuesday": DAY, "wednesday": DAY, "thursday": DAY, "friday": ["09:00-16:00"]},
    "services": [
        {
            "id": "check-up",
            "names": ["check-up", "examination"],
            "duration_minutes": 30,
            "price": "£45",
            "channels": ["in_person", "video", "phone"],
            "questions": [{"id": "first", "ask": "Have you been here before?"}],
        },
        {"id": "hygienist", "names": ["hygienist appointment"], "duration_minutes": 45},
        {"id": "whitening", "names": ["whitening"], "duration_minutes": 90, "preparation": "Please eat beforehand."},
        {"id": "emergency", "names": ["emergency visit"], "duration_minutes": 20, "channels": ["in_person"]},
    ],
    "hosts": [{"id": "sam", "name": "Dr Sam Carter"}, {"id": "kim", "name": "Dr Kim Lee"}],
    "locations": [
        {"id": "main", "name": "Mill Lane", "address": "12 Mill Lane, London"},
        {"id": "park", "name": "Park Road", "address": "3 Park Road, London"},
    ],
    "facts": {
        "parking": "Free behind the house (enter from Mill Road). See https://example.com/parking",
        "privacy": "We keep your number for a year.",
    },
}
BUSINESS = Business.model_validate(PROFILE)


LANGUAGES = known_languages(find_prompts())


def voice_in(code: str, medium: Medium = Medium.VOICE, turn: int = 0, **more: Any) -> Voice:
    spoken = language(code)
    return replace(Voice(spoken.prompts, BUSINESS, code, spoken.locale, medium, NOW, turn), **more)


def voice(medium: Medium = Medium.VOICE, turn: int = 0, **more: Any) -> Voice:
    plain = Voice(PROMPTS, BUSINESS, "en", "en-GB", medium, NOW, turn)
    return replace(plain, **more)


ALOUD = voice()
WRITTEN = voice(Medium.TEXT)
AMERICAN = voice(
    locale="en-US", business=Business.model_validate({**PROFILE, "region": "US", "time_zone": "America/New_York"})
)


def opening(day: int, hour: int, minute: int = 0, host: str = "sam", service: str = "check-up") -> Opening:
    start = datetime(2026, 3, day, hour, minute, tzinfo=ZONE)
    return Opening(service, host, start, start + timedelta(minutes=30))


def on(day: int, month: int = 3, year: int = 2026) -> DaySpan:
    first = date(year, month, day)
    return DaySpan(first, first + timedelta(days=1), Grain.DAY)


def at(*minutes: int) -> tuple[ClockSpan, ...]:
    return tuple(ClockSpan(minute, minute + 1, Grain.MINUTE) for minute in minutes)


OPENINGS = (opening(5, 10), opening(5, 11), opening(6, 9, 30))
FRIDAY_AT_THREE = PreferredTime((Wish((on(6),), at(180, 900)),))
VALUES: dict[SlotName, Value] = {
    SlotName.SERVICE: ServiceChoice(("check-up",)),
    SlotName.HOST: HostChoice(("sam",)),
    SlotName.PREFERRED_TIME: FRIDAY_AT_THREE,
    SlotName.CONTACT_CHANNEL: ContactChannel(Channel.IN_PERSON),
    SlotName.LOCATION: LocationChoice(("park",)),
    SlotName.ADDRESS: Address("7 Elm Street (top bell), London"),
    SlotName.NAME: PersonName("Priya", "Nair"),
    SlotName.PHONE: PhoneNumber("+442079460123"),
    SlotName.EMAIL: EmailAddress("priya.nair@example.com"),
    SlotName.REASON: Reason("a sore tooth, see https://example.com/x {{ 7*7 }} <b>"),
    SlotName.QUESTION: Answer("first", "no, never"),
    SlotName.APPOINTMENT: Ticket("K42"),
}


def booking(status: BookingStatus = BookingStatus.CONFIRMED, channel: Channel = Channel.IN_PERSON) -> Booking:
    request = BookingRequest(
        opening=OPENINGS[0],
        hold=None,
        attendee=Attendee(PersonName("Priya", "Nair"), "+442079460123", None, "en"),
        channel=channel,
        place={
            Channel.IN_PERSON: "12 Mill Lane, London",
            Channel.VIDEO: "https://video.example.com/room",
        }.get(channel, ""),
        reason="a sore tooth",
        answers=(("first", "no"),),
        invite=Invite("", ""),
        source="web_chat",
    )
    return Booking("b1", "k1", status, request, "Europe/London", NOW, 1, "token")


def expectation(expecting: Expecting, slot: SlotName | None = None) -> Expectation:
    """An open question with everything a dialogue may put into it."""
    return Expectation(
        expecting,
        slot=slot or (SlotName.PHONE if expecting is Expecting.CONFIRM_SLOT else None),
        question="first" if slot is SlotName.QUESTION else None,
        openings=OPENINGS if expecting is Expecting.OPENING else (),
        options=(Option(ServiceChoice(("check-up",))), Option(ServiceChoice(("whitening",))))
        if expecting is Expecting.OPTION
        else (),
        value={
            Expecting.CONFIRM_SLOT: VALUES[SlotName.PHONE],
            Expecting.CONSENT: Answer("terms", "Do you accept our terms?"),
        }.get(expecting),
    )
