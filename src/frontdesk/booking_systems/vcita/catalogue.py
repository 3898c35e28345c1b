"""What a business at vcita has: its services, who works there, and what its booking forms ask."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from frontdesk.booking_systems.vcita.account import Account, of_one
from frontdesk.booking_systems.vcita.answers import Data, Services, ServiceSaid, Staff
from frontdesk.booking_systems.vcita.settings import VcitaSettings
from frontdesk.conversations.ports import SystemDown
from frontdesk.model.booking import Attendee

PER_PAGE = 100
MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class FormField:
    id: str
    type: str
    required: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    services: Mapping[str, ServiceSaid]
    """By id."""
    staff: frozenset[str]
    """Ids of those who work there."""
    forms: Mapping[str, tuple[FormField, ...]]
    """By id of the service; empty unless forms are minded."""


async def load(account: Account, settings: VcitaSettings) -> Catalogue:
    """Costs a request for every hundred services, one for the staff, and one for each service whose form is minded."""
    ids = [id for service in settings.services.values() for id in service.ids.values()] if settings.booking_form else []
    services, staff, forms = await asyncio.gather(
        _services(account, settings),
        _staff(account, settings),
        asyncio.gather(*(_form(account, settings, id) for id in ids)),
    )
    return Catalogue(services, staff, dict(zip(ids, forms, strict=True)))


async def _services(account: Account, settings: VcitaSettings) -> Mapping[str, ServiceSaid]:
    found: dict[str, ServiceSaid] = {}
    for page in range(1, MOST_PAGES + 1):
        params = [("business_id", settings.business_id), ("page", str(page)), ("per_page", str(PER_PAGE))]
        answer = await account.read("list services", settings.paths.services, params)
        some = answer.parse(Data[Services]).data.services
        found |= {service.id: service for service in some}
        if len(some) < PER_PAGE:
            return found
    raise SystemDown(f"vcita lists more services than {MOST_PAGES * PER_PAGE}: list services.")


async def _staff(account: Account, settings: VcitaSettings) -> frozenset[str]:
    path = of_one(settings.paths.staff, settings.business_id)
    answer = await account.read("list the staff", path, [("status", "active")])
    return frozenset(one.id for one in answer.parse(Data[Staff]).data.staff if one.works)


async def _form(account: Account, settings: VcitaSettings, service: str) -> tuple[FormField, ...]:
    params = [("business_id", settings.business_id), ("form_type", "scheduling"), ("service_uid", service)]
    answer = await account.read("read a booking form", settings.paths.forms, params)
    return tuple(_fields(answer.json))


def _fields(part: object) -> Iterator[FormField]:
    """How a form is built is not documented: whatever has an id and a type, and nothing in it, is a field."""
    match part:
        case list():
            for one in part:
                yield from _fields(one)
        case dict():
            inner = [value for value in part.values() if isinstance(value, list | dict) and value]
            match part:
                case {"id": str(id), "type": str(type)} if not inner:
                    yield FormField(id, type, str(part.get("required")).lower() == "true")
                case _:
                    yield from _fields(inner)


EMAIL, FIRST_NAME, LAST_NAME = "email", "first_name", "last_name"


def answer_to(field: FormField, attendee: Attendee) -> str | None:
    """What goes into a field; None where nothing is known of it."""
    match field.type:
        case "first_name":
            return attendee.name.given or attendee.name.family
        case "last_name":
            return attendee.name.family if attendee.name.given else ""
        case "full_name" | "name":
            return attendee.name.full
        case "email":
            return attendee.email or ""
        case "phone" | "mobile_phone":
            return attendee.phone
    return None
