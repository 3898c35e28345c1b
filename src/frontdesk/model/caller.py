"""Who is calling and how to reach them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class NameHalf(StrEnum):
    """The two halves of a name."""

    GIVEN = "given"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as the person gives it. `given` may be empty ("Mrs Okafor"), `family` may be empty ("it's Maria")."""

    given: str = ""
    family: str = ""
    spelled: bool = False
    """It was spelled letter by letter, and so wins over what was only heard."""
    kind: Literal["name"] = "name"

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def missing(self) -> NameHalf | None:
        """The half that was not given, where the other one was."""
        if bool(self.given) is bool(self.family):
            return None
        return NameHalf.FAMILY if self.given else NameHalf.GIVEN


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A valid number in E.164 form (ITU-T E.164), such as `+442079460123`."""

    e164: str
    kind: Literal["phone"] = "phone"


@dataclass(frozen=True, slots=True)
class PhoneDigits:
    """Digits heard that are not (yet) a valid number: part of one, or a wrong one. A leading `+` is kept."""

    digits: str
    kind: Literal["phone_digits"] = "phone_digits"


@dataclass(frozen=True, slots=True)
class PhoneEnding:
    """A correction or a pointer by its end: "the last digit is a seven", "the one ending in four two"."""

    digits: str
    kind: Literal["phone_ending"] = "phone_ending"


@dataclass(frozen=True, slots=True)
class EmailAddress:
    address: str
    kind: Literal["email"] = "email"


class Channel(StrEnum):
    """How caller and host meet: the contact channel of the appointment."""

    IN_PERSON = "in_person"
    AT_CUSTOMER = "at_customer"
    VIDEO = "video"
    PHONE = "phone"
    """The host calls the customer."""
    PHONE_INCOMING = "phone_incoming"
    """The customer calls the business."""
    WHATSAPP = "whatsapp"


@dataclass(frozen=True, slots=True)
class ContactChannel:
    channel: Channel
    kind: Literal["contact_channel"] = "contact_channel"
