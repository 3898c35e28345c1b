"""Twilio's fields to utterances, replies to TwiML; what we write is held to what Twilio's own library can write."""

import inspect
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from tests.channels.stand_in import say
from tests.channels.telephony.call import said, tags
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse  # type: ignore[import-untyped]

from frontdesk.channels.telephony.wire import (
    MAX_HINT,
    MAX_HINTS,
    PATIENCE,
    CallFields,
    CallPaths,
    read_arrival,
    read_utterance,
    write_ending,
    write_reply,
    write_transfer,
)
from frontdesk.model.agent_acts import HandOffReason
from frontdesk.model.arrival import UNKNOWN, Arrival
from frontdesk.model.business import TwilioDoor
from frontdesk.model.reply import Answer, HandedOff, Reply
from frontdesk.model.utterance import Hypothesis, Keys, Silence, Utterance, Words

DOOR = TwilioDoor(voice="Polly.Joanna")
PATHS = CallPaths("/twilio/harbour", 3)


def fields(**given: str) -> CallFields:
    return CallFields.model_validate({"CallSid": "CA1"} | given)


def written(reply: Reply) -> ET.Element:
    return ET.fromstring(write_reply(reply, DOOR, PATHS))


@pytest.mark.parametrize(
    ("given", "utterance"),
    [
        ({"SpeechResult": "Friday", "Confidence": "0.9"}, Words((Hypothesis("Friday", 0.9),))),
        ({"SpeechResult": "Friday"}, Words((Hypothesis("Friday", None),))),
        ({"SpeechResult": "Friday", "Confidence": "high"}, Words((Hypothesis("Friday", None),))),
        ({"SpeechResult": "Friday", "Confidence": "nan"}, Words((Hypothesis("Friday", None),))),
        ({"SpeechResult": "Friday", "Confidence": "9" * 10_000}, Words((Hypothesis("Friday", None),))),
        ({"Digits": "1"}, Keys("1")),
        ({"Digits": "1", "SpeechResult": "one"}, Keys("1")),
        ({"Digits": "*"}, Keys("*")),
        ({"Digits": "4155550123"}, Keys("4155550123")),
        ({"Digits": "1w2D"}, Keys("12")),
        ({"Digits": "#"}, Keys("#")),
        ({"Digits": "", "SpeechResult": ""}, Silence()),
        ({"SpeechResult": "  "}, Silence()),
        ({}, Silence()),
        ({"SpeechResult": "x" * 5000}, Words((Hypothesis("x" * 2000, None),))),
    ],
)
def test_what_was_heard(given: dict[str, str], utterance: Utterance) -> None:
    assert read_utterance(fields(**given)) == utterance


WITHHELD = ["", "anonymous", "Restricted", "+266696687", "+7378742833", "+86282452253", "client:anna"]
NO_NUMBERS = ["+1", "sip:anna@example.com", "4155550123", "+1 415 555 0123", "+٤"]


@pytest.mark.parametrize("caller", WITHHELD + NO_NUMBERS)
def test_a_withheld_number_is_none(caller: str) -> None:
    assert read_arrival(fields(From=caller, To=caller)) == UNKNOWN


@pytest.mark.parametrize("caller", ["+14155550123", "+442079460123"])
def test_a_number_is_the_caller_id(caller: str) -> None:
    assert read_arrival(fields(From=caller, To="+14155550100")) == Arrival(caller, "+14155550100")


def test_a_question_is_what_twilios_library_would_write() -> None:
    reply = say("When?", answer=Answer.FREE, hints=("Monday", "Tuesday"))
    theirs = VoiceResponse()
    gather = Gather(
        input="dtmf speech",
        action="/twilio/harbour/turn?n=4",
        method="POST",
        language="en-US",
        speech_model="googlev2_telephony",
        timeout=6,
        speech_timeout=2,
        action_on_empty_result=True,
        num_digits=1,
        finish_on_key="",
        hints="Monday, Tuesday",
    )
    gather.say("When?", language="en-US", voice="Polly.Joanna")
    theirs.append(gather)
    theirs.redirect("/twilio/harbour/turn?n=4", method="POST")
    assert canonical(write_reply(reply, DOOR, PATHS)) == canonical(str(theirs))


def test_a_transfer_is_what_twilios_library_would_write() -> None:
    theirs = VoiceResponse()
    theirs.say("One moment.", language="en-US", voice="Polly.Joanna")
    dial = Dial(action="/twilio/harbour/dialed?n=4", method="POST", timeout=25, answer_on_bridge=True)
    dial.number("+14155550199")
    theirs.append(dial)
    assert canonical(write_transfer(["One moment."], "en-US", "+14155550199", DOOR, PATHS)) == canonical(str(theirs))


def test_an_ending_is_what_twilios_library_would_write() -> None:
    theirs = VoiceResponse()
    theirs.say("Goodbye.", language="en-US", voice="Polly.Joanna")
    theirs.hangup()
    assert canonical(write_ending(["Goodbye."], "en-US", DOOR)) == canonical(str(theirs))


@pytest.mark.parametrize("answer", [answer for answer in Answer if answer is not Answer.NOTHING])
@pytest.mark.parametrize("interruptible", [True, False])
def test_only_attributes_that_exist_are_written(answer: Answer, interruptible: bool) -> None:
    gather = written(say("?", answer=answer, hints=("yes",), interruptible=interruptible)).find("Gather")
    assert gather is not None
    known = {_camel(name) for name in inspect.signature(VoiceResponse.gather).parameters}
    assert set(gather.attrib) <= known
    assert gather.get("bargeIn") == (None if interruptible else "false")


def test_every_kind_of_answer_has_its_patience() -> None:
    assert set(PATIENCE) == set(Answer) - {Answer.NOTHING}
    yes_no, number = (written(say("?", answer=kind)).find("Gather") for kind in (Answer.YES_NO, Answer.DIGITS))
    assert yes_no is not None
    assert number is not None
    assert (yes_no.get("numDigits"), yes_no.get("finishOnKey"), yes_no.get("speechTimeout")) == ("1", "", "1")
    assert (number.get("numDigits"), number.get("finishOnKey"), number.get("speechTimeout")) == (None, "#", "3")


def test_hints_keep_to_the_limits() -> None:
    words = ("a, b", "x" * (MAX_HINT + 1), "", "a  b", *(f"word {number}" for number in range(600)))
    gather = written(say("?", hints=words)).find("Gather")
    assert gather is not None
    hints = gather.get("hints", "").split(", ")
    assert hints[:2] == ["a b", "word 0"]
    assert len(hints) == MAX_HINTS
    assert max(map(len, hints)) <= MAX_HINT


def test_without_hints_there_is_no_attribute() -> None:
    gather = written(say("?")).find("Gather")
    assert gather is not None
    assert "hints" not in gather.attrib


def test_text_is_escaped_and_what_xml_cannot_hold_is_left_out() -> None:
    document = written(say('<Dial>+1900</Dial> & "so" \x00\x0b\ud800 on'))
    assert said(document) == ['<Dial>+1900</Dial> & "so"     on']
    assert document.find(".//Dial") is None


def test_the_end_hangs_up() -> None:
    assert tags(written(say("Goodbye.", done=True))) == ["Say", "Hangup"]


def test_a_hand_off_dials_after_speaking() -> None:
    handed = HandedOff(HandOffReason.REQUESTED, "Wants a person.", "+14155550199")
    document = written(say("I connect you.", handoff=handed, done=True))
    assert tags(document) == ["Say", "Dial"]
    assert document.findtext("Dial/Number") == "+14155550199"


def test_a_hand_off_without_a_number_ends_the_call() -> None:
    handed = HandedOff(HandOffReason.STUCK, "", None)
    assert tags(written(say("We call you back.", handoff=handed, done=True))) == ["Say", "Hangup"]


def canonical(document: str) -> str:
    return ET.canonicalize(document)


def _camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)


def test_who_asked_for_a_moment_is_given_time() -> None:
    answer = say("Take your time.")
    gather = written(replace(answer, listen=replace(answer.listen, patient=True))).find("Gather")
    assert gather is not None
    assert int(gather.get("timeout", "0")) >= 15
