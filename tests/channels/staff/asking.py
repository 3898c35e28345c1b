"""Asking the staff API."""

from typing import Any

from tests.channels.conftest import Client
from tests.channels.stand_in import STAFF_TOKEN

STAFF = {"Authorization": f"Bearer {STAFF_TOKEN}"}
TOMORROW = "2026-03-06"
PRIYA = {"name": "Priya Nair", "phone": "+14155550123"}


async def ask(
    client: Client, method: str, path: str, body: Any = None, status: int = 200, **headers: str
) -> dict[str, Any]:
    """The answer's JSON; names of headers are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = await client.request(method, path, json=body, headers=STAFF | named)
    text = await response.text()
    assert response.status == status, text
    if status == 204:
        return {}
    kind = "application/problem+json" if status >= 400 else "application/json"
    assert response.content_type == kind
    answer: dict[str, Any] = await response.json()
    return answer


async def get(client: Client, path: str) -> tuple[int, Any]:
    response = await client.get(path, headers=STAFF)
    return response.status, await response.json()


def draft(start: str = f"{TOMORROW}T10:00", **more: Any) -> dict[str, Any]:
    """A new booking, as the staff send it."""
    return {"service": "check-up", "start": start, "host": "robin", "attendee": PRIYA} | more


async def make(client: Client, start: str = f"{TOMORROW}T10:00", **more: Any) -> dict[str, Any]:
    return await ask(client, "POST", "/v1/bookings", draft(start, **more), 201)
