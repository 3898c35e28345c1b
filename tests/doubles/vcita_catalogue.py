"""What the double of vcita lists and registers beside appointments: services, staff, forms, clients, subscriptions."""

import re
from collections.abc import Mapping
from itertools import count

from aiohttp import web
from tests.doubles.vcita_access import Asked
from tests.doubles.vcita_practice import (
    BUSINESS,
    EVENT_SERVICE,
    FIELDS,
    HOSTS,
    LEFT,
    Person,
    Service,
    Tokens,
    VcitaSettings,
    uid,
)
from tests.doubles.vcita_shapes import (
    ClientSaid,
    ClientsQuery,
    FormsQuery,
    NewClient,
    ServicesQuery,
    StaffQuery,
    Subscribe,
)
from tests.doubles.vcita_wire import invalid, not_found, ok, read, unauthorized

SOURCES = ("source_name", "source_url", "source_campaign", "source_channel")
"""What is taken to be meant by source_*."""


class Catalogue:
    def __init__(self, settings: VcitaSettings, services: Mapping[str, Service], tokens: Tokens) -> None:
        self.settings = settings
        self.services = services
        self.tokens = tokens
        self.people: dict[str, Person] = {}
        self.subscriptions: dict[str, tuple[str, str]] = {}
        """Event and target by subscription id."""
        self._ids = count(1)

    # --- services, staff, forms

    def services_list(self, asked: Asked) -> web.Response:
        said = read(ServicesQuery, asked.query)
        _in_business(said.business_id)
        listed = [self._event(), *map(self._service, self.services.values())]
        first = (int(said.page) - 1) * int(said.per_page)
        return ok({"services": listed[first : first + int(said.per_page)]})

    def _service(self, service: Service) -> dict[str, object]:
        return {
            "id": service.id,
            "type": "AppointmentService",
            "name": service.name,
            "duration": service.minutes,
            "interaction_type": service.interaction,
            "approval_mode": "manual" if service.manual else "auto",
            "charge_type": "paid" if service.price else "free",
            "price": service.price,
            "currency": "GBP",
            "description": "",
            "staff_settings": {"random_selection": False},
        }

    def _event(self) -> dict[str, object]:
        event = Service(EVENT_SERVICE, "in_person", 60, "business_location", False, 0.0, tuple(HOSTS))
        return self._service(event) | {"type": "EventService", "name": "Class"}

    def staff_list(self, asked: Asked) -> web.Response:
        said = read(StaffQuery, asked.query)
        _in_business(asked.path["id"])
        staff = [
            {"id": id, "display_name": name.capitalize(), "active": "true", "deleted": "false"}
            for name, id in HOSTS.items()
        ]
        if not said.status:
            staff.insert(0, {"id": LEFT, "display_name": "Cleo", "active": "false", "deleted": "true"})
        return ok({self.settings.staff_key: staff})

    def forms(self, asked: Asked) -> web.Response:
        said = read(FormsQuery, asked.query)
        _in_business(said.business_id)
        if said.service_uid and said.service_uid not in self.services:
            raise not_found("Service", f"there is no service {said.service_uid}")
        if self.settings.empty_forms or int(said.page) > 1:
            return ok({"forms": []})
        fields = [
            {"id": id, "type": kind, "label": kind, "required": kind in self.settings.required_fields}
            for kind, id in FIELDS.items()
        ]
        return ok({"forms": [{"id": uid("form"), "sections": [{"title": "You", "fields": fields}]}]})

    # --- clients

    def knows(self, client: str) -> bool:
        return client in self.people

    def find_clients(self, asked: Asked) -> web.Response:
        said = read(ClientsQuery, asked.query)
        found = [person for person in self.people.values() if _is(person, said.search_by, said.search_term)]
        return ok({"clients": [_said(person) for person in found]})

    def create_client(self, asked: Asked) -> web.Response:
        sources = {key: value for key, value in asked.body.items() if key in SOURCES}
        for key, value in sources.items():
            if not isinstance(value, str):
                raise invalid(f"{key} is no text")
        said = read(NewClient, {key: value for key, value in asked.body.items() if key not in sources})
        known = self._by_email(said.email)
        if known is None:
            person = self.add(said.first_name, said.last_name, said.email, said.phone)
            return ok({"client": _said(person), "token": self.tokens.give_client(person.id)}, 201)
        match self.settings.existing_client:
            case "conflict":
                body = {"status": "Error", "error": "Client already exists", "error_code": "CONFLICT"}
                return web.json_response(body, status=409)
            case "found":
                return ok({"client": _said(known)})
            case "found_with_token":
                return ok({"client": _said(known), "token": self.tokens.give_client(known.id)})

    def add(self, first_name: str, last_name: str = "", email: str = "", phone: str = "") -> Person:
        person = Person(uid("client", next(self._ids)), first_name, last_name, email, phone)
        self.people[person.id] = person
        return person

    def by_form(self, given: Mapping[str, str]) -> str:
        """The client with this e-mail, or a new one."""
        said = read(NewClient, {kind: value for kind, value in given.items() if value})
        known = self._by_email(said.email)
        return (known or self.add(said.first_name, said.last_name, said.email, said.phone)).id

    def _by_email(self, email: str) -> Person | None:
        return next((each for each in self.people.values() if email and _is(each, "email", email)), None)

    # --- webhooks

    def subscribe(self, asked: Asked) -> web.Response:
        said = read(Subscribe, asked.body)
        if not self.settings.subscribing:
            return web.json_response({"response": "Not Subscribed"}, status=500)
        id = uid("subscription", next(self._ids))
        self.subscriptions[id] = (said.event, said.target_url)
        return ok({"subscription_id": id}, 201)


def _in_business(business_id: str) -> None:
    if business_id != BUSINESS:
        raise unauthorized("this business is not the token's")


def _said(person: Person) -> dict[str, object]:
    """What was not given is null."""
    said = {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name or None,
        "email": person.email or None,
        "mobile_phone": person.phone or None,
    }
    return ClientSaid.model_validate(said).model_dump()


def _is(person: Person, by: str, term: str) -> bool:
    match by:
        case "email":
            return person.email.lower() == term.lower()
        case "phone":
            return bool(person.phone) and re.sub(r"\D", "", person.phone) == re.sub(r"\D", "", term)
        case _:
            return person.id == term
