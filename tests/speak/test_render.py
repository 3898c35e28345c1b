"""How acts join into lines, what can be pressed, and how true what is said stays to what is booked."""

import pytest
from tests.speak.scene import (
    ALOUD,
    BUSINESS,
    FRIDAY_AT_THREE,
    OPENINGS,
    PROFILE,
    VALUES,
    WRITTEN,
    at,
    booking,
    expectation,
    on,
    opening,
    voice,
)

from frontdesk.model.agent_acts import (
    Acknowledge,
    Ask,
    Confirm,
    Greet,
    NotifySuccess,
    Offer,
    ReadBack,
    Reprompt,
    Say,
    Tell,
    Trouble,
    Which,
)
from frontdesk.model.booking import BookingStatus, NoOpenings
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, ContactChannel
from frontdesk.model.caller_acts import Topic
from frontdesk.model.expectation import Expecting, Option
from frontdesk.model.note import Note
from frontdesk.model.slots import HostChoice, Message, Reason, ServiceChoice, SlotName
from frontdesk.model.utterance import Medium
from frontdesk.model.when import PreferredTime, Wish
from frontdesk.speak.render import render
from frontdesk.speak.summary import Known, summarize


def test_the_greeting_says_who_speaks_and_that_a_person_is_there() -> None:
    for speaker in (ALOUD, WRITTEN):
        text = render((Greet(),), speaker)[0].text
        assert "Mill Lane Dental" in text
        assert "automated assistant" in text
        assert "a person" in text
        assert text.startswith("Good morning")
        assert "Welcome to Mill Lane. " in text
    bare = Business.model_validate({**PROFILE, "greeting": None})
    assert render((Greet(),), voice(business=bare))[0].text == (
        "Good morning, this is the automated assistant of Mill Lane Dental. You can say 'a person' at any time."
    )


def test_what_was_understood_leads_into_the_next_question() -> None:
    acts = (
        Acknowledge(SlotName.SERVICE, ServiceChoice(("check-up",))),
        Acknowledge(SlotName.HOST, HostChoice(("sam",))),
        Acknowledge(SlotName.PREFERRED_TIME, FRIDAY_AT_THREE),
        Acknowledge(SlotName.NAME, VALUES[SlotName.NAME]),
        Ask(SlotName.PHONE),
    )
    (line,) = render(acts, ALOUD)
    assert line.text == (
        "Thank you, Priya. Okay, check-up with Dr Sam Carter, tomorrow at three o'clock. "
        "What's the best number to reach you on?"
    )


def test_notes_lead_in_and_facts_stand_alone() -> None:
    lines = render((Say(Note.WELCOME), Tell(Topic.PARKING), Ask(SlotName.NAME)), ALOUD)
    assert [line.text for line in lines] == [
        "You're welcome. Free behind the house, enter from Mill Road. See our website.",
        "Could I take your name, please?",
    ]
    assert render((Say(Note.WELCOME),), ALOUD)[0].text == "You're welcome."
    assert render((), ALOUD) == ()


def test_the_number_called_from_is_offered_by_its_end() -> None:
    speaker = voice(caller_phone="+442079460123")
    (line,) = render((Confirm(SlotName.PHONE, VALUES[SlotName.PHONE]),), speaker)
    assert line.text == "Shall I use the number you're calling from, ending in oh one two three?"


def test_the_reason_comes_before_the_offer() -> None:
    (line,) = render((Offer(OPENINGS[:1], missed=NoOpenings.CLOSED),), WRITTEN)
    assert line.text == (
        "We're closed then. The nearest I have is today, Thursday 5 March, at 10:00 am. Would that work?"
    )
    (line,) = render((Offer(OPENINGS[:1], missed=NoOpenings.NOTICE),), ALOUD)
    assert "we need one hour" in line.text
    (line,) = render((Offer(OPENINGS, missed=NoOpenings.HOST_AWAY),), voice(host="kim"))
    assert line.text.startswith("Dr Kim Lee isn't in then.")


def test_the_read_back_says_every_value_once() -> None:
    (line,) = render((ReadBack(tuple(VALUES.items()), OPENINGS[2]),), ALOUD)
    assert line.text == (
        "Let me read that back: your check-up with Dr Sam Carter, tomorrow, Friday the sixth of March, at half past "
        "nine in the morning, at Park Road. It's for Priya Nair, on oh two oh, seven nine four six, oh one two three. "
        "The e-mail is priya dot nair at example dot com. Is that right?"
    )
    assert [choice.value for choice in line.choices] == ["yes", "no"]
    written = render((ReadBack(tuple(VALUES.items()), OPENINGS[2]),), WRITTEN)[0].text
    assert "at Park Road, 3 Park Road, London." in written  # read at leisure: the address, the reason, the answers
    assert "About: a sore tooth" in written
    assert "Have you been here before? No, never." in written or "Have you been here before? no, never." in written


def test_the_read_back_names_the_place_that_goes_with_the_channel() -> None:
    said = {}
    for channel in Channel:
        values = {**VALUES, SlotName.CONTACT_CHANNEL: ContactChannel(channel)}
        said[channel] = render((ReadBack(tuple(values.items()), OPENINGS[2]),), WRITTEN)[0].text
    assert {channel for channel, text in said.items() if "Park Road" in text} == {Channel.IN_PERSON}
    assert {channel for channel, text in said.items() if "7 Elm Street" in text} == {Channel.AT_CUSTOMER}
    assert {channel for channel, text in said.items() if "020 7946 0100" in text} == {Channel.PHONE_INCOMING}


def test_the_read_back_has_the_opening_s_time_not_the_wish_s() -> None:
    (line,) = render((ReadBack(((SlotName.PREFERRED_TIME, FRIDAY_AT_THREE),), opening(9, 14)),), WRITTEN)
    assert "Monday 9 March at 2:00 pm" in line.text
    assert "3:00" not in line.text


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("turn", [0, 1])
def test_only_a_confirmed_booking_is_called_booked(medium: Medium, again: bool, turn: int) -> None:
    for status in BookingStatus:
        (line,) = render((NotifySuccess(booking(status), again),), voice(medium, turn))
        said = "booked" in line.text.lower()
        assert said == (status is BookingStatus.CONFIRMED)
        assert ("confirmed" in line.text) == (status is not BookingStatus.CONFIRMED)


def test_what_happens_next_is_said() -> None:
    (line,) = render((NotifySuccess(booking(channel=Channel.PHONE)),), ALOUD)
    assert line.text.endswith("We'll call you on oh two oh, seven nine four six, oh one two three.")
    speaker = voice(Medium.TEXT, calendar_link="https://desk.example.com/b1.ics")
    (line,) = render((NotifySuccess(booking(channel=Channel.VIDEO)),), speaker)
    assert "https://video.example.com/room" in line.text
    assert line.text.rstrip(".").endswith("Add it to your calendar: https://desk.example.com/b1.ics")
    (line,) = render((NotifySuccess(booking(channel=Channel.VIDEO)),), voice(calendar_link="https://x.example.com"))
    assert "http" not in line.text


def test_openings_can_be_pressed() -> None:
    (line,) = render((Offer(OPENINGS),), WRITTEN)
    assert [(choice.title, choice.value, choice.key) for choice in line.choices] == [
        ("Thu 5 Mar, 10:00 am", "2026-03-05T10:00", "1"),
        ("Thu 5 Mar, 11:00 am", "2026-03-05T11:00", "2"),
        ("Fri 6 Mar, 9:30 am", "2026-03-06T09:30", "3"),
        ("Another time", "another time", "4"),
    ]
    (line,) = render((Offer((opening(5, 10), opening(5, 10, host="kim"), opening(5, 11))),), WRITTEN)
    values = [choice.value for choice in line.choices]
    assert values[:3] == ["2026-03-05T10:00/sam", "2026-03-05T10:00/kim", "2026-03-05T11:00"]


def test_keys_say_the_day_only_where_days_differ() -> None:
    question = expectation(Expecting.OPENING)
    (line,) = render((Reprompt(question, Trouble.NO_MATCH, 2, keys=True),), ALOUD)
    assert "For today at ten, press one. For today at eleven, press two." in line.text
    (line,) = render((Offer(OPENINGS[:2]),), ALOUD)
    assert [choice.title for choice in line.choices] == ["ten", "eleven", "another time"]


def test_readings_of_a_time_can_be_pressed() -> None:
    readings = tuple(Option(PreferredTime((Wish((), at(minute)),))) for minute in (180, 900))
    (line,) = render((Which(SlotName.PREFERRED_TIME, readings),), WRITTEN)
    assert line.text == "Is that at 3:00 am or at 3:00 pm?"
    assert [choice.value for choice in line.choices] == ["03:00", "15:00"]
    days = tuple(Option(PreferredTime((Wish((on(day),), at(900)),))) for day in (6, 13))
    (line,) = render((Which(SlotName.PREFERRED_TIME, days),), WRITTEN)
    assert [choice.value for choice in line.choices] == ["2026-03-06T15:00", "2026-03-13T15:00"]


def test_optional_answers_can_be_skipped() -> None:
    (line,) = render((Ask(SlotName.REASON),), WRITTEN)
    assert [(choice.value, choice.key) for choice in line.choices] == [("skip", "#")]
    assert render((Ask(SlotName.NAME),), WRITTEN)[0].choices == ()
    required = Business.model_validate({**PROFILE, "policy": {"reason": "required"}})
    (line,) = render((Ask(SlotName.REASON),), voice(business=required))
    assert line.choices == ()
    assert "skip" not in line.text


def test_the_chosen_service_narrows_what_is_offered_and_told() -> None:
    (line,) = render((Ask(SlotName.CONTACT_CHANNEL),), voice(service="check-up"))
    assert [choice.value for choice in line.choices] == ["in person", "by video", "by phone"]
    (line,) = render((Ask(SlotName.CONTACT_CHANNEL),), voice(service="emergency"))
    assert [choice.value for choice in line.choices] == ["in person"]
    assert render((Tell(Topic.DURATION),), voice(service="check-up"))[0].text == "It takes thirty minutes."
    assert render((Tell(Topic.PRICE),), voice(Medium.TEXT))[0].text == "Check-up: £45."


@pytest.mark.parametrize("topic", sorted(set(Topic) - {Topic.ROBOT, Topic.WHO, Topic.AVAILABILITY, Topic.EMERGENCY}))
def test_what_the_profile_does_not_say_is_not_made_up(topic: Topic) -> None:
    unknown = render((Tell(topic, known=False),), ALOUD)
    said = "That isn't on my list" if topic is Topic.OFFERED else "I'm afraid I don't know that."
    assert unknown[0].text.startswith(said)
    if topic in {Topic.PARKING, Topic.PRIVACY}:
        bare = Business.model_validate({**PROFILE, "facts": {}})
        assert render((Tell(topic),), voice(business=bare)) == unknown


@pytest.mark.parametrize(("region", "number"), [("GB", "999"), ("US", "911"), ("DE", "112"), ("JP", "your local")])
def test_in_an_emergency_the_number_of_the_region_is_told(region: str, number: str) -> None:
    business = Business.model_validate({**PROFILE, "region": region})
    (line,) = render((Tell(Topic.EMERGENCY),), voice(Medium.TEXT, business=business))
    assert line.text.startswith(f"If this is an emergency, please call {number}")


def test_a_business_has_its_own_words_for_an_emergency() -> None:
    business = Business.model_validate({**PROFILE, "facts": {"emergency": "Ring 999 and open the door"}})
    assert render((Tell(Topic.EMERGENCY),), voice(business=business))[0].text == "Ring 999 and open the door."


def test_lists_aloud_stop_at_three() -> None:
    (line,) = render((Ask(SlotName.SERVICE),), ALOUD)
    assert line.text == (
        "What would you like to come in for: check-up, hygienist appointment or whitening, or something else?"
    )
    assert len(line.choices) == len(BUSINESS.services)


def test_words_of_others_are_never_read_as_templates() -> None:
    hostile = Reason("{{ 7*7 }} {% raw %} <script>alert(1)</script>")
    (line,) = render((Confirm(SlotName.REASON, hostile),), WRITTEN)
    assert "{{ 7*7 }} {% raw %} <script>alert(1)</script>" in line.text
    assert "49" not in line.text


def test_a_hello_is_not_answered_twice() -> None:
    (line,) = render((Greet(), Say(Note.HELLO)), WRITTEN)
    assert "Hello" not in line.text


def test_the_summary_for_a_colleague() -> None:
    known = ((SlotName.NAME, VALUES[SlotName.NAME]), (SlotName.PREFERRED_TIME, FRIDAY_AT_THREE))
    assert summarize(Known(known), WRITTEN) == (
        "Needs a colleague. Known so far: name: Priya Nair and preferred time: tomorrow, Friday 6 March, at 3:00."
    )
    assert summarize(Known(()), WRITTEN) == "Needs a colleague. Nothing is known yet."


def test_a_message_says_at_once_from_whom_and_for_whom_it_is() -> None:
    known = Known(
        ((SlotName.NAME, VALUES[SlotName.NAME]),), Message("I'll be ten minutes late", "Robin Hale"), "Priya Nair"
    )
    assert summarize(known, WRITTEN) == "Message for Robin Hale from Priya Nair: “I'll be ten minutes late”."


def test_the_summary_says_who_was_asked_for_and_what_was_to_be_changed() -> None:
    known = Known((), asked_for="Robin Hale", cannot=((SlotName.NAME, VALUES[SlotName.NAME]), (SlotName.PHONE, None)))
    assert summarize(known, WRITTEN) == ("Asks for Robin Hale. Would like to change: name: Priya Nair and phone.")


def test_a_way_to_meet_that_is_not_offered_is_not_called_possible() -> None:
    """ "Is it a video call?" may mean both."""
    asked = (ContactChannel(Channel.VIDEO), ContactChannel(Channel.WHATSAPP))
    (told,) = render((Tell(Topic.CHANNELS, about=asked),), voice(Medium.TEXT))
    assert "video" in told.text
    assert "WhatsApp" not in told.text
