"""What the staff write: a new booking, changes to one, and the people in them."""

from collections.abc import Callable
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from frontdesk.channels.fields import Email, FilledLine, Id, Line, Paragraph, Phone, Time, instant
from frontdesk.channels.wire import Wire
from frontdesk.model.booking import MAX_GUESTS, Attendee, Consent, Guest
from frontdesk.model.caller import Channel, PersonName
from frontdesk.model.diary import Edit
from frontdesk.model.zones import known_zones

ReadPhone = Callable[[str, str], str]
"""Reads a phone number, given with the JSON pointer to it, into E.164; raises `Problem` 422."""

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Tags = Annotated[tuple[FilledLine, ...], Field(max_length=20)]
Minutes = Annotated[int, Field(ge=1, le=1440)]


class Draft(Wire):
    """Unknown names are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


def _zone(name: str) -> str:
    if name not in known_zones():
        raise ValueError('must be an IANA time zone, like "Europe/London"')
    return name


class NameDraft(Draft):
    """A name as a whole, or given and family name."""

    name: FilledLine | None = None
    given: Line = ""
    family: Line = ""

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not (self.name or self.given.strip() or self.family.strip()):
            raise ValueError("give `name`, or `given` and `family`")
        return self

    @property
    def person(self) -> PersonName:
        """A full name that is not told apart is split at its last space."""
        if self.given.strip() or self.family.strip() or not self.name:
            return PersonName(self.given.strip(), self.family.strip())
        return split_name(self.name)


class AttendeeDraft(NameDraft):
    phone: Phone
    email: Email | None = None
    language: LanguageCode | None = None
    """The business's first language when left out."""
    time_zone: Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)] | None = None
    """Their own IANA zone, where it differs from the business's."""

    def attendee(self, pointer: str, read: ReadPhone, language: str) -> Attendee:
        phone = read(self.phone, f"{pointer}/phone")
        return Attendee(self.person, phone, self.email, self.language or language, self.time_zone)


class GuestDraft(NameDraft):
    phone: Phone | None = None
    email: Email | None = None

    def guest(self, pointer: str, read: ReadPhone) -> Guest:
        phone = None if self.phone is None else read(self.phone, f"{pointer}/phone")
        return Guest(self.person, phone, self.email)


class ConsentDraft(Draft):
    to: FilledLine
    wording: Paragraph
    at: Time

    def consent(self, zone: ZoneInfo) -> Consent:
        return Consent(self.to, self.wording, instant(self.at, zone))


Guests = Annotated[tuple[GuestDraft, ...], Field(max_length=MAX_GUESTS)]


def guests_of(drafts: tuple[GuestDraft, ...], read: ReadPhone) -> tuple[Guest, ...]:
    return tuple(draft.guest(f"#/guests/{number}", read) for number, draft in enumerate(drafts))


class OpeningDraft(Draft):
    """When and with whom."""

    start: Time
    """Without an offset it is the business's own time."""
    host: Id | None = None
    location: Id | None = None
    """Id of the place, where the service is done in several."""
    duration_minutes: Minutes | None = None
    """One of the service's durations; its usual one when left out."""


class BookingDraft(OpeningDraft):
    business: Id | None = None
    """Id of the business; may be left out where one is served."""
    service: Id
    attendee: AttendeeDraft
    contact_channel: Channel | None = None
    """The service's first when left out."""
    address: Line = ""
    """The customer's, where the business comes to them."""
    booked_by: AttendeeDraft | None = None
    """Who makes the appointment, where that is somebody else."""
    guests: Guests = ()
    reason: Paragraph = ""
    answers: Annotated[dict[Id, Paragraph], Field(max_length=50)] = Field(default_factory=dict)
    """By id of the question."""
    consents: Annotated[tuple[ConsentDraft, ...], Field(max_length=20)] = ()
    tags: Tags = ()
    notes: Paragraph = ""
    """For the staff only."""
    customer_reference: Line = ""
    """The customer's number in the business's own records."""
    campaign: Annotated[dict[Id, Line], Field(max_length=20)] = Field(default_factory=dict)


class BookingEdit(Draft):
    """Only what is given is changed; an empty `email` takes it away."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1})
    name: FilledLine | None = None
    given: Line | None = None
    family: Line | None = None
    phone: Phone | None = None
    email: Email | Annotated[str, StringConstraints(max_length=0)] | None = None
    guests: Guests | None = None
    tags: Tags | None = None
    notes: Paragraph | None = None
    reason: Paragraph | None = None
    place: Line | None = None
    customer_reference: Line | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if all(getattr(self, name) is None for name in type(self).model_fields):
            raise ValueError("give at least one thing to change")
        return self

    def edit(self, read: ReadPhone) -> Edit:
        return Edit(
            name=self._person(),
            phone=None if self.phone is None else read(self.phone, "#/phone"),
            email=self.email,
            guests=None if self.guests is None else guests_of(self.guests, read),
            tags=self.tags,
            notes=self.notes,
            reason=self.reason,
            place=self.place,
            customer_reference=self.customer_reference,
        )

    def _person(self) -> PersonName | None:
        if self.given is not None or self.family is not None:
            return PersonName((self.given or "").strip(), (self.family or "").strip())
        return split_name(self.name) if self.name else None


class Why(Draft):
    reason: Paragraph = ""
    """Kept in the history."""


class MoveDraft(OpeningDraft):
    """Where a booking goes; host, place and duration stay as they are when left out."""

    reason: Paragraph = ""


class ManagementLink(Wire):
    url: str
    """The customer's own link, shown this once. It replaces the one before."""


def split_name(full: str) -> PersonName:
    given, _, family = full.strip().rpartition(" ")
    return PersonName(given.strip(), family) if given else PersonName(given=family)
