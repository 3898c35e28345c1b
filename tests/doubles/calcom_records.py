"""What Cal.com keeps for the practice: its set-up, event types, bookings by `uid` and reservations of slots."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tests.doubles.calcom_wire import Attendee, BookingData, breach, stamp
from tests.doubles.diary import Entry

HOSTS = {"ada": 501, "ben": 502}
NAMES = {"ada": "Ada Quill", "ben": "Ben Marlow"}
PRACTICE = "practice"
"""The account of the practice, known by one name as user and as team."""
ORGANIZATION = "practice-group"
EVENT_TYPES = {"checkup": 4711, "consultation": 4712}
"""Both hosts serve them. A consultation takes 30 or 60 minutes, needs an e-mail and waits for the host."""
OWN = {"ada": 4721, "ben": 4722}
"""A checkup with just this host, of the user `ada` or `ben`."""
ADDRESS, PHONE, LINK = "12 Quince Row, London", "+442079460100", "https://meet.example.com/practice"
PLACES: dict[str, dict[str, str]] = {
    "address": {"type": "address", "address": ADDRESS},
    "attendeeAddress": {"type": "attendeeAddress"},
    "attendeePhone": {"type": "attendeePhone"},
    "phone": {"type": "phone", "phone": PHONE},
    "cal-video": {"type": "integration", "integration": "cal-video"},
    "google-meet": {"type": "integration", "integration": "google-meet"},
    "zoom": {"type": "integration", "integration": "zoom"},
    "whatsapp-video": {"type": "integration", "integration": "whatsapp-video"},
    "link": {"type": "link", "link": LINK},
    "organizersDefaultApp": {"type": "organizersDefaultApp"},
    "attendeeDefined": {"type": "attendeeDefined"},
}
"""An event type's locations, by the name that `Settings.locations` has for them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the practice and the vendor are set up. The defaults are the plainest case."""

    approval: bool = False
    """`confirmationPolicy`: bookings are `pending` until the host confirms."""
    email: Literal["required", "optional", "hidden"] = "optional"
    phone: Literal["required", "optional"] = "required"
    durations: tuple[int, ...] = ()
    """`lengthInMinutesOptions`; the first is the usual one."""
    required_fields: tuple[str, ...] = ()
    """Slugs of custom questions."""
    optional_fields: tuple[str, ...] = ("title", "notes")
    locations: tuple[str, ...] = ("address", "attendeePhone", "cal-video")
    cancel_allowed: bool = True
    reason_required: bool = False
    anonymous: bool = True
    """False: `bookingRequiresAuthentication`."""
    verification_code: str = ""
    """The code for an e-mail that has to be verified; empty where it need not be."""
    accepts_fictional: bool = True
    """The vendor refuses fictional phone numbers; the double takes ours, so that tests need nobody's own."""
    guests_agreed: bool = False
    """A person said that others may be invited."""
    active_limit: int | None = None
    """How many bookings somebody may have ahead."""
    unique_key: Literal[400, 500] | None = None
    """What the same person meets who books the same slot again, also after a cancel."""
    limited: bool = False
    """429 beyond the documented calls per minute; off, because the clocks of tests stand still."""
    cancels_per_minute: int | None = None
    token_until: datetime | None = None
    """When the OAuth access token expires."""
    webhook_secret: str | None = "whsec-practice"
    """None: deliveries are unsigned. A secret registered by a call comes before it."""
    bookings_version: str = "2024-08-13"
    slots_version: str = "2024-09-04"
    event_types_version: str = "2024-06-14"


@dataclass(frozen=True, slots=True)
class EventType:
    id: int
    slug: str
    owner: str
    hosts: tuple[str, ...]
    settings: Settings

    @property
    def minutes(self) -> int:
        return self.settings.durations[0] if self.settings.durations else 30

    @property
    def phone_only(self) -> bool:
        return self.settings.email != "required" and self.settings.phone == "required"

    def length(self, asked: int | None) -> int:
        if asked is None:
            return self.minutes
        if not self.settings.durations:
            raise breach("lengthInMinutes is only for event types with several lengths")
        if asked not in self.settings.durations:
            raise breach(f"lengthInMinutes must be one of {self.settings.durations}")
        return asked

    def data(self) -> dict[str, object]:
        chosen = self.settings
        asked: list[dict[str, object]] = [
            {"type": "name", "slug": "name", "required": True, "isDefault": True},
            {"type": "email", "slug": "email", "required": chosen.email == "required", "isDefault": True},
            {
                "type": "phone",
                "slug": "attendeePhoneNumber",
                "required": chosen.phone == "required",
                "isDefault": True,
            },
        ]
        if chosen.email == "hidden":
            asked[1]["hidden"] = True
        asked += [
            {"type": "text", "slug": slug, "required": False, "isDefault": slug in ("title", "notes")}
            for slug in chosen.optional_fields
        ]
        asked += [
            {"type": "text", "slug": slug, "required": True, "isDefault": False} for slug in chosen.required_fields
        ]
        data: dict[str, object] = {
            "id": self.id,
            "slug": self.slug,
            "title": self.slug.capitalize(),
            "description": f"A {self.slug} at the practice",
            "lengthInMinutes": self.minutes,
            "locations": [PLACES[name] for name in chosen.locations],
            "bookingFields": asked,
            "confirmationPolicy": {"type": "always"} if chosen.approval else {"disabled": True},
            "requiresBookerEmailVerification": bool(chosen.verification_code),
            "bookingRequiresAuthentication": not chosen.anonymous,
            "seats": {"disabled": True},
            "price": 0,
        }
        return {**data, "lengthInMinutesOptions": list(chosen.durations)} if chosen.durations else data


@dataclass(slots=True)
class Booking:
    uid: str
    entry: Entry
    kind: EventType
    attendee: Attendee
    email: str
    location: str
    status: Literal["accepted", "pending", "cancelled", "rejected"] = "accepted"
    answers: dict[str, object] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    moved_from: str | None = None
    moved_to: str | None = None
    moved_by_caller: bool = False
    reason: str | None = None

    def data(self, zone: str) -> dict[str, object]:
        entry, person = self.entry, self.attendee
        given = {"name": person.name, "email": self.email, "attendeePhoneNumber": person.phone_number}
        addresses = {"email": self.email, "displayEmail": self.email}
        data = BookingData.model_validate(
            {
                "id": 90000 + entry.id,
                "uid": self.uid,
                "title": f"{self.kind.slug.capitalize()} between {NAMES[entry.host]} and {person.name}",
                "description": str(self.answers.get("notes", "")),
                "status": self.status,
                "start": stamp(entry.start),
                "end": stamp(entry.end),
                "duration": int((entry.end - entry.start).total_seconds() // 60),
                "eventType": {"id": self.kind.id, "slug": self.kind.slug},
                "hosts": [host_data(entry.host, zone)],
                "attendees": [{**person.model_dump(by_alias=True), **addresses, "absent": False}],
                "location": self.location,
                "meetingUrl": self.location if self.location.startswith("https:") else None,
                "bookingFieldsResponses": {key: value for key, value in given.items() if value} | self.answers,
                "metadata": self.metadata,
                "rescheduledFromUid": self.moved_from,
                "rescheduledToUid": self.moved_to,
                "cancellationReason": self.reason,
                "icsUid": f"{self.uid}@Cal.com",
                "createdAt": stamp(entry.created),
            }
        )
        return data.model_dump(by_alias=True, exclude_none=True)


def host_data(host: str, zone: str) -> dict[str, object]:
    return {
        "id": HOSTS[host],
        "name": NAMES[host],
        "email": f"{host}@example.com",
        "username": host,
        "timeZone": zone,
    }


@dataclass(frozen=True, slots=True)
class Reservation:
    uid: str
    kind: EventType
    host: str
    start: datetime
    end: datetime
    until: datetime

    def data(self, now: datetime) -> dict[str, object]:
        return {
            "eventTypeId": self.kind.id,
            "slotStart": stamp(self.start),
            "slotEnd": stamp(self.end),
            "slotDuration": int((self.end - self.start).total_seconds() // 60),
            "reservationUid": self.uid,
            "reservationDuration": int((self.until - now).total_seconds() // 60),
            "reservationUntil": stamp(self.until),
        }
