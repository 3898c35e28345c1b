"""The practice as it stands in meetergo: ids, keys, what its meeting types allow, and its appointments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from tests.doubles.diary import Entry
from tests.doubles.meetergo_wire import (
    Appointment,
    Attendee,
    BookingRequest,
    Cancellation,
    HostingInfo,
    MeetingInfo,
    MeetingOptions,
    MeetingType,
    User,
    utc,
)

HOSTS = {"ada": "6f0c2a7e-3b1d-4c55-9a41-0d7be6a2c101", "ben": "c48d91f2-7e60-4b0a-8f13-52aa09d3b202"}
QUEUE = "a93e5d10-1c2f-4e7b-b6d8-7713f0c4e303"
COMPANY = "0e7f4b66-92ad-4d3c-a5f0-3c1d28b9f404"
MEETING_TYPES = {
    "ada": "2d9a6c18-58f4-4f7a-8c3e-91b7d20ea501",
    "ben": "7bc1e0d4-06a9-4a2d-9e57-e83f14c6b502",
    "team": "f15803ab-cd72-4691-b0d4-2a6c9e7fd503",
}
"""The check-up with one of them, and with whoever of the two is free (the queue)."""

OWNER = HOSTS["ada"]
"""Whose the personal access token is."""
PERSONAL_TOKEN = "rgo-9c1e7a52f0b84d63"
PLATFORM_KEY = "ak_live:3d5f8b20-4e17-4c9a-b2d6-f07a1c8e9606:s3cr3t-of-the-practice"
USER_HEADER = "x-meetergo-api-user-id"

PEOPLE = {
    "ada": User(id=HOSTS["ada"], email="ada@example.com", firstname="Ada", lastname="Marsh"),
    "ben": User(id=HOSTS["ben"], email="ben@example.com", firstname="Ben", lastname="Okoro"),
}
WITH_A_LINK = {"google", "zoom", "teamsForBusiness2", "teams2ForExchange", "connect", "webex", "whereby", "jitsi"}


@dataclass(frozen=True, slots=True)
class MeetergoSettings:
    """Variants of the vendor and of what the practice has set; as it stands, the plainest case works."""

    token: str = PERSONAL_TOKEN
    platform_key: str = PLATFORM_KEY
    platform_key_expires: datetime | None = None
    durations: tuple[int, ...] = (30,)
    """The first is what a check-up takes, the others are allowed, too."""
    channels: tuple[str, ...] = ("phone", "google", "local")
    """The first is what a check-up happens by, the others can be chosen."""
    select_channel: bool = True
    phone_only: bool = True
    pending: Literal["doubleOptIn", "requireHostConfirmation"] | None = None
    pending_capitalised: bool = False
    """`DoubleOptIn` and `RequireHostConfirmation`, as the guide spells them."""
    list_wrapped: bool = False
    """The older list of meeting types."""
    availability: Literal["dates", "slots", "availableSlots"] = "dates"
    """The current shape, or one of the two older ones, which nobody may read as 'nothing free'."""
    end_inclusive: bool = False
    """Whether the day that `end` names is part of the window."""
    stale: bool = False
    """The same question gets the same answer, until it comes with `refreshCache`."""
    message_as_array: bool = False
    taken_status: Literal[400, 409] = 400
    taken_message: str = "The selected time slot is no longer available"
    """Of the 400; the 409 does not say these words."""
    cancel_allowed: bool = True
    """False: 403 to cancelling and rescheduling."""
    webhooks_in_plan: bool = True
    webhook_nested: bool = False
    """The older delivery, `{event, data}`."""
    channel_becomes: str | None = None
    """The channel the system books by, whatever was asked for."""
    action_status: Literal[200, 201] = 201
    """Of a cancelling and a rescheduling that worked."""
    retry_after: str | None = "1"
    per_minute: int | None = None
    """How many requests a key may make within a minute of the clock."""


class Refused(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, message: str, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors or []


@dataclass(slots=True)
class Booked:
    """What meetergo remembers of an entry of the diary."""

    entry: Entry
    id: str
    secret: str
    attendee: Attendee
    channel: str
    updated: datetime
    provisional_id: str = ""
    """While somebody has to confirm it: no appointment yet."""
    title: str = ""
    description: str = ""
    rescheduled_at: datetime | None = None
    cancel: Cancellation | None = None

    @property
    def minutes(self) -> int:
        return round((self.entry.end - self.entry.start).total_seconds() / 60)


def made_up(*parts: object) -> str:
    """An id, the same in every run."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, parts))))


def key_of(meeting_type_id: str) -> str | None:
    return next((key for key, id in MEETING_TYPES.items() if id == meeting_type_id), None)


def hosts_of(key: str) -> list[str]:
    return list(HOSTS) if key == "team" else [key]


def meeting_type(key: str, settings: MeetergoSettings, *, whole: bool = True) -> MeetingType:
    slug = f"checkup-{key}"
    plain = MeetingType(
        id=MEETING_TYPES[key],
        slug=slug,
        meeting_info=_info(settings.durations[0], settings.channels[0]),
        booking_url=f"https://cal.example.com/{slug}",
    )
    if not whole:
        return plain
    options = MeetingOptions(
        allowed_durations=list(settings.durations[1:]),
        allow_select_channel=settings.select_channel,
        allowed_channels=list(settings.channels) if settings.select_channel else [],
        allow_host_selection=False,
        force_host_selection=False,
        double_opt_in=settings.pending == "doubleOptIn",
        require_host_confirmation=settings.pending == "requireHostConfirmation",
        allow_phone_only_booking=settings.phone_only,
    )
    queue = QUEUE if key == "team" else None
    added = {"user_id": OWNER if key == "team" else HOSTS[key], "queue_id": queue, "meeting_options": options}
    return plain.model_copy(update=added)


def _info(minutes: int, channel: str) -> MeetingInfo:
    return MeetingInfo(name="Check-up", description="A check-up at the practice", duration=minutes, channel=channel)


def attendee_of(request: BookingRequest, id: str) -> Attendee:
    told = request.attendee
    parts = [told.firstname, told.lastname]
    return Attendee(
        id=id,
        email=told.email or None,
        firstname=told.firstname or None,
        lastname=told.lastname or None,
        fullname=told.fullname or " ".join(part for part in parts if part),
        phone=told.phone or None,
        timezone=told.timezone,
        language=told.language,
    )


def appointment(booked: Booked) -> Appointment:
    entry = booked.entry
    summary = booked.title or "Check-up"
    begins = utc(entry.start).replace("-", "").replace(":", "").replace(".000", "")
    return Appointment(
        id=booked.id,
        secret=booked.secret,
        ics=f"BEGIN:VEVENT\r\nUID:{booked.id}\r\nDTSTART:{begins}\r\nSUMMARY:{summary}\r\nEND:VEVENT\r\n",
        start=utc(entry.start),
        end=utc(entry.end),
        is_cancelled=not entry.stands,
        rescheduled_at=utc(booked.rescheduled_at) if booked.rescheduled_at else None,
        cancel=booked.cancel,
        meeting_info=_info(booked.minutes, booked.channel),
        hosting_info=HostingInfo(
            meeting_link=f"https://meet.example.com/{booked.id}" if booked.channel in WITH_A_LINK else None
        ),
        attendees=[booked.attendee],
        meeting_type_id=entry.service,
        host_ids=[HOSTS[entry.host]],
        company_id=COMPANY,
        created_at=utc(entry.created),
        updated_at=utc(booked.updated),
    )
