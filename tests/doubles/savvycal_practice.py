"""The practice as SavvyCal keeps it: services, providers, clients, appointments, and how each of them is shown."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from tests.doubles import savvycal_wire as wire
from tests.doubles.diary import ZONE, Diary, Entry

HOSTS = {"ada": "prov_aD4a9Kq2Lm_7", "ben": "prov_bE8n3Xw5Rt1Z"}
SERVICES = {"in_person": "srv_c7H3ckUpRoom", "video": "srv_1234567890"}
"""By our own channel; one is shorter than the documented pattern, as the vendor's own sample is."""
TYPES: Mapping[str, Literal["in_person", "virtual"]] = {"in_person": "in_person", "video": "virtual"}
ACCOUNT = "acct_5tGh2Jk8Wq0e"
WEBHOOK = "wh_3rFv6Bn1Mz9x"
NAMES = {"ada": ("Ada", "Brook"), "ben": ("Ben", "Calder")}
FORBIDDEN = "Please call the practice."


@dataclass(frozen=True, slots=True)
class Settings:
    """Variants of the practice and of the API's age. As they stand: the seed's API, booked and confirmed at once."""

    time_format: Literal["naive", "offset"] = "naive"
    channels: tuple[str, ...] = ("in_person", "video")
    hosts: tuple[str, ...] = tuple(HOSTS)
    durations: Mapping[str, int] = field(default_factory=lambda: {"in_person": 30, "video": 30})
    """Minutes, by our own channel."""
    codes: bool = True
    """Whether errors carry the newer machine code."""
    confirmation: bool = False
    """Whether somebody at the practice must confirm: `confirmed_at` is empty until then."""
    allow_booking: bool = True
    cancel_allowed: bool = True
    reschedule_allowed: bool = True
    change_notice: timedelta = timedelta()
    """How long before its start an appointment can still be cancelled or moved by the public calls."""
    closed_slots: bool = False
    """Whether public slots want a token: both calls document a 401."""
    loose_window: bool = False
    """Newer: `from` is today when not said, and `limit` can stand for `until`."""
    until_included: bool = True
    client_fields: tuple[str, ...] | None = None
    """Slugs of the newer `client_data.fields`; None is the age before it."""
    links: Literal["none", "urls", "flat"] = "none"
    """Newer: the action links of a public appointment, below `urls` or beside the rest."""
    page_size: int = 20
    largest_page: int = 100
    """A page never holds more, whatever was asked: `meta` tells how many it holds."""
    webhook_secret: str = "secret-of-the-webhook"


@dataclass(slots=True)
class Kept:
    """What the vendor keeps of an appointment besides its time."""

    entry: Entry
    id: str
    zone: str
    client: wire.Client
    sent: dict[str, object] | None
    """The `client_data` it was made with; None when the practice made it."""
    confirmed: datetime | None
    deleted: bool = False


class Practice:
    def __init__(self, clock: Callable[[], datetime], settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self.diary = Diary(clock, settings.hosts)
        self.clients: list[wire.Client] = []
        self.appointments: list[Kept] = []
        self._numbers = count(1)
        self._random = Random(1)

    def make_id(self, kind: str) -> str:
        """Twelve word characters, whose case matters."""
        digest = hashlib.sha256(f"{kind} {next(self._numbers)}".encode()).digest()
        return f"{kind}_{base64.urlsafe_b64encode(digest).decode().replace('-', '_')[:12]}"

    def write(
        self,
        channel: str,
        host: str,
        start: datetime,
        zone: str,
        client: wire.Client,
        sent: dict[str, object] | None = None,
    ) -> Kept:
        id = self.make_id("appt")
        entry = self.diary.add(channel, host, start, start + self.length(channel), id=id)
        if client not in self.clients:
            self.clients.append(client)
        waits = self.settings.confirmation and sent is not None
        self.appointments.append(Kept(entry, id, zone, client, sent, None if waits else self.clock()))
        return self.appointments[-1]

    def keeping(self, entry: Entry) -> Kept:
        return next(kept for kept in self.appointments if kept.entry is entry)

    # --- openings

    def length(self, channel: str) -> timedelta:
        return timedelta(minutes=self.settings.durations[channel])

    def today(self, zone: str) -> date:
        return self.clock().astimezone(ZoneInfo(zone)).date()

    def openings(
        self, channel: str, hosts: Iterable[str], zone: str, first: date = date.min, last: date = date.max
    ) -> dict[datetime, list[str]]:
        """From one day to another of a zone, which may not be the practice's own: the hosts of each start."""
        found: dict[datetime, list[str]] = {}
        if not self.settings.allow_booking:
            return found
        day = self.today(ZONE.key)
        horizon = day + self.diary.horizon
        while day <= horizon:
            if day + timedelta(days=1) >= first and day - timedelta(days=1) <= last:
                for host in hosts:
                    for start in self.diary.starts(host, day, self.settings.durations[channel]):
                        if first <= start.astimezone(ZoneInfo(zone)).date() <= last:
                            found.setdefault(start.astimezone(UTC), []).append(host)
            day += timedelta(days=1)
        return dict(sorted(found.items()))

    def pick(self, channel: str, hosts: Iterable[str], start: datetime, instead_of: Entry | None = None) -> str | None:
        """Who takes it: the host who has the appointment already, or any one who can."""
        minutes = self.settings.durations[channel]
        free = [host for host in hosts if self.diary.can_begin(host, start, minutes, instead_of)]
        if instead_of is not None and instead_of.host in free:
            return instead_of.host
        return self._random.choice(free) if free else None

    def is_busy(self, channel: str, start: datetime, instead_of: Entry | None = None) -> bool:
        """Whether an appointment is why nobody can: else the start is no opening on any day."""
        end = start + self.length(channel)
        return any(entry.start < end and start < entry.end for entry in self.diary.standing if entry is not instead_of)

    # --- how things are shown

    def deliver(self, event: str, entry: Entry) -> tuple[dict[str, str], bytes]:
        """A webhook. Its header names the webhook, which stays the same; its body names the event, which does not."""
        kind = event.partition(".")[0]
        assert kind in {"appointment", "block", "connected_account", "account_user", "booking_intent"}
        told = {
            "id": self.make_id("evt"),
            "account_id": ACCOUNT,
            "version": "1.0",
            "created_at": wire.as_utc(self.clock()),
            "data": {
                "type": event,
                "object": self.show(self.keeping(entry)) if kind == "appointment" else {"object": kind},
            },
        }
        body = json.dumps(told).encode()
        digest = hmac.new(self.settings.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"x-savvycal-webhook-id": WEBHOOK, "x-savvycal-signature": f"sha256={digest.upper()}"}
        return {"Content-Type": "application/json", **headers}, body

    def cancellation(self, kept: Kept) -> wire.Allowed:
        return self._allowed(kept, self.settings.cancel_allowed)

    def rescheduling(self, kept: Kept) -> wire.Allowed:
        return self._allowed(kept, self.settings.reschedule_allowed)

    def _allowed(self, kept: Kept, by_policy: bool) -> wire.Allowed:
        early = self.clock() <= kept.entry.start - self.settings.change_notice
        return _policy(kept.entry.stands and by_policy and early)

    def show_publicly(self, kept: Kept) -> dict[str, object]:
        shown = self._shared(kept).model_dump()
        match self.settings.links:
            case "urls":
                return shown | {"urls": self._urls(kept)}
            case "flat":
                return shown | {f"{name}_url": url for name, url in self._urls(kept).items()}
            case _:
                return shown

    def show(self, kept: Kept, sensitive: bool = False) -> dict[str, object]:
        """By token. Who the client is appears only when asked for."""
        return wire.Appointment(
            **dict(self._shared(kept)),
            client=kept.client if sensitive else wire.ClientReference(id=kept.client.id),
            client_data=kept.sent if sensitive else None,
            provider=self.provider(kept.entry.host),
            service=self.service(kept.entry.service),
            urls=self._urls(kept),
            events=[],
        ).model_dump()

    def _shared(self, kept: Kept) -> wire.PublicAppointment:
        return wire.PublicAppointment(
            id=kept.id,
            status="scheduled" if kept.entry.stands else "canceled",
            confirmed_at=wire.as_utc(kept.confirmed) if kept.confirmed else None,
            start_at=wire.as_zoned(kept.entry.start, kept.zone),
            end_at=wire.as_zoned(kept.entry.end, kept.zone),
            cancellation=self.cancellation(kept),
            rescheduling=self.rescheduling(kept),
        )

    def _urls(self, kept: Kept) -> dict[str, str]:
        return {
            name: f"https://book.example.com/{kept.id}/{name}" for name in ("reschedule", "cancel", "ics", "google")
        }

    def service(self, channel: str) -> wire.Service:
        offered = self.settings.allow_booking
        return wire.Service(
            id=SERVICES[channel],
            name="Checkup" if TYPES[channel] == "in_person" else "Checkup by video",
            duration=wire.as_duration(self.settings.durations[channel]),
            appointment_type=TYPES[channel],
            booking_policy=wire.BookingPolicy(
                allow_booking=offered,
                disabled_message=None if offered else FORBIDDEN,
                advance_notice=wire.as_duration(int(self.diary.notice / timedelta(minutes=1))),
                maximize_utilization=False,
            ),
            cancellation_policy=_policy(self.settings.cancel_allowed),
            rescheduling_policy=_policy(self.settings.reschedule_allowed),
            slot_rules=[],
        )

    def provider(self, host: str) -> wire.Provider:
        first, last = NAMES[host]
        return wire.Provider(id=HOSTS[host], name=f"{first} {last}", first_name=first, last_name=last)


def _policy(allowed: bool) -> wire.Allowed:
    return wire.Allowed(allowed=allowed, disabled_message=None if allowed else FORBIDDEN)
