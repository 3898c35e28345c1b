"""The practice that the double of vcita serves: its ids, credentials and services, and what tests can switch."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from json import dumps
from typing import Literal


def uid(*parts: object) -> str:
    """An id as vcita makes them: sixteen small letters and digits, the same for the same parts."""
    number = int.from_bytes(sha256("/".join(str(part) for part in parts).encode()).digest())
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(letters[number // 36**place % 36] for place in range(16))


BUSINESS = "p9x2l7kd4w8m1qz6"
HOSTS = {"ada": "a7d1k3m9x5c2v8b4", "ben": "b3n6q8w1e5r7t2y9"}
LEFT = "c8l2e6o4h1j5k9p3"
"""Somebody who worked here once: listed with `active` "false" and `deleted` "true", both of them strings."""
INTERACTIONS = {
    "in_person": "business_location",
    "at_customer": "client_location",
    "phone": "client_phone",
    "video": "zoom",
}
NEEDS_DETAILS = ("client_location", "client_phone", "phone_call")
"""Services of these types want to be told where, or which number."""


def service_id(channel: str, minutes: int = 30) -> str:
    return uid("service", channel, minutes)


SERVICES = {channel: service_id(channel) for channel in INTERACTIONS}
EVENT_SERVICE = uid("service", "event")
"""A class for groups, of the same interaction type as `in_person`; it cannot be booked as an appointment."""
FIELDS = {kind: uid("field", kind) for kind in ("first_name", "last_name", "email", "phone")}
"""The questions of the booking form by their type."""

STAFF_TOKEN = "staff-token-of-the-practice"
DIRECTORY_TOKEN = "directory-token"
DIRECTORY = "d5r7t3y1u9i2o6p4"
SERVICE_ID, SERVICE_SECRET = "s4v8c2i6d1x3z5n7", "app-secret"
OAUTH = {
    "client_id": "o1a5u9t3h7k2m4q6",
    "client_secret": "oauth-secret",
    "code": "the-code",
    "redirect_uri": "https://frontdesk.example.com/callback",
}


@dataclass(frozen=True, slots=True)
class VcitaSettings:
    """What a practice can have otherwise than the plainest case."""

    channels: tuple[str, ...] = ("in_person", "at_customer", "phone", "video")
    """Our channels for which there is a service."""
    interactions: Mapping[str, str] = field(default_factory=lambda: dict(INTERACTIONS))
    """The interaction type of each channel's service."""
    durations: tuple[int, ...] = (30,)
    """Every length is a service of its own: `service_id(channel, minutes)`."""
    manual_approval: bool = False
    """Clients' bookings are `requested` until the practice approves."""
    price: float = 0.0
    hosts_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Who gives a channel's service, if not everybody."""
    existing_client: Literal["conflict", "found", "found_with_token"] = "conflict"
    """A client is created with an e-mail that is known: 409, 200 with the client, or 200 with a token as well."""
    required_fields: tuple[str, ...] = ("first_name", "email")
    """What the booking form asks of a client who is not known by `client_id`."""
    empty_forms: bool = False
    """Forms are answered like the example of the file, `data.forms: []`."""
    staff_token_on_platform: bool = False
    """The platform's create takes a staff token, as its page says; observed is FORM_VALIDATION_ERROR."""
    staff_key: Literal["staff", "staffs"] = "staff"
    zone_label: str = "(GMT+00:00) London"
    """What appointments say in `time_zone`."""
    cancel_allowed: bool = True
    expired_is_422: bool = False
    """Token trouble arrives as 422 UNAUTHORIZED instead of 401."""
    subscribing: bool = True
    vanished: bool = False
    """The alpha endpoint, the platform's create, is gone."""


@dataclass(frozen=True, slots=True)
class Service:
    id: str
    channel: str
    minutes: int
    interaction: str
    manual: bool
    price: float
    hosts: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"Checkup ({self.channel}, {self.minutes} minutes)"


def services(settings: VcitaSettings) -> dict[str, Service]:
    made = [
        Service(
            service_id(channel, minutes),
            channel,
            minutes,
            settings.interactions[channel],
            settings.manual_approval,
            settings.price,
            settings.hosts_of.get(channel, tuple(HOSTS)),
        )
        for minutes in settings.durations
        for channel in settings.channels
    ]
    return {service.id: service for service in made}


@dataclass(slots=True)
class Person:
    """A client of the practice."""

    id: str
    first_name: str
    last_name: str = ""
    email: str = ""
    phone: str = ""


class Kind(StrEnum):
    """Kinds of tokens: which of them a call takes differs from call to call."""

    STAFF = "staff"
    APP = "app"
    DIRECTORY = "directory"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    client: str = ""
    ends: datetime | None = None


class Tokens:
    """Who holds what. Only app tokens end: the others live long, or nothing is said of their end."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self._held = {STAFF_TOKEN: Token(Kind.STAFF), DIRECTORY_TOKEN: Token(Kind.DIRECTORY)}

    def find(self, text: str) -> Token | None:
        return self._held.get(text)

    def has_ended(self, token: Token) -> bool:
        return token.ends is not None and token.ends <= self.clock()

    def give(self, kind: Kind) -> str:
        text = f"{kind}-{uid('token', len(self._held))}"
        ends = self.clock() + timedelta(seconds=3600) if kind is Kind.APP else None
        self._held[text] = Token(kind, ends=ends)
        return text

    def give_client(self, client: str) -> str:
        """A JWT whose subject is the client."""
        parts = [{"alg": "HS256", "typ": "JWT"}, {"sub": client, "n": len(self._held)}]
        head = ".".join(urlsafe_b64encode(dumps(part).encode()).decode().rstrip("=") for part in parts)
        text = f"{head}.{uid('signature', head)}"
        self._held[text] = Token(Kind.CLIENT, client)
        return text
