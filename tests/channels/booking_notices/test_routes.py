"""The door for notices of vendors: a secret path, and nothing believed that is not read again."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.channels.conftest import Client, MakeClient, database
from tests.channels.stand_in import build_house

from frontdesk.channels.desk import Notices
from frontdesk.conversations.ports import NotGenuine, SystemDown
from frontdesk.database.engine import Database
from frontdesk.web import create_web_app

__all__ = ["database"]  # a fixture
PATH = "a-path-that-nobody-guesses"
Told = list[tuple[Mapping[str, str], bytes]]


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
async def client(database: Database, told: Told, aiohttp_client: MakeClient) -> Client:
    async def take(headers: Mapping[str, str], body: bytes) -> None:
        told.append((headers, body))
        errors = {b"forged": NotGenuine("no"), b"gibberish": ValueError("no"), b"later": SystemDown("no")}
        if body in errors:
            raise errors[body]

    parts = build_house(database).parts
    desks = {id: replace(desk, notices=Notices(PATH, take)) for id, desk in parts.desks.items()}
    desks["closed"] = replace(parts.desks["harbour"], notices=None)
    return await aiohttp_client(create_web_app(replace(parts, desks=desks)))


@pytest.mark.parametrize(("body", "status"), [("news", 204), ("forged", 401), ("gibberish", 400), ("later", 503)])
async def test_a_notice_is_passed_on_as_it_is(client: Client, told: Told, body: str, status: int) -> None:
    response = await client.post(f"/v1/hooks/harbour/{PATH}", data=body, headers={"X-Cal-Signature-256": "abc"})
    assert response.status == status
    ((headers, given),) = told
    assert (headers["x-cal-signature-256"], given) == ("abc", body.encode())


async def test_what_a_vendor_appends_to_the_address_is_its_own(client: Client, told: Told) -> None:
    response = await client.post(f"/v1/hooks/harbour/{PATH}/service/actions/afterBookAppointment", data="news")
    assert (response.status, len(told)) == (204, 1)
    assert (await client.post("/v1/hooks/harbour/wrong/service/actions/x", data="news")).status == 404


@pytest.mark.parametrize("path", [f"harbour/{PATH}x", "harbour/wrong", f"nobody/{PATH}", f"closed/{PATH}"])
async def test_a_wrong_path_and_an_unknown_business_look_alike(client: Client, told: Told, path: str) -> None:
    response = await client.post(f"/v1/hooks/{path}", data="news")
    assert response.status == 404
    assert (await response.json())["detail"] == "There is nothing at this address; /openapi.json lists what there is."
    assert not told
