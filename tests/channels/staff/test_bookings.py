"""Bookings as the staff list and read them, and that nobody else can."""

import pytest
from tests.channels.conftest import Client
from tests.channels.staff.asking import STAFF, ask, get, make
from tests.channels.stand_in import House

PATHS = [
    ("GET", "/v1/bookings"),
    ("POST", "/v1/bookings"),
    ("GET", "/v1/bookings/1"),
    ("PATCH", "/v1/bookings/1"),
    ("GET", "/v1/bookings/1/history"),
    *[
        ("POST", f"/v1/bookings/1/{name}")
        for name in "reschedule approve decline cancel complete no-show management-link".split()
    ],
    ("GET", "/v1/openings?service=check-up"),
    ("GET", "/v1/openings/days?service=check-up"),
    ("GET", "/v1/hosts"),
    ("GET", "/v1/blocks"),
    ("POST", "/v1/blocks"),
    ("DELETE", "/v1/blocks/1"),
    ("GET", "/v1/waitlist"),
    ("POST", "/v1/waitlist"),
    *[("POST", f"/v1/waitlist/1/{name}") for name in ("claim", "refuse", "leave")],
    ("GET", "/v1/conversations/1"),
    ("GET", "/v1/callbacks"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer wrong", "Basic staff-token", "staff-token"])
async def test_nothing_without_the_token(client: Client, method: str, path: str, authorization: str) -> None:
    response = await client.request(method, path, headers={"Authorization": authorization})
    assert (response.status, response.content_type) == (401, "application/problem+json")
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_bookings_of_a_time(client: Client, house: House) -> None:
    booking = await house.book()
    status, answer = await get(client, "/v1/bookings?from=2026-03-06&to=2026-03-07")
    assert status == 200
    [shown] = answer["bookings"]
    link = shown["invite"].pop("ics_url")
    assert link == f"https://desk.example.com/calendar/{booking.id}/{booking.calendar_token}.ics"
    assert shown == {
        "id": booking.id,
        "status": "confirmed",
        "start": "2026-03-06T09:00:00-08:00",
        "end": "2026-03-06T09:30:00-08:00",
        "time_zone": "America/Los_Angeles",
        "service": "check-up",
        "contact_channel": "in_person",
        "attendee": {
            "name": "Priya Nair",
            "given": "Priya",
            "family": "Nair",
            "phone": "+14155550123",
            "email": None,
            "language": "en",
            "time_zone": None,
        },
        "invite": {
            "title": "Check-up: Priya Nair",
            "description": "Priya Nair, +1 415 555 0123\nReason: a cracked tooth",
        },
        "business": "harbour",
        "booked_by": None,
        "guests": [],
        "host": "robin",
        "others": [],
        "location": None,
        "resources": [],
        "place": "12 Harbour Street",
        "reason": "a cracked tooth",
        "answers": {"first_visit": "yes"},
        "consents": [],
        "tags": [],
        "notes": "",
        "language": "en",
        "source": "web_chat",
        "dialled": None,
        "campaign": {},
        "customer_reference": "",
        "ticket": booking.ticket,
        "awaiting": None,
        "pending_until": None,
        "created": "2026-03-05T09:00:00-08:00",
        "revision": 0,
    }


async def test_a_code_is_found_however_it_is_typed(client: Client, house: House) -> None:
    booked = await house.book()
    for typed in (booked.ticket, booked.ticket.lower()):
        _, answer = await get(client, f"/v1/bookings?ticket={typed}")
        assert [one["id"] for one in answer["bookings"]] == [booked.id]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("from=2026-03-06", 1),
        ("from=2026-03-05&to=2026-03-06", 0),
        ("from=2026-03-06T09:29&to=2026-03-06T12:00", 1),
        ("from=2026-03-06T09:30&to=2026-03-06T12:00", 0),
        ("from=2026-03-06T17:29Z&to=2026-03-06T18:00Z", 1),
        ("from=2026-03-06T18:29+01:00&to=2026-03-07", 1),
        ("from=2026-03-06T18:30+01:00&to=2026-03-07", 0),
        ("phone=%2B14155550123", 1),
        ("phone=+14155550123", 1),
        ("phone=415-555-0123", 1),
        ("phone=%2B14155550124", 0),
        ("status=confirmed", 1),
        ("status=cancelled,confirmed", 1),
        ("status=cancelled", 0),
        ("host=robin&service=check-up", 1),
        ("host=sam", 0),
        ("service=other", 0),
        ("ticket=nonsense", 0),
        ("customer_reference=C-1", 0),
    ],
)
async def test_which_bookings(client: Client, house: House, query: str, found: int) -> None:
    await house.book()
    status, answer = await get(client, f"/v1/bookings?{query}")
    assert (status, len(answer.get("bookings", ()))) == (200, found)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=yesterday", "from"),
        ("from=", "from"),
        ("from=0001-01-01", "from"),
        ("to=9999-12-31", "to"),
        ("from=" + "9" * 4_000, "from"),
        ("from=2026-03-06&to=2026-03-06", "to"),
        ("from=2026-03-06&to=2026-03-05", "to"),
        ("from=2026-01-01&to=2028-01-01", "to"),
        ("phone=ring-ring", "phone"),
        ("phone=" + "4" * 41, "phone"),
        ("phone=000", "phone"),
        ("status=booked", "status"),
        ("status=", "status"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=all", "limit"),
        ("after=nonsense", "after"),
        ("after=999999999999999999-x", "after"),
        ("after=\N{SUPERSCRIPT TWO}-x", "after"),
        ("after=%00", "after"),
        ("phon=415", "phon"),
        ("business=other", "business"),
    ],
)
async def test_a_query_that_makes_no_sense(client: Client, query: str, parameter: str) -> None:
    status, answer = await get(client, f"/v1/bookings?{query}")
    assert (status, answer["errors"][0]["parameter"]) == (422, parameter)


async def test_one_booking(client: Client, house: House) -> None:
    booking = await house.book()
    status, answer = await get(client, f"/v1/bookings/{booking.id}")
    assert (status, answer["id"]) == (200, booking.id)
    for unknown in ("other", "%00", "x" * 200, "..%2F..", "%ff"):
        assert (await get(client, f"/v1/bookings/{unknown}"))[0] == 404


@pytest.mark.parametrize("id", ["%00", "a%0Ab", "x" * 200])
async def test_no_database_is_asked_for_what_cannot_be_an_id(client: Client, id: str) -> None:
    for path in ("/v1/bookings", "/v1/conversations"):
        status, answer = await get(client, f"{path}/{id}")
        assert (status, answer["detail"]) == (404, "There is nothing with this id.")


async def test_by_the_facts_somebody_gives(client: Client) -> None:
    made = await make(client, customer_reference="C-1")
    await make(client, "2026-03-06T11:00")
    for query in (f"ticket={made['ticket']}&phone=%2B14155550123", "customer_reference=C-1"):
        answer = await ask(client, "GET", f"/v1/bookings?{query}")
        assert made["id"] in [booking["id"] for booking in answer["bookings"]]
    assert len((await ask(client, "GET", "/v1/bookings?customer_reference=C-1"))["bookings"]) == 1


async def test_page_by_page(client: Client, house: House) -> None:
    made = [(await make(client, f"2026-03-06T{hour}:00"))["id"] for hour in (14, 15, "09", 10, 11)]
    found: list[str] = []
    path = "/v1/bookings?from=2026-03-06&to=2026-03-07&limit=2"
    for size in (2, 2, 1):
        response = await client.get(path, headers=STAFF)
        answer = await response.json()
        assert len(answer["bookings"]) == size
        found += [booking["id"] for booking in answer["bookings"]]
        following = response.links.get("next")
        assert (following is None) == (answer["next"] is None) == (size == 1)
        if following is not None:
            url = str(following["url"])
            assert url.startswith(house.parts.public_url)
            path = url.removeprefix(house.parts.public_url)
    assert found == [made[place] for place in (2, 3, 4, 0, 1)]


async def test_its_history(client: Client) -> None:
    made = await make(client)
    history = await ask(client, "GET", f"/v1/bookings/{made['id']}/history")
    assert history == {
        "changes": [
            {
                "revision": 0,
                "at": "2026-03-05T09:00:00-08:00",
                "by": "staff",
                "what": "booked",
                "reason": "",
                "before": None,
            }
        ]
    }
