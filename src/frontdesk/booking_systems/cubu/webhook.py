"""Webhooks of Cubu: which appointment one is about. Pure.

Of `Authorization: HMAC <mac>` neither hash nor signed bytes are documented: we take the body as it came and the hash
of the settings. There is no event of a cancellation.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from frontdesk.booking_systems.cubu.wire import Index, PathPart, Reference, day_of
from frontdesk.booking_systems.remote.signatures import is_signed
from frontdesk.conversations.ports import NotGenuine

SCHEME = "hmac "


class _Place(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    day: Annotated[date, BeforeValidator(day_of)] = Field(alias="date")
    cu_index: Index = Field(alias="cuIndex")


class _Event(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    case_id: PathPart = Field(alias="caseId")
    service_id: PathPart = Field(alias="serviceId")
    appointment: _Place | None = None


def reference_in(body: bytes) -> str | None:
    """None for a case without an appointment, such as somebody in the queue. Raises `ValueError`."""
    try:
        event = _Event.model_validate_json(body)
    except ValidationError:
        raise ValueError("this is no event of Cubu that tells of a case") from None
    if event.appointment is None:
        return None
    at = event.appointment
    place = Reference(service_id=event.service_id, day=at.day, cu_index=at.cu_index, case_id=event.case_id)
    return place.model_dump_json()


def require_signed(headers: Mapping[str, str], body: bytes, secret: str, hash: str) -> None:
    """Raises `NotGenuine`. Hexadecimal in capitals or not: the vendor's sample compares either."""
    said = headers.get("authorization", "")
    mac = said[len(SCHEME) :].strip() if said[: len(SCHEME)].casefold() == SCHEME else ""
    if not is_signed(mac, body, secret, hash):
        raise NotGenuine("A webhook of Cubu is not signed with our secret; look at webhook_secret_env.")
