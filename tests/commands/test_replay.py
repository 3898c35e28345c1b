"""`frontdesk replay` and `frontdesk explain --conversation`: stored conversations, looked at again."""

import asyncio
import re
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.commands.running import STANDARD, fails, run_here
from tests.spoken import languages_of

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.channels.text.play import HandClock
from frontdesk.conversations.ports import ConversationKey
from frontdesk.database.engine import open_database
from frontdesk.hiring import give_voice, hire
from frontdesk.model.arrival import Arrival
from frontdesk.model.booking import Search, Window
from frontdesk.model.utterance import HangUp, Hypothesis, Keys, Medium, Silence, Utterance, Words, typed
from frontdesk.profiles import load_profile
from frontdesk.stores.conversations import DatabaseConversations

BUSINESS = load_profile(STANDARD)
NOW = datetime(2026, 3, 5, 9, tzinfo=BUSINESS.zone)
LATER = NOW + timedelta(minutes=10)
BOOKS = ("tomorrow at ten", "Priya Nair", "415 555 0123", "yes")


async def _talk(url: str, said: Sequence[str | Utterance], medium: Medium, held: str | None, sender: str) -> str:
    """Has a conversation and leaves it in the database; `held` is kept for somebody else meanwhile. Its id."""
    database = await open_database(url)
    try:
        clock, store = HandClock(NOW if sender == "caller" else LATER), DatabaseConversations(database)
        voicing = give_voice(BUSINESS, languages_of(BUSINESS), None)
        core = EmbeddedBookingSystem(database, BUSINESS, clock)
        if held:
            start = datetime.fromisoformat(held).replace(tzinfo=BUSINESS.zone)
            search = Search(BUSINESS.services[0].id, Window(start, start + timedelta(minutes=1)))
            for opening in (await core.openings(search)).found:
                await core.hold(opening, "somebody", NOW + timedelta(minutes=20))
        receptionist = hire(BUSINESS, voicing, core, store, clock)
        key = ConversationKey(BUSINESS.id, "web_chat", sender)
        arrival = Arrival(caller_id="+14155550142") if medium is Medium.VOICE else Arrival()
        for one in said:
            clock.now += timedelta(seconds=20)
            utterance = typed(one) if isinstance(one, str) else one
            if isinstance(utterance, HangUp):
                await receptionist.end(key)
            else:
                await receptionist.take(key, utterance, delivery=None, medium=medium, arrival=arrival)
        conversation = await store.current(key)
        assert conversation is not None
        return conversation.id
    finally:
        await database.close()


def talk(
    url: str, *said: str | Utterance, medium: Medium = Medium.TEXT, held: str | None = None, sender: str = "caller"
) -> str:
    return asyncio.run(_talk(url, said, medium, held, sender))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'desk.db'}"


def look(command: str, url: str, *arguments: str | Path) -> tuple[int, str]:
    done = run_here(command, *arguments, "--profile", STANDARD, "--database-url", url)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_conversation_is_explained_turn_by_turn(url: str) -> None:
    id = talk(url, *BOOKS)
    code, told = look("explain", url, "--conversation", id)
    assert code == 0
    first, *turns = told.split("\n\n")
    assert first == f"conversation {id} · {BUSINESS.id} · web_chat (text) · Thu 2026-03-05 09:00 · 4 turns"
    heard, named, numbered, agreed = turns
    assert 'heard   "tomorrow at ten"' in heard
    assert re.search(r"tomorrow at ten +preferred_time +1\.00 +preferred_time: Fri 10:00", heard)
    assert "rule    policy.preferred_time" in heard
    assert "said    greet" in heard
    assert re.search(r"slot    preferred_time +heard +Fri 10:00\S* +1\.00 +said", heard)
    assert "missing name, phone" in heard
    assert "asks    name (book, collecting)" in heard
    assert "turn 2 · 09:00:40 · asked: name" in named
    assert "asks    confirm_booking" in numbered
    assert "said    success Fri 10:00; Priya Nair" in agreed
    assert "today" not in told


def test_what_a_recogniser_heard_is_shown(url: str) -> None:
    unsure = Words((Hypothesis("tomorrow at ten", 0.55), Hypothesis("tomorrow at two", 0.5)), barge_in=True)
    told = look("explain", url, "--conversation", talk(url, unsure, Silence(), HangUp(), medium=Medium.VOICE))[1]
    assert 'heard   "tomorrow at ten" (recogniser 0.55) or "tomorrow at two", talking over the prompt' in told
    assert "heard   silence" in told
    assert "heard   the caller left" in told
    assert "rule    repair.no_input: The caller said nothing." in told


def test_the_same_today(url: str) -> None:
    id = talk(url, *BOOKS)
    code, told = look("replay", url, id)
    assert (code, told.splitlines()[-1]) == (0, "The same in all 4 turns.")
    assert "0 appointments of others" in told, "its own booking is not in its way"


def test_what_is_different_is_shown_with_its_turn(url: str, tmp_path: Path) -> None:
    id = talk(url, *BOOKS)
    with sqlite3.connect(tmp_path / "desk.db") as desk:
        desk.execute("""update turns set acts = replace(acts, '"slot":"phone"', '"slot":"email"') where number = 2""")
    code, told = look("replay", url, id)
    assert code == 1
    assert 'turn 2  "Priya Nair"\n  - ask email\n  + ask phone\nThe same in 3 of 4 turns' in told
    assert "today   it would be answered differently" in look("explain", url, "--conversation", id)[1]


def test_what_others_had_then_is_in_its_way_again(url: str) -> None:
    talk(url, *BOOKS)
    id = talk(url, "hello", "tomorrow at ten", sender="the next one")
    code, told = look("replay", url, id)
    assert (code, told.splitlines()[-1]) == (0, "The same in all 2 turns.")
    assert "1 appointments of others" in told
    assert "assumed" not in told


def test_what_others_held_then_is_assumed_and_said(url: str) -> None:
    id = talk(url, "tomorrow at ten", held="2026-03-06T10:00")
    code, told = look("replay", url, id)
    assert code == 0
    assert "assumed:     Fri 10:00" in told
    assert "was kept for somebody else from turn 1 on" in told


REAL = ("Kowalczyk", "Zbigniew", "Gudrun", "Petersilie", "0987", "Davos", "privatmail", "knee")


def test_a_saved_transcript_passes_and_names_nobody(url: str, tmp_path: Path) -> None:
    said = (
        "hello, my mother Gudrun Petersilie told me about you",
        "tomorrow at ten",
        "my name is Zbigniew Kowalczyk",
        "it is K O W A L C Z Y K",
        "no, my number is +44 20 7946 0987",
        "my left knee hurts since the accident in Davos",
        "my e-mail is zbigniew@privatmail.test",
        "yes",
    )
    file = tmp_path / "saved" / "a_call.txt"
    file.parent.mkdir()
    code, told = look("replay", url, talk(url, *said), "--save", file)
    assert (code, f"Saved as {file}." in told) == (0, True)
    text = file.read_text("utf-8")
    assert not [word for word in REAL if word.casefold() in text.casefold()]
    assert "caller  my name is Priya Nair\n" in text
    assert "N A I R" in text
    assert re.search(r"caller .*\+44 20 7946 011\d", text)
    assert re.search(r"\nbooked +Fri 10:00, .*Nair, \+44207946011\d,", text)
    done = run_here("test", file)
    assert (done.returncode, done.stdout) == (0, "1 of 1 passed through core.\n")
    fails(
        run_here("replay", talk(url, "hello"), "--save", file, "--profile", STANDARD, "--database-url", url), "is there"
    )


def test_a_call_is_saved_with_its_number_its_pauses_and_its_offers(url: str, tmp_path: Path) -> None:
    said = ("tomorrow at ten", Silence(), Keys("1"), "my name is Zbigniew Kowalczyk", "yes", HangUp())
    id = talk(url, *said, medium=Medium.VOICE, held="2026-03-06T10:00")
    file = tmp_path / "a_call.txt"
    code, told = look("replay", url, id, "--save", file)
    assert (code, "goes another way" in told) == (0, False)
    text = file.read_text("utf-8")
    assert "caller id: +1415555011" in text
    assert "+14155550142" not in text
    assert "openings: Fri" in text
    assert "caller  (after 1 minute)\ncaller  " in text
    assert "caller  (keys 1)" in text
    assert run_here("test", file).returncode == 0


def test_a_business_of_its_own_comes_along(url: str, tmp_path: Path) -> None:
    profile = tmp_path / "elsewhere" / "ours.toml"
    profile.parent.mkdir()
    profile.write_text(STANDARD.read_text("utf-8").replace("[policy]", "[policy]\nask_host = false", 1), "utf-8")
    id, file = talk(url, *BOOKS), tmp_path / "kept" / "a_call.txt"
    file.parent.mkdir()
    assert run_here("replay", id, "--save", file, "--profile", profile, "--database-url", url).returncode == 0
    assert "profile: ours " in file.read_text("utf-8")
    assert run_here("test", file).returncode == 0


def test_mistakes(url: str, tmp_path: Path) -> None:
    profile = ("--profile", STANDARD, "--database-url", url)
    fails(run_here("replay", "nobody", *profile), "There is no database yet")
    id = talk(url, "hello")
    fails(run_here("replay", "nobody", *profile), 'There is no conversation "nobody"')
    other = tmp_path / "other.toml"
    other.write_text(STANDARD.read_text("utf-8").replace(f'id = "{BUSINESS.id}"', 'id = "other"'), "utf-8")
    fails(run_here("replay", id, "--profile", other, "--database-url", url), "whose profile was not read")
