"""What we hand out and get back untouched: with an opening, how to book it; with a booking, how to get at it again.

An appointment's reference is its id, as notices have it. What waits for somebody's word has no id that any call takes:
its reference is what the appointment will be known by once it is one. Pure.
"""

from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.model.booking import Attendee, Awaiting, BookingRequest, BookingStatus
from frontdesk.model.caller import PersonName


class Reference(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True)

    @property
    def text(self) -> str:
        return self.model_dump_json(by_alias=True, exclude_defaults=True)

    @classmethod
    def of(cls, text: str) -> Self | None:
        """None for what is none of these."""
        try:
            return cls.model_validate_json(text)
        except ValidationError:
            return None


class Target(Reference):
    """Of an opening: whose diary it is in, as availability was asked for it."""

    meeting_type_id: str = Field(min_length=1)
    host_ids: tuple[str, ...] = ()
    queue_id: str = ""
    duration: int | None = None
    """Only where it is not what the meeting type usually takes (contract, trap 4)."""


class Waiting(Reference):
    """Of a provisional booking."""

    provisional_id: str = Field(min_length=1)
    awaiting: Awaiting
    meeting_type_id: str
    start: AwareDatetime
    end: AwareDatetime
    given: str = ""
    family: str = ""
    phone: str = ""
    email: str | None = None

    @classmethod
    def on(cls, provisional_id: str, awaiting: Awaiting, meeting_type_id: str, request: BookingRequest) -> Self:
        opening, who = request.opening, request.attendee
        return cls(
            provisional_id=provisional_id,
            awaiting=awaiting,
            meeting_type_id=meeting_type_id,
            start=opening.start,
            end=opening.end,
            given=who.name.given,
            family=who.name.family,
            phone=who.phone,
            email=who.email,
        )

    @property
    def attendee(self) -> Attendee:
        return Attendee(PersonName(self.given, self.family), self.phone, self.email, "")

    def reading(self, host: str) -> Reading:
        return Reading(self.text, BookingStatus.PENDING, self.start, self.end, self.awaiting, host)
