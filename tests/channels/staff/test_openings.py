"""What is free: each opening, and day by day."""

import pytest
from tests.channels.conftest import Client, MakeClient
from tests.channels.staff.asking import ask, get
from tests.channels.stand_in import House, build_house, business

from frontdesk.database.engine import Database
from frontdesk.web import create_web_app


async def test_openings(client: Client, house: House) -> None:
    await house.book()
    status, answer = await get(client, "/v1/openings?service=check-up&host=robin&from=2026-03-06&to=2026-03-07")
    assert status == 200
    assert answer["reason"] is None
    assert answer["openings"][0] == {
        "service": "check-up",
        "host": "robin",
        "others": [],
        "location": None,
        "start": "2026-03-06T09:30:00-08:00",
        "end": "2026-03-06T10:00:00-08:00",
    }


async def test_why_there_are_no_openings(client: Client) -> None:
    _, answer = await get(client, "/v1/openings?service=check-up&from=2026-03-07&to=2026-03-08")
    assert answer == {"openings": [], "reason": "closed"}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "service"),
        ("service=other", "service"),
        ("service=check-up&host=other", "host"),
        ("service=check-up&location=other", "location"),
        ("service=check-up&duration=45", "duration"),
        ("service=check-up&duration=0", "duration"),
    ],
)
async def test_openings_of_what_is_not_offered(client: Client, query: str, parameter: str) -> None:
    for path in ("/v1/openings", "/v1/openings/days"):
        problem = await ask(client, "GET", f"{path}?{query}", status=422)
        assert problem["errors"][0]["parameter"] == parameter


async def test_the_days_of_a_month(client: Client) -> None:
    answer = await ask(client, "GET", "/v1/openings/days?service=check-up&host=robin&from=2026-03-06&to=2026-03-10")
    assert answer["reason"] is None
    assert [(day["date"], day["count"], day["first"]["start"]) for day in answer["days"]] == [
        ("2026-03-06", 16, "2026-03-06T09:00:00-08:00"),
        ("2026-03-09", 16, "2026-03-09T09:00:00-07:00"),
    ]
    closed = await ask(client, "GET", "/v1/openings/days?service=check-up&from=2026-03-07&to=2026-03-08")
    assert closed == {"days": [], "reason": "closed"}


async def test_a_longer_appointment(database: Database, aiohttp_client: MakeClient) -> None:
    service = {"id": "check-up", "names": ["check-up"], "duration_minutes": 30, "durations_minutes": [30, 90]}
    client = await aiohttp_client(create_web_app(build_house(database, business(services=[service])).parts))
    asked = "/v1/openings?service=check-up&host=robin&from=2026-03-06&to=2026-03-07"
    assert len((await ask(client, "GET", asked))["openings"]) == 16
    longer = (await ask(client, "GET", f"{asked}&duration=90"))["openings"]
    assert (len(longer), longer[0]["end"]) == (12, "2026-03-06T10:30:00-08:00")
