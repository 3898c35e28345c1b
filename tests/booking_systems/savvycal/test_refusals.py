"""What each answer to a write means that is no success, documented or not."""

import pytest

from frontdesk.booking_systems.remote.connection import Answer
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.booking_systems.savvycal import refusals
from frontdesk.conversations.ports import BookingRejected, OutcomeUnknown
from frontdesk.model.change import Refusal


def answer(status: int) -> Answer:
    return Answer("make an appointment", status, None, {}, wrote=True)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (422, BookingRejected),
        (400, BookingRejected),
        (409, BookingRejected),
        (404, Misconfigured),
        (408, OutcomeUnknown),
        (302, OutcomeUnknown),
        (507, OutcomeUnknown),
    ],
)
def test_only_what_is_certainly_refused_is_said_to_be(status: int, kind: type[Exception]) -> None:
    assert type(refusals.of_create(answer(status))) is kind


@pytest.mark.parametrize(
    ("status", "why"),
    [(403, Refusal.NOT_BY_CALLER), (404, Refusal.UNKNOWN), (422, Refusal.NOT_ACCEPTED)],
)
def test_a_change_is_refused_for_a_reason(status: int, why: Refusal) -> None:
    refused = refusals.of_change(answer(status))
    assert isinstance(refused, BookingRejected)
    assert refused.why is why


def test_a_change_that_timed_out_is_not_known() -> None:
    assert isinstance(refusals.of_change(answer(408)), OutcomeUnknown)
