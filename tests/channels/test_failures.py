"""What a booking system refuses or cannot do, as a problem that says what to do."""

import pytest
from tests.channels.conftest import Client
from tests.channels.staff.asking import STAFF, draft
from tests.channels.stand_in import House

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.channels.failures import problem_of
from frontdesk.channels.openings import NotOpen
from frontdesk.conversations.ports import (
    BookingRejected,
    BookingSystemError,
    KeyReused,
    OpeningTaken,
    OutcomeUnknown,
    RevisionChanged,
    SystemDown,
    TooManyTries,
)
from frontdesk.model.booking import NoOpenings
from frontdesk.model.change import Refusal

INSIDE = "the host's private remark"


@pytest.mark.parametrize("why", Refusal)
def test_every_refusal_has_its_sentence(why: Refusal) -> None:
    problem = problem_of(BookingRejected(INSIDE, why))
    assert problem.status == (404 if why is Refusal.UNKNOWN else 409)
    assert problem.kind == ("not-found" if why is Refusal.UNKNOWN else why.value.replace("_", "-"))
    assert problem.detail.endswith(".")
    assert INSIDE not in problem.detail


@pytest.mark.parametrize("reason", NoOpenings)
def test_every_reason_has_its_sentence(reason: NoOpenings) -> None:
    problem = problem_of(NotOpen(reason))
    assert (problem.status, problem.kind) == (409, reason.value.replace("_", "-"))
    assert problem.detail.endswith("GET /v1/openings lists what is free.")


@pytest.mark.parametrize(
    ("error", "status", "kind", "retry"),
    [
        (OpeningTaken(INSIDE), 409, "opening-taken", None),
        (RevisionChanged(INSIDE), 412, "revision-changed", None),
        (KeyReused(INSIDE), 422, "idempotency-key-reused", None),
        (TooManyTries(INSIDE), 429, "too-many-tries", "900"),
        (SystemDown(INSIDE), 503, "unavailable", "2"),
        (OutcomeUnknown(INSIDE), 503, "outcome-unknown", "2"),
        (BookingSystemError(INSIDE), 503, "unavailable", "2"),
    ],
)
async def test_as_it_is_answered(
    client: Client,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    error: BookingSystemError,
    status: int,
    kind: str,
    retry: str | None,
) -> None:
    async def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(EmbeddedBookingSystem, "book", fail)
    response = await client.post("/v1/bookings", json=draft(), headers=STAFF)
    problem = await response.json()
    assert (response.status, response.content_type) == (status, "application/problem+json")
    assert problem["type"] == f"urn:frontdesk:problem:{kind}"
    assert response.headers.get("Retry-After") == retry
    assert INSIDE not in problem["detail"]


async def test_an_unknown_outcome_says_to_read_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise OutcomeUnknown(INSIDE)

    monkeypatch.setattr(EmbeddedBookingSystem, "book", fail)
    response = await client.post("/v1/bookings", json=draft(), headers=STAFF)
    assert "read the booking again" in (await response.json())["detail"]
