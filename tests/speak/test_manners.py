"""What a good receptionist hears in a sentence: one thanks, no bare surname, nothing twice, nothing that is not so."""

import pytest
from tests.speak.scene import (
    LANGUAGES,
    PROFILE,
    VALUES,
    WRITTEN,
    booking,
    expectation,
    on,
    opening,
    voice,
    voice_in,
)

from frontdesk.model.agent_acts import (
    Acknowledge,
    AgentAct,
    Ask,
    Confirm,
    HandOff,
    HandOffReason,
    NotifySuccess,
    NotOffered,
    Offer,
    Reprompt,
    Say,
    Tell,
    Trouble,
)
from frontdesk.model.booking import NoOpenings
from frontdesk.model.business import Business
from frontdesk.model.caller import PersonName, PhoneDigits, PhoneNumber
from frontdesk.model.caller_acts import Topic
from frontdesk.model.expectation import Expecting
from frontdesk.model.hours import WeeklyHours
from frontdesk.model.note import Note
from frontdesk.model.slots import HostChoice, Message, ServiceChoice, SlotName
from frontdesk.model.utterance import Medium
from frontdesk.model.when import PreferredTime, Wish
from frontdesk.speak.formats import say_hours
from frontdesk.speak.render import render
from frontdesk.speak.summary import Known, summarize
from frontdesk.speak.voice import Voice

THANKS = {"en": "thank", "de": "dank", "fr": "merci", "es": "gracias", "it": "grazie"}
CANNOT_HEAR = {"en": "hear", "de": "höre", "fr": "entend", "es": "oig", "it": "sent"}
BOTH = [(code, turn) for code in LANGUAGES for turn in (0, 1)]


def said(speaker: Voice, *acts: AgentAct) -> str:
    return " ".join(line.text for line in render(acts, speaker))


@pytest.mark.parametrize(("code", "turn"), BOTH)
def test_one_thanks_and_never_two(code: str, turn: int) -> None:
    told = [slot for slot in VALUES if slot is not SlotName.APPOINTMENT]
    text = said(voice_in(code, turn=turn), *(Acknowledge(slot, VALUES[slot]) for slot in told)).lower()
    assert text.count(THANKS[code]) <= 1


@pytest.mark.parametrize(("code", "turn"), BOTH)
def test_nobody_is_thanked_by_a_lone_word_or_in_their_absence(code: str, turn: int) -> None:
    alone = Acknowledge(SlotName.NAME, PersonName("Dupont", ""))
    assert "Dupont" not in said(voice_in(code, turn=turn), alone)
    other = Acknowledge(SlotName.NAME, PersonName("Theo", "Lam"))
    assert "Theo" in said(voice_in(code, turn=turn), other)
    assert "Theo" not in said(voice_in(code, turn=turn, for_other=True), other)
    assert "Dupont" in said(voice_in(code, turn=turn), Acknowledge(SlotName.NAME, PersonName("Dupont", ""), True))


@pytest.mark.parametrize("code", LANGUAGES)
def test_who_writes_is_never_said_not_to_be_heard(code: str) -> None:
    for asked in (expectation(Expecting.SLOT, SlotName.SERVICE), *map(expectation, Expecting)):
        silent = Reprompt(asked, Trouble.NO_INPUT, 3)
        assert CANNOT_HEAR[code] not in said(voice_in(code, Medium.TEXT), silent).lower(), asked
        assert CANNOT_HEAR[code] in said(voice_in(code), silent).lower(), asked


@pytest.mark.parametrize(
    ("region", "example"), [("GB", "020 7946 0123"), ("DE", "030 23125012"), ("ES", "612 34 56 78")]
)
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_example_of_a_number_is_one_of_the_business_s_country(code: str, region: str, example: str) -> None:
    business = Business.model_validate({**PROFILE, "region": region})
    asked = Reprompt(expectation(Expecting.SLOT, SlotName.PHONE), Trouble.NO_MATCH, 2)
    assert example in said(voice_in(code, Medium.TEXT, business=business), asked)


@pytest.mark.parametrize("medium", Medium)
def test_a_number_that_nobody_has_is_not_called_incomplete(medium: Medium) -> None:
    def refused(digits: str) -> str:
        asked = expectation(Expecting.SLOT, SlotName.PHONE)
        asked = type(asked)(asked.expecting, asked.slot, value=PhoneDigits(digits))
        return said(voice(medium), Reprompt(asked, Trouble.INVALID, 1))

    assert "can't ring" in refused("07700900123")
    assert "right" not in refused("07700900123")
    assert "right" in refused("0176334567891")


def test_a_caller_from_where_the_language_is_at_home_hears_of_its_calling_code() -> None:
    asked = Reprompt(expectation(Expecting.SLOT, SlotName.PHONE), Trouble.INVALID, 1)
    assert "+49" in said(voice_in("de", Medium.TEXT), asked)
    german = Business.model_validate({**PROFILE, "region": "DE"})
    assert "+49" not in said(voice_in("de", Medium.TEXT, business=german), asked)


def test_the_end_of_a_number_is_said_in_the_pairs_of_the_whole() -> None:
    calling = voice_in("fr", caller_phone="+33199001111")
    assert "onze, onze" in said(calling, Confirm(SlotName.PHONE, PhoneNumber("+33199001111")))


def test_days_with_the_same_hours_are_said_together() -> None:
    day = ["08:30-12:30", "14:00-19:00"]
    hours = WeeklyHours.model_validate(
        {"monday": day, "tuesday": day, "wednesday": ["08:30-12:30"], "thursday": day, "friday": day}
    )
    assert say_hours(hours, WRITTEN) == (
        "Monday, Tuesday, Thursday and Friday 8:30 am to 12:30 pm and 2:00 pm to 7:00 pm, "
        "Wednesday 8:30 am to 12:30 pm, and closed on Saturday and Sunday"
    )
    assert say_hours(hours, voice_in("es"), closed=False) == (
        "los lunes, martes, jueves y viernes de ocho y media a doce y media y de dos a siete "
        "de la tarde y "
        "los miércoles de ocho y media a doce y media"
    )


def test_who_asks_when_we_close_hears_of_today_alone() -> None:
    assert said(voice(), Tell(Topic.CLOSING)) == "Today we close at half past five."
    friday = PreferredTime((Wish((on(6),)),))
    assert said(voice(), Tell(Topic.CLOSING, about=(friday,))) == "Tomorrow we close at four o'clock."
    saturday = PreferredTime((Wish((on(7),)),))
    assert said(voice(), Tell(Topic.CLOSING, about=(saturday,))) == "On Saturday the seventh of March we're closed."
    assert said(voice_in("fr"), Tell(Topic.CLOSING)) == "Aujourd'hui, nous fermons à dix-sept heures trente."
    assert said(voice_in("es"), Tell(Topic.CLOSING)) == "Hoy cerramos a las cinco y media."
    assert said(voice_in("it", turn=1), Tell(Topic.CLOSING)) == "Oggi ci siamo fino alle cinque e mezza."
    assert said(voice_in("de"), Tell(Topic.CLOSING)) == "Heute schließen wir um siebzehn Uhr dreißig."


def test_a_french_hour_is_written_without_noughts() -> None:
    written = said(voice_in("fr", Medium.TEXT), Offer((opening(6, 10), opening(6, 10, 30))))
    assert "à 10 h ou 10 h 30" in written.replace("\u00a0", " ")


@pytest.mark.parametrize("code", LANGUAGES)
def test_of_several_services_each_has_a_sentence_of_its_own(code: str) -> None:
    about = (ServiceChoice(("check-up",)), ServiceChoice(("whitening",)))
    text = said(voice_in(code), Tell(Topic.DURATION, about=about))
    assert text.replace("\u00a0", " ").replace(" :", ":").startswith("Check-up: ")
    assert text.count(":") == text.count(".") == 2


def test_who_does_it_instead_is_said_once() -> None:
    others = (HostChoice(("kim",)),)
    two = [NotOffered(SlotName.HOST, HostChoice((id,)), "check-up", others) for id in ("sam", "kim")]
    assert said(WRITTEN, *two).count("Dr Kim Lee does.") == 1
    assert said(WRITTEN, two[0]).count("Dr Kim Lee does.") == 1


def test_a_host_who_works_elsewhere_is_not_said_to_be_away() -> None:
    hosts = [{"id": "sam", "name": "Dr Sam Carter", "locations": ["main"]}, {"id": "kim", "name": "Dr Kim Lee"}]
    business = Business.model_validate({**PROFILE, "hosts": hosts})
    missed = Offer((opening(5, 10),), missed=NoOpenings.HOST_AWAY)
    there = said(voice(business=business, host="sam", location="main"), missed)
    assert there.startswith("Dr Sam Carter isn't in then.")
    elsewhere = said(voice(business=business, host="sam", location="park"), missed)
    assert elsewhere.startswith("Dr Sam Carter works at Mill Lane, not at Park Road.")


def test_a_french_place_joins_its_preposition() -> None:
    places = [{"id": "main", "name": "le centre", "address": "1 Mill Lane"}, *PROFILE["locations"][1:]]
    business = Business.model_validate({**PROFILE, "locations": places})
    hosts = [{"id": "sam", "name": "Sam", "locations": ["main"]}, {"id": "kim", "name": "Dr Kim Lee"}]
    business = Business.model_validate({**PROFILE, "locations": places, "hosts": hosts})
    speaker = voice_in("fr", business=business, host="sam", location="park")
    assert "au centre" in said(speaker, Offer((opening(5, 10),), missed=NoOpenings.HOST_AWAY))


@pytest.mark.parametrize(("code", "turn"), BOTH)
@pytest.mark.parametrize("note", [Note.CANNOT_CHANGE, Note.NOT_FOUND])
def test_a_colleague_is_named_once_where_one_takes_over(code: str, turn: int, note: Note) -> None:
    colleague = {"en": "colleague", "de": "team", "fr": "collègue", "es": "compañero", "it": "collega"}[code]
    text = said(voice_in(code, turn=turn), Say(note), HandOff(HandOffReason.BEYOND, "+442079460100"))
    assert text.lower().count(colleague) <= 1


def test_an_address_told_on_the_phone_is_not_told_again() -> None:
    told = frozenset({booking().request.place})
    assert "Mill Lane" in said(voice(), NotifySuccess(booking()))
    assert "Mill Lane" not in said(voice(told_addresses=told), NotifySuccess(booking()))
    assert "Mill Lane" in said(voice(Medium.TEXT, told_addresses=told), NotifySuccess(booking()))


def test_word_for_a_host_says_who_it_is_for() -> None:
    host = Acknowledge(SlotName.HOST, HostChoice(("sam",)))
    assert said(voice(), host, Ask(SlotName.MESSAGE)).startswith("A message for Dr Sam Carter. What")
    assert said(voice(), host, Ask(SlotName.NAME)).startswith("Okay, with Dr Sam Carter.")


def test_a_message_is_recognised_in_the_note_for_the_staff() -> None:
    values = ((SlotName.HOST, HostChoice(("sam",))), (SlotName.PHONE, VALUES[SlotName.PHONE]))
    known = Known(values, Message("I'll be ten minutes late"))
    assert summarize(known, WRITTEN) == ("Message for Dr Sam Carter: “I'll be ten minutes late”. Phone: 020 7946 0123.")
