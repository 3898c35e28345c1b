"""What is said of a booking that was made: its time in two zones, its code, and whose word it still waits for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.speak.scene import ALOUD, LANGUAGES, NOW, VALUES, WRITTEN, booking, opening, voice_in

from frontdesk.model.agent_acts import NotifySuccess, ReadBack
from frontdesk.model.booking import Awaiting, Booking, BookingStatus
from frontdesk.model.caller import Channel, ContactChannel
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium
from frontdesk.speak.render import render
from frontdesk.speak.voice import Voice


def from_afar(zone: str | None, channel: Channel = Channel.VIDEO) -> Booking:
    made = booking(channel=channel)
    return replace(made, request=replace(made.request, attendee=replace(made.request.attendee, time_zone=zone)))


def pending(awaiting: Awaiting | None) -> Booking:
    until = NOW + timedelta(days=1, hours=8)
    return replace(booking(BookingStatus.PENDING), awaiting=awaiting, pending_until=until if awaiting else None)


def said(made: Booking, voice: Voice, again: bool = False) -> str:
    return render((NotifySuccess(made, again),), voice)[0].text


@pytest.mark.parametrize("channel", [Channel.VIDEO, Channel.PHONE, Channel.PHONE_INCOMING, Channel.WHATSAPP])
def test_somebody_far_away_hears_the_time_in_their_zone_too(channel: Channel) -> None:
    made = from_afar("America/New_York", channel)
    assert "at 10:00 am London time (5:00 am in New York)" in said(made, WRITTEN)
    assert "in the morning London time, which is five o'clock in the morning in New York" in said(made, ALOUD)


@pytest.mark.parametrize("zone", [None, "Europe/London", "Europe/Lisbon", "UTC", "Etc/GMT+5"])
def test_a_zone_with_the_same_clock_or_without_a_place_is_not_mentioned(zone: str | None) -> None:
    text = said(from_afar(zone), WRITTEN)
    assert "at 10:00 am, with" in text
    assert "London time" not in text


@pytest.mark.parametrize("channel", [Channel.IN_PERSON, Channel.AT_CUSTOMER])
def test_who_comes_to_the_door_is_told_its_time_alone(channel: Channel) -> None:
    assert "New York" not in said(from_afar("America/New_York", channel), WRITTEN)


def test_the_other_day_is_named_where_it_is_another() -> None:
    made = from_afar("Pacific/Honolulu")
    early = replace(made, request=replace(made.request, opening=opening(6, 9, 30)))
    assert "Friday 6 March, at 9:30 am London time (11:30 pm on Thursday in Honolulu)" in said(early, WRITTEN)


def test_the_read_back_says_both_times_too() -> None:
    far = replace(WRITTEN, caller_zone="America/New_York")
    for channel, told in ((Channel.VIDEO, True), (Channel.IN_PERSON, False)):
        values = ((SlotName.CONTACT_CHANNEL, ContactChannel(channel)), (SlotName.NAME, VALUES[SlotName.NAME]))
        text = render((ReadBack(values, opening(6, 10)),), far)[0].text
        assert ("10:00 am London time (5:00 am in New York)" in text) is told


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("medium", list(Medium))
def test_every_language_says_both_times_and_the_code(code: str, medium: Medium) -> None:
    made = replace(from_afar("America/New_York"), ticket="K42")
    for turn in range(2):
        text = said(made, voice_in(code, medium, turn))
        assert "York" in text
        assert "Lond" in text
        assert ("K42" in text) is (medium is Medium.TEXT)
        assert ("K, " in text) is (medium is Medium.VOICE)


def test_a_code_is_said_sign_by_sign_at_the_end() -> None:
    made = replace(booking(), ticket="K42")
    assert said(made, ALOUD).endswith("Your code is K, four, two.")
    assert said(made, WRITTEN).endswith("Your code is K42.")
    assert said(made, replace(WRITTEN, calendar_link="https://x.example.com/k.ics")).endswith(
        "Your code is K42. Add it to your calendar: https://x.example.com/k.ics"
    )
    assert said(made, WRITTEN, again=True).endswith("Your code is K42.")


def test_no_code_leaves_no_trace() -> None:
    assert "code" not in said(booking(), WRITTEN)
    assert "  " not in said(booking(), WRITTEN)


def test_a_request_that_waits_for_the_host_says_until_when() -> None:
    for again in (False, True):
        text = said(pending(Awaiting.HOST), WRITTEN, again)
        assert "booked" not in text
        assert "request" in text
    assert "by Friday 6 March at 5:00 pm" in said(pending(Awaiting.HOST), WRITTEN)


def test_one_that_waits_for_the_caller_says_so() -> None:
    for again in (False, True):
        text = said(pending(Awaiting.ATTENDEE), WRITTEN, again)
        assert "confirm" in text
        assert "request" not in text
        assert "Friday 6 March at 5:00 pm" in text


def test_without_a_time_limit_none_is_said() -> None:
    assert ", by" not in said(pending(None), WRITTEN)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("medium", list(Medium))
def test_the_two_kinds_of_waiting_are_told_apart_in_every_language(code: str, medium: Medium) -> None:
    voice = voice_in(code, medium)
    for again in (False, True):
        theirs, own = (said(pending(awaiting), voice, again) for awaiting in Awaiting)
        assert theirs != own
        assert said(booking(), voice, again) not in (theirs, own)
