"""Calls over real HTTP, signed by Twilio's own library."""

import asyncio
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qsl

import pytest
from multidict import MultiDict
from tests.channels.conftest import Client, MakeClient
from tests.channels.stand_in import GERMAN, PUBLIC_URL, SPOKEN, House, build_house, business, say
from tests.channels.telephony.call import VALIDATOR, Call, said, tags

from frontdesk.channels.telephony import routes
from frontdesk.database.engine import Database
from frontdesk.model.agent_acts import HandOffReason
from frontdesk.model.arrival import Arrival
from frontdesk.model.reply import HandedOff, Reply
from frontdesk.model.utterance import Hypothesis, Keys, Silence, Unanswered, Words
from frontdesk.web import create_web_app

VOICE, TURN = "/twilio/harbour/voice", "/twilio/harbour/turn?n=1"


@pytest.fixture
def call(client: Client) -> Call:
    return Call(client)


async def test_a_call_is_greeted_and_listened_to(call: Call, house: House) -> None:
    document = await call.post(VOICE, CallStatus="ringing")
    assert said(document) == ["Hello! When would you like to come in?"]
    gather = document.find("Gather")
    assert gather is not None
    assert gather.get("action") == TURN == document.findtext("Redirect")
    assert house.receptionist().arrivals == [Arrival("+14155550123", "+14155550100")]


async def test_an_anonymous_call_is_answered_too(call: Call, house: House) -> None:
    assert tags(await call.post(VOICE, From="anonymous")) == ["Gather", "Redirect"]
    assert house.receptionist().arrivals[0].caller_id is None


async def test_speech_keys_and_silence_are_turns(call: Call, house: House) -> None:
    await call.post("/twilio/harbour/turn?n=1", SpeechResult="Friday", Confidence="0.5")
    await call.post("/twilio/harbour/turn?n=2", Digits="1")
    document = await call.post("/twilio/harbour/turn?n=3")
    heard = [utterance for _, utterance in house.receptionist().heard]
    assert heard == [Words((Hypothesis("Friday", 0.5),)), Keys("1"), Silence()]
    assert document.findtext("Redirect") == "/twilio/harbour/turn?n=4"


async def test_a_turn_delivered_again_is_answered_the_same(call: Call, house: House) -> None:
    first = await call.answer(TURN, SpeechResult="Friday")
    await call.answer("/twilio/harbour/turn?n=2", SpeechResult="Monday")
    assert await call.answer(TURN, SpeechResult="Friday") == first
    assert len(house.receptionist().heard) == 2


async def test_the_same_turn_twice_at_once_counts_once(call: Call, house: House) -> None:
    answers = await asyncio.gather(*(call.answer(TURN, SpeechResult="Friday") for _ in range(4)))
    assert len(set(answers)) == 1
    assert len(house.receptionist().heard) == 1


async def test_who_speaks_another_language_waits_in_it(
    call: Call, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "FIRST_WORD_WITHIN", 0.01)
    go_on = asyncio.Event()

    async def be_slow() -> None:
        await go_on.wait()

    house.receptionist().before = be_slow
    document = await call.post(f"{TURN}&locale=de-DE", SpeechResult="Freitag")
    say = document.find("Say")
    assert say is not None
    assert (say.text, say.get("language")) == (GERMAN.one_moment, "de-DE")
    assert (document.findtext("Redirect") or "").endswith("/turn?n=1&waits=1&locale=de-DE")
    go_on.set()


async def test_the_language_of_the_reply_goes_with_the_call(
    call: Call, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def take(*_: object, **__: object) -> Reply:
        reply = say("Wann?")
        return replace(reply, listen=replace(reply.listen, language="de-DE"))

    monkeypatch.setattr(house.receptionist(), "take", take)
    document = await call.post(TURN, SpeechResult="können wir Deutsch reden?")
    assert document.findtext("Redirect") == "/twilio/harbour/turn?n=2&locale=de-DE"


async def test_the_start_of_a_call_delivered_again(call: Call, house: House) -> None:
    assert await call.answer(VOICE) == await call.answer(VOICE)
    assert len(house.receptionist().heard) == 1


@pytest.mark.parametrize("number", ["", "x", "-1", "9999999", "%D9%A3"])
async def test_a_turn_without_a_number_starts_a_call(call: Call, house: House, number: str) -> None:
    await call.post(f"/twilio/harbour/turn?n={number}")
    assert [utterance for _, utterance in house.receptionist().heard] == [None]


@pytest.mark.parametrize("signature", [None, "", "AAAA", "é"])
async def test_an_unsigned_call_is_refused(client: Client, house: House, signature: str | None) -> None:
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    response = await client.post(VOICE, data={"CallSid": "CA1"}, headers=headers)
    assert (response.status, response.content_type) == (403, "application/problem+json")
    assert not house.receptionist().heard


async def test_a_signature_of_another_address_or_call_is_refused(client: Client, house: House) -> None:
    for signed in (
        VALIDATOR.compute_signature("http://127.0.0.1" + VOICE, {"CallSid": "CA1"}),
        VALIDATOR.compute_signature(PUBLIC_URL + VOICE, {"CallSid": "CA2"}),
        VALIDATOR.compute_signature(PUBLIC_URL + TURN, {"CallSid": "CA1"}),
    ):
        response = await client.post(VOICE, data={"CallSid": "CA1"}, headers={"X-Twilio-Signature": signed})
        assert response.status == 403
    assert not house.receptionist().heard


async def test_without_an_auth_token_every_call_is_refused(house: House, aiohttp_client: MakeClient) -> None:
    desk = replace(house.parts.desks["harbour"], twilio_token=None)
    client = await aiohttp_client(create_web_app(replace(house.parts, desks={"harbour": desk})))
    assert (await Call(client).answer(VOICE))[0] == 403


async def test_a_path_in_front_of_the_public_address_is_kept(house: House, aiohttp_client: MakeClient) -> None:
    public = "https://example.com/desk"
    client = await aiohttp_client(create_web_app(replace(house.parts, public_url=public)))
    signature = VALIDATOR.compute_signature(public + VOICE, {"CallSid": "CA1"})
    response = await client.post(VOICE, data={"CallSid": "CA1"}, headers={"X-Twilio-Signature": signature})
    assert ET.fromstring(await response.text()).findtext("Redirect") == "/desk/twilio/harbour/turn?n=1"


async def test_repeated_and_untrimmed_fields_are_signed_as_they_are(client: Client) -> None:
    body = "CallSid=CA1&Extra=b&Extra=a&Extra=b&SpeechResult=+Friday%0A"
    form = MultiDict(parse_qsl(body))
    signature = VALIDATOR.compute_signature(PUBLIC_URL + TURN, form)
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    assert (await client.post(TURN, data=body.encode(), headers=headers)).status == 200


async def test_hostile_forms_are_refused(client: Client) -> None:
    form = "application/x-www-form-urlencoded"
    many = "&".join(f"a{number}=1" for number in range(300)).encode()
    for body, kind, status in (
        (many, form, 413),
        (b"a" * 100_000, form, 413),
        (b"CallSid=\xff\xfe", form, 403),
        (b"{}", "application/json", 415),
        (b"CallSid=CA1", f"{form}; charset=no-such-thing", 403),
    ):
        response = await client.post(VOICE, data=body, headers={"Content-Type": kind})
        assert (response.status, response.content_type) == (status, "application/problem+json")


async def test_a_form_without_a_call_is_refused(client: Client) -> None:
    signature = VALIDATOR.compute_signature(PUBLIC_URL + VOICE, {"From": "x"})
    response = await client.post(VOICE, data={"From": "x"}, headers={"X-Twilio-Signature": signature})
    assert response.status == 422


async def test_a_business_without_a_telephone_takes_no_calls(database: Database, aiohttp_client: MakeClient) -> None:
    house = build_house(database, business(doors={}))
    client = await aiohttp_client(create_web_app(house.parts))
    assert (await Call(client).answer(VOICE))[0] == 404
    assert (await Call(client).answer("/twilio/nobody/voice"))[0] == 404


async def test_get_is_not_the_way(client: Client) -> None:
    response = await client.get(VOICE)
    assert (response.status, response.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("status", "ended"), [("completed", 1), ("busy", 1), ("no-answer", 1), ("in-progress", 0), ("", 0)]
)
async def test_the_end_of_a_call_releases_what_it_held(call: Call, house: House, status: str, ended: int) -> None:
    assert (await call.answer("/twilio/harbour/status", CallStatus=status))[0] == 204
    assert len(house.receptionist().ended) == ended


async def test_when_nobody_picks_up_the_conversation_goes_on(call: Call, house: House) -> None:
    document = await call.post("/twilio/harbour/dialed?n=4", DialCallStatus="no-answer")
    assert house.receptionist().heard[-1][1] == Unanswered()
    assert document.findtext("Redirect") == "/twilio/harbour/turn?n=5"


async def test_after_a_talk_with_a_person_the_call_just_ends(call: Call) -> None:
    assert tags(await call.post("/twilio/harbour/dialed", DialCallStatus="completed")) == ["Hangup"]


async def test_a_hand_off_dials(call: Call, house: House) -> None:
    handed = HandedOff(HandOffReason.REQUESTED, "", "+14155550199")
    house.receptionist().reply = say("I connect you.", handoff=handed, done=True)
    assert tags(await call.post(TURN, SpeechResult="a person")) == ["Say", "Dial"]


@pytest.mark.parametrize("path", [VOICE, TURN])
async def test_a_failure_is_apologised_for_and_a_person_tried(
    call: Call, house: House, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    async def fail() -> None:
        raise RuntimeError("the caller said a secret")

    house.receptionist().before = fail
    document = await call.post(path, SpeechResult="a secret")
    assert said(document) == [SPOKEN.apology]
    assert document.findtext("Dial/Number") == "+14155550199"
    assert "secret" not in caplog.text


async def test_a_failure_without_anybody_to_connect_to(database: Database, aiohttp_client: MakeClient) -> None:
    house = build_house(database, business(policy={"grid_minutes": 30}))
    client = await aiohttp_client(create_web_app(house.parts))

    async def fail() -> None:
        raise RuntimeError

    house.receptionist().before = fail
    document = await Call(client).post(TURN)
    assert (said(document), tags(document)) == ([SPOKEN.apology], ["Say", "Hangup"])


async def test_a_slow_turn_is_bridged_and_then_answered_once(
    call: Call, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "FIRST_WORD_WITHIN", 0.01)
    monkeypatch.setattr(routes, "ANSWER_WITHIN", 0.01)
    go_on = asyncio.Event()

    async def be_slow() -> None:
        await go_on.wait()

    house.receptionist().before = be_slow
    document = await call.post(TURN, SpeechResult="Friday")
    assert (said(document), tags(document)) == ([SPOKEN.one_moment], ["Say", "Pause", "Redirect"])
    heard = said(document)
    while len(heard) < routes.MAX_WAITS:
        document = await call.post(document.findtext("Redirect") or "")
        assert tags(document) == ["Say", "Pause", "Redirect"]
        heard += said(document)
    assert all(one != after for one, after in pairwise(heard)), "never the same twice in a row"
    monkeypatch.setattr(routes, "ANSWER_WITHIN", 10)
    go_on.set()
    document = await call.post(document.findtext("Redirect") or "")
    assert said(document) == ["These are free:"]
    assert document.findtext("Redirect") == "/twilio/harbour/turn?n=2"
    assert len(house.receptionist().heard) == 1


async def test_a_turn_that_never_ends_is_apologised_for(
    call: Call, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "FIRST_WORD_WITHIN", 0.01)
    monkeypatch.setattr(routes, "ANSWER_WITHIN", 0.01)
    go_on = asyncio.Event()

    async def be_slow() -> None:
        await go_on.wait()

    house.receptionist().before = be_slow
    assert said(await call.post(f"{TURN}&waits={routes.MAX_WAITS}")) == [SPOKEN.apology]
    go_on.set()
