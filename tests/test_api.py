"""The API description is held against a running server: what it says is taken is taken, what it says is answered is.

The requests are made up from `/openapi.json`, the same ones each time; ids in them are those of things that are there.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from tests.channels.stand_in import STAFF_TOKEN, build_house

from frontdesk.channels.calendar_feeds import feed_token
from frontdesk.channels.desk import Notices
from frontdesk.channels.operation import NOTES
from frontdesk.database.engine import open_database
from frontdesk.server import bind, listening
from frontdesk.web import create_web_app

STAFF = {"Authorization": f"Bearer {STAFF_TOKEN}"}
EXAMPLES = {GenerationMode.POSITIVE: 5, GenerationMode.NEGATIVE: 3}
TAGS = sorted({operation.tag for operation in NOTES.values()} - {"calls"})
"""Calls are signed: nothing that is made up gets past that."""
REFUSED = ["304", "404", "409", "412", "422"]
"""What a well-written request may meet: no such thing, it is taken, or it makes no sense here."""
DRAFT: dict[str, Any] = {
    "service": "check-up",
    "start": "2026-03-06T10:00:00-08:00",
    "attendee": {"name": "Priya Nair", "phone": "+14155550123"},
}


@dataclass(frozen=True, slots=True)
class Served:
    url: str
    ids: dict[str, str]
    """What a request can name: a booking, the secret of its customer's link, …"""


async def ignore(headers: Mapping[str, str], body: bytes) -> None:
    """A booking system's notice."""


@contextmanager
def serving() -> Iterator[Served]:
    """A server in a thread of its own, because these requests are made without asyncio."""
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, Served]] = Future()

    async def serve() -> None:
        database = await open_database("sqlite://")
        house, stop = build_house(database), asyncio.Event()
        desks = {id: replace(desk, notices=Notices("hook", ignore)) for id, desk in house.parts.desks.items()}
        booking = await house.book()
        secret = await house.bookings().issue_secret(booking.id)
        ids = {
            "booking": booking.id,
            "secret": secret,
            "token": booking.calendar_token,
            "path": "hook",
            "business": "harbour",
            "host": "robin",
            "service": "check-up",
        }
        async with listening(create_web_app(replace(house.parts, desks=desks)), bind("127.0.0.1", 0)) as url:
            started.set_result((asyncio.get_running_loop(), stop, Served(url, ids)))
            await stop.wait()
        await database.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    loop, stop, served = started.result(30)
    try:
        yield served
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


@pytest.mark.parametrize("tag", TAGS)
def test_what_is_described_is_what_is_served(tag: str) -> None:
    with serving() as served:
        schema = schemathesis.openapi.from_url(f"{served.url}/openapi.json")
        schema.config.update(base_url=served.url)
        accepted = schema.config.checks.positive_data_acceptance
        accepted.expected_statuses = ["2xx", *REFUSED]
        statuses: Counter[int] = Counter()
        for found in schema.include(tag=tag).get_all_operations():
            assert isinstance(found, Ok), found
            for mode in EXAMPLES:
                _play(found.ok(), mode, served.ids, statuses)
        assert any(status < 300 for status in statuses), f"nothing was ever done: {dict(statuses)}"


def _play(operation: Any, mode: GenerationMode, ids: dict[str, str], statuses: Counter[int]) -> None:
    @settings(
        max_examples=EXAMPLES[mode],
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def play(case: Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE:
            _name_what_is_there(case, ids)
        statuses[case.call_and_validate(headers=STAFF).status_code] += 1

    try:
        play()
    except Unsatisfiable:
        if mode is GenerationMode.POSITIVE:  # where anything may be sent, nothing wrong can be made up
            raise


def _name_what_is_there(case: Case[Any], ids: dict[str, str]) -> None:
    if case.path.startswith("/calendar/feeds"):
        ids = ids | {"token": feed_token(STAFF_TOKEN, "harbour", "robin")}
    body: Any = case.body
    if case.method == "POST" and case.path == "/v1/bookings":
        case.body = body | DRAFT
    for part in (case.path_parameters, case.query, body):
        if isinstance(part, dict):
            part.update({name: ids[name] for name in ids if isinstance(part.get(name), str)})
