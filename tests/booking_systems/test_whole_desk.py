"""A whole house whose appointments live at a vendor: what is booked is there, and no secret comes out of any door."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import select
from tests.channels.conftest import Client, MakeClient
from tests.contracts.booking_system import StillClock
from tests.doubles.meetergo import MeetergoDouble
from tests.doubles.serving import Fault
from tests.faults.practice import PRACTICE
from tests.faults.systems import SYSTEMS
from tests.faults.world import Practice, System
from tests.spoken import languages_of

from frontdesk.app import join
from frontdesk.database.engine import Database, open_database
from frontdesk.database.schema import vendor_references
from frontdesk.model.business import ChatDoor, Doors
from frontdesk.settings import read_settings
from frontdesk.web import create_web_app

STAFF = {"Authorization": "Bearer staff-token-of-the-test"}
ASKED = "a check-up on Friday at ten please. Maria Lopez, 020 7946 0123, maria.lopez@example.com"
HOOK = "where-nobody-guesses-it"
TOO_SHORT = 6
"""What is shorter is in any text by chance."""


@dataclass(slots=True)
class House:
    system: System
    double: Practice
    database: Database
    client: Client
    came_out: list[str] = field(default_factory=list)
    """Everything that anybody got to see."""

    async def say(self, message: str) -> Any:
        response = await self.client.post("/v1/chat", json={"sender": "u1", "message": message})
        self.came_out.append(await response.text())
        assert response.status == 200, self.came_out[-1]
        return json.loads(self.came_out[-1])

    async def see(self, path: str, method: str = "GET") -> int:
        response = await self.client.request(method, path, headers=STAFF)
        self.came_out += [await response.text(), str(response.headers)]
        return response.status

    async def secrets(self, place: str) -> set[str]:
        """What no log, transcript, error or page may show. A link that customers get may hold an id."""
        query = select(vendor_references.c.reference)
        references = await self.database.read(lambda connection: list(connection.execute(query).scalars()))
        ids = {part for reference in references for part in _parts(reference) if part not in place}
        return {*ids, *self.system.secrets.values(), *_told_in_secret(self.double), HOOK, "sms.cal.com"}


def _parts(reference: str) -> Iterator[str]:
    """A reference, or what a composite one is made of."""
    try:
        read = json.loads(reference)
    except ValueError:
        read = reference
    values = read.values() if isinstance(read, dict) else read if isinstance(read, list) else [reference]
    yield from (value for value in values if isinstance(value, str) and len(value) >= TOO_SHORT and "-0" not in value)


def _told_in_secret(double: Practice) -> set[str]:
    """What meetergo itself calls a secret."""
    if not isinstance(double, MeetergoDouble):
        return set()
    return {double.of(entry).secret for entry in double.diary.entries}


@pytest.fixture(params=SYSTEMS, ids=lambda system: system.name)
async def house(
    request: pytest.FixtureRequest, aiohttp_client: MakeClient, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[House]:
    caplog.set_level(logging.DEBUG)
    system: System = request.param
    clock = StillClock()
    async with AsyncExitStack() as stack:
        double = await stack.enter_async_context(system.double(clock))
        business = system.profile(double.url, PRACTICE)
        doors = Doors(chat=ChatDoor(), try_page=True)
        assert business.booking_system is not None
        section = business.booking_system.model_copy(update={"webhook_path_env": "HOOK"})
        business = business.model_copy(update={"doors": doors, "booking_system": section})
        database = await open_database("sqlite://")
        stack.push_async_callback(database.close)
        settings = read_settings({**system.secrets, "FRONTDESK_STAFF_TOKEN": STAFF["Authorization"][7:], "HOOK": HOOK})
        with patch("frontdesk.app.load_languages", lambda *_: languages_of(PRACTICE)):
            parts = join((business,), database, clock, settings)
        client = await aiohttp_client(create_web_app(parts))
        yield House(system, double, database, client)
        await client.close()


async def test_no_secret_comes_out_of_any_door(house: House, caplog: pytest.LogCaptureFixture) -> None:
    await house.say(ASKED)
    answer = await house.say("yes")
    booked, booked_place = answer["booking"], answer["replies"][0]["text"]
    assert booked["status"] == "confirmed"
    assert booked["start"] == "2026-03-06T10:00:00Z"
    (entry,) = house.double.diary.standing
    assert entry.start.isoformat() == "2026-03-06T10:00:00+00:00"
    conversation = (await house.say("when is it?"))["conversation_id"]
    page = await house.client.post("/page/quayside/chat", json={"sender": "u2", "message": ASKED})
    house.came_out.append(await page.text())
    for path, status in (
        (f"/v1/bookings/{booked['id']}", 200),
        ("/v1/bookings?from=2026-03-05T00:00:00Z&to=2026-03-09T00:00:00Z", 200),
        (f"/v1/bookings/{booked['id']}/history", 200),
        ("/v1/blocks?from=2026-03-05T00:00:00Z&to=2026-03-09T00:00:00Z", 501),
        (f"/v1/conversations/{conversation}", 200),
        ("/v1/callbacks", 200),
        ("/v1/openings?service=checkup&from=2026-03-06T00:00:00Z&to=2026-03-07T00:00:00Z", 200),
        (booked["invite"]["ics_url"].partition("8080")[2], 200),
        ("/page/quayside/day.json?first=2026-03-05", 200),
        ("/page/quayside/inside.json?sender=u2", 200),
        ("/page/quayside", 200),
        ("/metrics", 200),
        ("/openapi.json", 200),
        (f"/v1/hooks/quayside/{HOOK}x", 405),
    ):
        assert await house.see(path) == status, (path, house.came_out[-2])
    house.double.faults.order(Fault.ERROR_BEFORE, times=4)
    await house.say("cancel it please")
    await house.say("yes")
    house.double.faults.orders.clear()
    await house.client.post(f"/v1/hooks/quayside/{HOOK}", data=b"news")
    secrets = await house.secrets(booked_place)
    assert secrets
    ours = [record for record in caplog.records if record.name != "aiohttp.access"]  # of the tests' own server
    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in ours)
    for secret in secrets:
        shown = [text for text in house.came_out if secret in text]
        assert not shown, f"{secret} was shown: {shown[0].partition(secret)[0][-80:]}"
        assert secret not in logged, "a secret was logged"
    assert house.double.complaints == []
