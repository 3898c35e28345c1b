"""What a channel knows of somebody before they speak: remembered, added to, and in the record of their booking."""

import logging

import pytest
from tests.conversations.desk import BUSINESS, open_office
from tests.conversations.test_runner import UP_TO_THE_READ_BACK

from frontdesk.conversations.ports import ConversationKey
from frontdesk.model.arrival import UNKNOWN, Arrival
from frontdesk.model.booking import Booking, BookingRequest
from frontdesk.model.utterance import Medium, typed

POSTER = (("utm_source", "poster"),)
NEW_YORK = Arrival(None, "+442079460100", POSTER, "America/New_York", "C-1042")


async def book(*arrivals: Arrival) -> BookingRequest:
    """Books with one message after the other, the first ones with these arrivals; what was booked."""
    asked: list[BookingRequest] = []
    async with open_office() as office:
        system = office.system
        commit = system.book

        async def note(request: BookingRequest, key: str) -> Booking:
            asked.append(request)
            return await commit(request, key)

        system.book = note  # type: ignore[method-assign]
        key = ConversationKey(BUSINESS.id, "web_chat", "ada")
        lines = (*UP_TO_THE_READ_BACK, "yes")
        for line, arrival in zip(lines, arrivals + (UNKNOWN,) * len(lines), strict=False):
            await office.receptionist.take(key, typed(line), delivery=None, medium=Medium.TEXT, arrival=arrival)
    (request,) = asked
    return request


async def test_what_came_with_the_first_message_is_in_the_booking() -> None:
    request = await book(NEW_YORK)
    assert request.source == "web_chat"
    assert request.dialled == "+442079460100"
    assert request.campaign == POSTER
    assert request.attendee.time_zone == "America/New_York"
    assert request.customer_reference == "C-1042"


async def test_a_later_message_adds_and_changes_nothing() -> None:
    later = Arrival(campaign=(("utm_source", "mail"), ("utm_term", "knee")), time_zone="Asia/Tokyo")
    request = await book(UNKNOWN, Arrival(campaign=POSTER, time_zone="America/New_York"), later)
    assert request.campaign == (*POSTER, ("utm_term", "knee"))
    assert request.attendee.time_zone == "America/New_York"


async def test_a_zone_that_is_the_business_s_own_says_nothing() -> None:
    assert (await book(Arrival(time_zone=BUSINESS.time_zone))).attendee.time_zone is None


async def test_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await book(NEW_YORK)
    logged = "\n".join(str(record.__dict__) for record in caplog.records if record.name.startswith("frontdesk"))
    assert logged
    assert not [word for word in ("poster", "C-1042", "New_York", "+442079460100") if word in logged]
