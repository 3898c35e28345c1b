"""What the page is told, over real HTTP and without a browser."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from tests.channels.real_house import hire
from tests.channels.stand_in import NOW, House, build_house, business

from frontdesk.conversations.ports import ConversationKey
from frontdesk.database.engine import Database
from frontdesk.model.booking import Search, Window
from frontdesk.page.days import join, read_days
from frontdesk.web import create_web_app

Client = TestClient[web.Request, web.Application]
MakeClient = Callable[[web.Application], Awaitable[Client]]
DAYS = "/page/harbour/day.json"


@pytest.fixture
async def client(house: House, aiohttp_client: MakeClient) -> Client:
    return await aiohttp_client(create_web_app(house.parts))


async def week(client: Client, query: str = "") -> Any:
    response = await client.get(DAYS + query)
    assert response.status == 200
    return await response.json()


async def test_what_is_free_held_and_booked(client: Client, house: House) -> None:
    await house.book(1)
    robin = Search("check-up", Window(NOW, NOW + timedelta(days=1)), "robin")
    opening = (await house.bookings().openings(robin)).found[0]
    await house.bookings().hold(opening, "somebody", NOW + timedelta(minutes=10))
    shown = await week(client)
    assert (shown["today"], shown["minute"], shown["axis"]) == ("2026-03-05", 9 * 60, [9 * 60, 18 * 60])
    assert shown["held_days"] == ["2026-03-05"]
    today, tomorrow = shown["days"][0]["hosts"], shown["days"][1]["hosts"]
    assert today[0]["held"] == [[600, 630]]
    assert today[0]["free"] == [[630, 750], [810, 1080]]
    assert today[1] == {"free": [[600, 750], [810, 1080]], "held": [], "booked": []}
    assert tomorrow[0]["booked"] == [
        {"start": 570, "end": 600, "who": "Priya Nair", "service": "check-up", "pending": False}
    ]
    assert tomorrow[0]["free"] == [[540, 570], [600, 750], [810, 1080]]


async def test_what_is_cancelled_is_free_again(client: Client, house: House) -> None:
    booking = await house.book(1)
    await house.bookings().cancel(booking.id)
    assert (await week(client))["days"][1]["hosts"][0] == {"free": [[540, 750], [810, 1080]], "held": [], "booked": []}


@pytest.mark.parametrize(
    ("first", "shown"),
    [("2026-03-20", "2026-03-20"), ("2020-01-01", "2026-02-26"), ("2999-01-01", "2026-05-04")],
)
async def test_a_week_stays_where_the_business_has_days(client: Client, first: str, shown: str) -> None:
    assert (await week(client, f"?first={first}"))["days"][0]["date"] == shown


async def test_a_day_on_which_the_clock_changes(house: House) -> None:
    shown = await read_days(house.parts.desks["harbour"], date(2026, 3, 8), NOW)
    assert [str(day.date) for day in shown.days[:2]] == ["2026-03-08", "2026-03-09"]
    assert shown.days[1].hosts[0].free == [(540, 750), (810, 1080)]


async def test_a_closed_week_has_an_axis_too(database: Database) -> None:
    house = build_house(database, business(opening_hours={}))
    shown = await read_days(house.parts.desks["harbour"], None, NOW)
    assert shown.axis == (540, 1020)


def test_spans_that_touch_are_one() -> None:
    assert join([(60, 90), None, (30, 60), (100, 120), (80, 85)]) == [(30, 90), (100, 120)]


async def test_what_is_unchanged_is_not_sent_again(client: Client, house: House) -> None:
    first = await client.get(DAYS)
    again = await client.get(DAYS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    body = {"sender": "u1", "message": "as soon as possible"}
    await client.post("/page/harbour/chat", json=body)
    assert (await client.get(DAYS, headers={"If-None-Match": first.headers["ETag"]})).status == 200


async def test_leaving_ends_the_conversation(client: Client, house: House) -> None:
    assert (await client.post("/page/harbour/leave", json={"sender": "u1"})).status == 204
    assert house.receptionist().ended == [ConversationKey("harbour", "try_page", "u1")]


async def test_a_sender_of_the_chat_is_a_stranger_here(client: Client, house: House) -> None:
    body = {"sender": "u1", "message": "Friday", "message_id": "m1"}
    assert (await client.post("/v1/chat", json=body)).status == 200
    for message in ("Friday", "yes"):
        await client.post("/page/harbour/chat", json=body | {"message": message, "message_id": message})
    await client.post("/page/harbour/chat", json=body | {"message": ""})
    keys = [key.channel for key, _ in house.receptionist().heard]
    assert keys == ["web_chat", "try_page", "try_page", "try_page"]


async def test_what_is_behind_an_answer(database: Database, aiohttp_client: MakeClient) -> None:
    client = await aiohttp_client(create_web_app(hire(database)))
    inside = "/page/harbour/inside.json?sender=u1"
    assert (await client.get(inside)).status == 404
    body = {"sender": "u1", "message": "tomorrow at ten, my name is Priya Nair", "message_id": "m1"}
    conversation = (await (await client.post("/page/harbour/chat", json=body)).json())["conversation_id"]
    seen = await (await client.get(inside)).json()
    assert (seen["conversation"], seen["task"], seen["asks"]) == (conversation, "book", "phone")
    assert "name: Priya Nair" in seen["heard"]
    assert "policy.preferred_time" in seen["rules"]
    slots = {slot.pop("slot"): slot for slot in seen["slots"]}
    assert slots["name"] == {"grounding": "heard", "value": "Priya Nair", "sure": "1.00", "source": "said"}
    assert slots["phone"] == {"grounding": "missing", "value": "", "sure": "", "source": ""}
    assert slots["service"]["source"] == "profile"
    assert seen["held"] == ["Fri 10:00"]
    assert (await client.get("/page/harbour/inside.json?sender=u2")).status == 404, "another page's conversation"
    body = {"sender": "u3", "message": "Friday", "message_id": "m1"}
    assert (await client.post("/v1/chat", json=body)).status == 200
    assert (await client.get("/page/harbour/inside.json?sender=u3")).status == 404, "nor one of the chat"


async def test_an_empty_message_lets_the_agent_speak_first(client: Client, house: House) -> None:
    body = {"sender": "u1", "message": "", "message_id": "m1"}
    answers = [await (await client.post("/page/harbour/chat", json=body)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert [utterance for _, utterance in house.receptionist().heard] == [None]


@pytest.mark.parametrize("path", ["/", "/page/harbour", "/page/page.css", "/page/page.js"])
async def test_nothing_comes_from_elsewhere(client: Client, path: str) -> None:
    response = await client.get(path)
    assert response.status == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "//" not in (await response.text()).replace("// ", "").replace("http://www.w3.org", "")


async def test_a_name_is_escaped(database: Database, aiohttp_client: MakeClient) -> None:
    house = build_house(database, business(name="<b>Fish & Chips</b>"))
    client = await aiohttp_client(create_web_app(house.parts))
    html = await (await client.get("/")).text()
    assert "&lt;b&gt;Fish &amp; Chips" in html
    assert "<b>Fish" not in html


async def test_several_businesses_are_chosen_from(database: Database, aiohttp_client: MakeClient) -> None:
    shown, other, hidden = business("one", name="One"), business("two", name="Two"), business("three", doors={})
    client = await aiohttp_client(create_web_app(build_house(database, shown, other, hidden).parts))
    html = await (await client.get("/")).text()
    assert 'href="/page/one"' in html
    assert 'href="/page/two"' in html
    assert "three" not in html
    assert (await client.get("/page/two")).status == 200
    for path in ("/page/three", "/page/three/day.json", "/page/three/inside.json?sender=u1", "/page/four"):
        assert (await client.get(path)).status == 404
    assert (await client.post("/page/three/chat", json={"sender": "u1", "message": "hi"})).status == 404


async def test_without_a_business_that_wants_it_there_is_no_page(
    database: Database, aiohttp_client: MakeClient
) -> None:
    client = await aiohttp_client(create_web_app(build_house(database, business(doors={})).parts))
    for path in ("/", "/page/page.js", "/page/harbour"):
        assert (await client.get(path)).status == 404


async def test_a_booking_system_that_shows_no_holds(house: House) -> None:
    desk = replace(house.parts.desks["harbour"], holds=None)
    assert (await read_days(desk, None, NOW)).held_days == []
