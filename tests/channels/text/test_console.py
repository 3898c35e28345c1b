"""A conversation in the terminal, with a receptionist that is told what to answer."""

from collections.abc import Iterator

from tests.channels.text.samples import booking

from frontdesk.channels.text.console import HELP, Console
from frontdesk.conversations.ports import ConversationKey
from frontdesk.model.agent_acts import HandOffReason
from frontdesk.model.arrival import UNKNOWN, Arrival
from frontdesk.model.booking import Booking
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.reply import Answer, Choice, HandedOff, Line, Listen, Reply
from frontdesk.model.utterance import Medium, Silence, Utterance, typed

KEY = ConversationKey("standard", "text", "terminal")


def reply(*lines: Line, done: bool = False, booked: Booking | None = None, handoff: HandedOff | None = None) -> Reply:
    listen = Listen(Answer.FREE, (), "en-US")
    return Reply("c1", lines, (), Expectation(Expecting.NOTHING), listen, done, handoff, booked)


class ScriptedReceptionist:
    def __init__(self, *replies: Reply) -> None:
        self.replies: Iterator[Reply] = iter(replies)
        self.heard: list[Utterance] = []
        self.ended = False

    async def begin(
        self,
        key: ConversationKey,
        *,
        delivery: str | None,
        medium: Medium,
        locale: str | None = None,
        arrival: Arrival = UNKNOWN,
    ) -> Reply:
        return next(self.replies)

    async def take(
        self,
        key: ConversationKey,
        utterance: Utterance,
        *,
        delivery: str | None,
        medium: Medium,
        locale: str | None = None,
        arrival: Arrival = UNKNOWN,
    ) -> Reply:
        self.heard.append(utterance)
        return next(self.replies)

    async def end(self, key: ConversationKey) -> None:
        self.ended = True


async def converse(receptionist: ScriptedReceptionist, *typed_lines: str) -> list[str]:
    """What the terminal shows when these lines are typed."""
    shown: list[str] = []
    lines = iter(typed_lines)

    async def read() -> str | None:
        return next(lines, None)

    async def known() -> list[tuple[str, str]]:
        return [("name", "Priya Nair")]

    await Console(receptionist, KEY, read, shown.append, known).converse()
    return shown


async def test_lines_are_turns_and_an_empty_line_is_silence() -> None:
    receptionist = ScriptedReceptionist(reply(Line("Hello.")), reply(Line("Are you there?")), reply(done=True))
    assert await converse(receptionist, "", "yes I am") == [HELP, "desk: Hello.", "desk: Are you there?"]
    assert receptionist.heard == [Silence(), typed("yes I am")]
    assert not receptionist.ended


async def test_the_end_of_the_input_lets_go_of_the_conversation() -> None:
    for lines in ([], ["/quit", "unheard"]):
        receptionist = ScriptedReceptionist(reply(Line("Hello.")))
        await converse(receptionist, *lines)
        assert receptionist.ended
        assert not receptionist.heard


async def test_choices_and_what_is_known_are_shown() -> None:
    choices = (Choice("Friday at ten", "Friday at ten", "1"), Choice("other", "something else", ""))
    shown = await converse(ScriptedReceptionist(reply(Line("Which one?", choices))), "/state", "/help")
    assert shown[1:] == [
        "desk: Which one?",
        "      [1] Friday at ten",
        "      - other",
        "  name: Priya Nair",
        HELP,
    ]


async def test_a_booking_is_shown_once() -> None:
    booked = reply(Line("You are booked."), booked=booking())
    shown = await converse(ScriptedReceptionist(booked, booked, reply(done=True)), "thanks", "bye")
    assert len([line for line in shown if "booked: b1 (confirmed)" in line]) == 1
    assert any("Fri 2026-03-06 10:00-10:30 America/Los_Angeles\n  Visit" in line for line in shown)


async def test_a_hand_over_is_shown() -> None:
    handed = HandedOff(HandOffReason.REQUESTED, "wants a person", None)
    shown = await converse(ScriptedReceptionist(reply(Line("One moment."), done=True, handoff=handed)))
    assert shown[-1] == "  (handed over to a call-back: wants a person)"
