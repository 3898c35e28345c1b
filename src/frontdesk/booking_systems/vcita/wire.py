"""How vcita says and wants to hear things: its codes, ways to meet, instants, numbers, names and notices. Pure."""

import json
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel, Field, ValidationError

from frontdesk.model import numbering
from frontdesk.model.caller import Channel, PersonName

# --- refusals


class Code(StrEnum):
    """Which refusal it is stands in a code, and never in the status: a 422 can be any of these."""

    TAKEN = "TIMESLOT_UNAVAILABLE"
    REGISTERED = "ALREADY_REGISTERED"
    UNAUTHORIZED = "UNAUTHORIZED"
    NOT_FOUND = "NOT_FOUND"


def code_of(answer: object) -> str:
    """The code of a refusal in capitals, in each of vcita's three envelopes; empty where there is none."""
    match answer:
        case {"error_code": str(code)}:
            return code.upper()
        case {"success": False, "errors": [{"code": str(code)}, *_]}:
            return code.upper()
        case {"error": str(words)} if words.lower() == "unauthorized":
            return Code.UNAUTHORIZED
    return ""


# --- how people meet


INTERACTIONS: dict[Channel, frozenset[str]] = {
    Channel.IN_PERSON: frozenset({"business_location", "default_business_location"}),
    Channel.AT_CUSTOMER: frozenset({"client_location"}),
    Channel.PHONE: frozenset({"client_phone", "business_phone", "phone_call"}),
    Channel.PHONE_INCOMING: frozenset({"business_phone"}),
    Channel.VIDEO: frozenset({"zoom", "online"}),
}
"""Which of vcita's interaction types a channel can be."""
NUMBER_NEEDED = frozenset({"client_phone", "phone_call"})
ADDRESS_NEEDED = frozenset({"client_location"})


# --- how things are written


def utc(instant: datetime) -> str:
    """To the second, which is all the wire can say. Raises `ValueError` for an instant without a zone."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def e164(written: str, region: str) -> str:
    """A number however it was written down; empty where it is none. `region` is that of numbers without a country."""
    number = numbering.read_number(written, region)
    return numbering.e164(number) if number else ""


def same_name(one: PersonName, other: PersonName) -> bool:
    return one.full.casefold().split() == other.full.casefold().split()


# --- notices


class _About(BaseModel):
    appointment_id: str = Field(min_length=1)


class _Notice(BaseModel):
    entity_name: str
    event_type: str
    data: dict[str, object]


def appointment_of(body: bytes) -> str | None:
    """Id of the appointment that a notice is about; None for other news. Raises `ValueError` for what is no notice."""
    try:
        notice = _Notice.model_validate(json.loads(body))
        if notice.entity_name not in ("appointment", "meeting") or notice.event_type.endswith("reminder_sent"):
            return None
        return _About.model_validate(notice.data).appointment_id
    except (ValidationError, RecursionError):
        raise ValueError("this is no notice of vcita's") from None
