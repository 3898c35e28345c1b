"""The things a conversation collects, by name, and the values they take."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from frontdesk.model.caller import ContactChannel, EmailAddress, PersonName, PhoneDigits, PhoneEnding, PhoneNumber
from frontdesk.model.when import PreferredTime


class SlotName(StrEnum):
    """A slot's name is its file's name everywhere: readers, dialogue, words."""

    SERVICE = "service"
    HOST = "host"
    PREFERRED_TIME = "preferred_time"
    CONTACT_CHANNEL = "contact_channel"
    LOCATION = "location"
    ADDRESS = "address"
    NAME = "name"
    """Of who comes."""
    CALLER_NAME = "caller_name"
    """Of who is calling, where somebody else comes."""
    PHONE = "phone"
    EMAIL = "email"
    REASON = "reason"
    QUESTION = "question"
    """One of the service's own extra questions."""
    APPOINTMENT = "appointment"
    """What tells an appointment there is from others: when it is, or its code."""
    MESSAGE = "message"
    """What somebody is to be told."""


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """Services that what was said may mean, by id, the likeliest first; more than one must be asked about."""

    ids: tuple[str, ...]
    kind: Literal["service"] = "service"


@dataclass(frozen=True, slots=True)
class HostChoice:
    """Hosts that what was said may mean, by id; the empty tuple is "I don't mind who"."""

    ids: tuple[str, ...]
    any_of: bool = False
    """Any of these will do: the caller turned the others down."""
    kind: Literal["host"] = "host"


@dataclass(frozen=True, slots=True)
class LocationChoice:
    ids: tuple[str, ...]
    kind: Literal["location"] = "location"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the host should come to, in the caller's words."""

    text: str
    kind: Literal["address"] = "address"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the caller comes, in their own words."""

    text: str
    kind: Literal["reason"] = "reason"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one of the service's extra questions, in the caller's words."""

    question: str
    text: str
    kind: Literal["question"] = "question"


@dataclass(frozen=True, slots=True)
class Ticket:
    """The short code of an appointment, such as `K42`."""

    code: str
    kind: Literal["ticket"] = "ticket"


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody is to be told, in the caller's words."""

    text: str
    to: str = ""
    """Who is to be told, by the name that was said or that the profile has."""
    kind: Literal["message"] = "message"


Value = (
    ServiceChoice
    | HostChoice
    | PreferredTime
    | ContactChannel
    | LocationChoice
    | Address
    | PersonName
    | PhoneNumber
    | PhoneDigits
    | PhoneEnding
    | EmailAddress
    | Reason
    | Answer
    | Ticket
    | Message
)
