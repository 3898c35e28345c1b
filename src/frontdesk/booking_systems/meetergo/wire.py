"""What meetergo answers, and what it means to us. Its words stop here. Pure.

Instants come as ISO 8601 with an offset or Z (contract, "Availability" and "Get, list, cancel, reschedule"); whatever
else comes where one should be is an error, as is any shape that is not documented: nothing is ever read as "nothing".
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from frontdesk.booking_systems.meetergo.settings import VIDEO_CHANNELS
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.model.booking import Attendee, Awaiting, BookingStatus
from frontdesk.model.caller import Channel

THEIRS = {
    Channel.IN_PERSON: "local",
    Channel.AT_CUSTOMER: "local-attendee",
    Channel.PHONE: "phone",
    Channel.PHONE_INCOMING: "phone-incoming",
    Channel.WHATSAPP: "whatsapp",
}
"""How they meet, but for video, of which there are several kinds (contract, "Channel enum")."""
OURS = {theirs: ours for ours, theirs in THEIRS.items()} | dict.fromkeys(VIDEO_CHANNELS, Channel.VIDEO)


FEWEST_DIGITS = 7
"""Of a number without its country; a shorter one could be the end of many."""


def _written(value: object) -> object:
    if not isinstance(value, str) or "T" not in value:
        raise ValueError("an instant is a text like 2031-02-03T09:00:00+01:00")
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_written)]
Id = Annotated[str, Field(min_length=1)]


class Told(BaseModel):
    """What is not needed is not looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel)


class MeetingInfo(Told):
    duration: int = Field(gt=0)
    channel: str | None = None


class MeetingOptions(Told):
    allowed_durations: tuple[int, ...] | None = None
    allow_select_channel: bool | None = None
    allowed_channels: tuple[str, ...] | None = None
    force_host_selection: bool | None = None
    double_opt_in: bool | None = None
    require_host_confirmation: bool | None = None
    allow_phone_only_booking: bool | None = None


class MeetingType(Told):
    """`GET /meeting-type/{id}`. What it does not say, it does not allow."""

    id: Id
    meeting_info: MeetingInfo
    user_id: str | None = None
    queue_id: str | None = None
    allow_phone_only_booking: bool | None = None
    """Here or among the options: the vendor's pages differ."""
    meeting_options: MeetingOptions | None = None

    @property
    def options(self) -> MeetingOptions:
        return self.meeting_options or MeetingOptions()

    @property
    def durations(self) -> tuple[int, ...]:
        """In minutes; the usual one first."""
        usual = self.meeting_info.duration
        return usual, *(one for one in self.options.allowed_durations or () if one != usual)

    @property
    def awaiting(self) -> Awaiting | None:
        """Whose word a booking waits for, if anybody's."""
        if self.options.double_opt_in:
            return Awaiting.ATTENDEE
        return Awaiting.HOST if self.options.require_host_confirmation else None

    @property
    def needs_email(self) -> bool:
        """Who opts in twice does so by a link in an e-mail."""
        phone_only = self.allow_phone_only_booking or self.options.allow_phone_only_booking
        return not phone_only or bool(self.options.double_opt_in)

    def channels(self, video: str | None) -> dict[Channel, str]:
        """How to ask for each channel that it offers; empty for what it does unasked.

        `video` is the kind of video that is wanted, where there is a choice.
        """
        found: dict[Channel, str] = {}
        if self.options.allow_select_channel:
            allowed = self.options.allowed_channels or ()
            found = {ours: theirs for ours, theirs in THEIRS.items() if theirs in allowed}
            kinds = self.kinds_of_video
            chosen = video if video in kinds else kinds[0] if len(kinds) == 1 and video is None else None
            if chosen:
                found[Channel.VIDEO] = chosen
        unasked = self.meeting_info.channel or ""
        other_video = unasked in VIDEO_CHANNELS and self.options.allow_select_channel and video not in (None, unasked)
        if unasked in OURS and not other_video:
            found.setdefault(OURS[unasked], "")
        return found

    @property
    def kinds_of_video(self) -> tuple[str, ...]:
        """Those that can be chosen."""
        if not self.options.allow_select_channel:
            return ()
        return tuple(one for one in self.options.allowed_channels or () if OURS.get(one) is Channel.VIDEO)


class Spot(Told):
    start_time: Instant


class Day(Told):
    spots: tuple[Spot, ...]


class Availability(Told):
    """The current shape; the older ones have neither `dates` nor `spots`, and are refused by that."""

    dates: tuple[Day, ...]

    @property
    def starts(self) -> list[datetime]:
        return [spot.start_time for day in self.dates for spot in day.spots]


class Made(Told):
    """`POST /booking`. Whatever has a provisional id is not booked yet (contract, trap 7)."""

    appointment_id: str | None = None
    provisional_booking_id: str | None = None
    booking_type: str | None = None

    @model_validator(mode="after")
    def _has_an_id(self) -> Self:
        if not self.appointment_id and not self.provisional_booking_id:
            raise ValueError("neither an appointment nor a provisional booking")
        return self

    def awaits(self, told: MeetingType) -> Awaiting:
        """Whose word it waits for: by what it says, in either spelling, else by what its meeting type says."""
        match (self.booking_type or "").casefold():
            case "doubleoptin":
                return Awaiting.ATTENDEE
            case "requirehostconfirmation":
                return Awaiting.HOST
            case _:
                return told.awaiting or Awaiting.HOST


class Visitor(Told):
    email: str | None = None
    firstname: str | None = None
    lastname: str | None = None
    fullname: str | None = None
    phone: str | None = None

    def is_same_as(self, attendee: Attendee) -> bool:
        """By name, and by phone number or e-mail address as far as these are told: one of them is enough."""
        names = {_plain(self.fullname), _plain(f"{self.firstname or ''} {self.lastname or ''}")} - {""}
        if names and _plain(attendee.name.full) not in names:
            return False
        if self.phone and _is_number(self.phone, attendee.phone):
            return True
        if self.email and attendee.email:
            return self.email.casefold() == attendee.email.casefold()
        return bool(names) and not self.phone and not self.email


class HostingInfo(Told):
    meeting_link: str | None = None


class Held(Told):
    """How an appointment is done."""

    channel: str | None = None


class Appointment(Told):
    """Its `secret` is not even read: no call is documented that takes it."""

    id: Id
    start: Instant
    end: Instant
    is_cancelled: bool
    meeting_type_id: Id
    attendees: tuple[Visitor, ...]
    meeting_info: Held | None = None
    hosting_info: HostingInfo | None = None
    created_at: Instant | None = None

    @property
    def minutes(self) -> int:
        return round((self.end.timestamp() - self.start.timestamp()) / 60)

    @property
    def channel(self) -> Channel | None:
        return OURS.get(self.meeting_info.channel or "") if self.meeting_info else None

    def reading(self, hosts: Mapping[str, str]) -> Reading:
        """`hosts` by meeting type, where one is a single host's."""
        link = self.hosting_info.meeting_link if self.hosting_info else None
        return Reading(
            reference=self.id,
            status=BookingStatus.CANCELLED if self.is_cancelled else BookingStatus.CONFIRMED,
            start=self.start,
            end=self.end,
            host=hosts.get(self.meeting_type_id, ""),
            channel=self.channel,
            place=(link or "") if self.channel is Channel.VIDEO else "",
        )


class Rescheduled(Told):
    appointment: Appointment


class Page(Told):
    appointments: tuple[Appointment, ...]


def digits(phone: str) -> str:
    """A number as it is compared, however it is written: `+44 20 …` and `0044 20 …` are the same."""
    return re.sub(r"\D", "", phone).removeprefix("00")


def _is_number(written: str, number: str) -> bool:
    """Whether it is this one (E.164), also where it was written as in its own country."""
    told = digits(written)
    national = told.startswith("0") and len(told) > FEWEST_DIGITS and digits(number).endswith(told[1:])
    return national or told == digits(number)


def _plain(name: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", name or "").casefold().split())
