"""Plays a transcript against a staged desk and takes down what the agent did and what is true afterwards."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import TypeAdapter

from frontdesk.channels.desk import Receptionist
from frontdesk.channels.text.staged import STRANGERS, StagedBookingSystem
from frontdesk.channels.text.transcript import (
    CallsAgain,
    Changed,
    Down,
    Later,
    Move,
    SameAgain,
    Scene,
    Script,
    Taken,
    Transcript,
    TranscriptError,
)
from frontdesk.conversations.ports import Callback, ConversationKey, ConversationStore, OpeningTaken
from frontdesk.conversations.records import states
from frontdesk.model.agent_acts import AgentAct
from frontdesk.model.booking import Booking, Hold
from frontdesk.model.business import Business
from frontdesk.model.utterance import HangUp, Keys, Medium, Silence, Unanswered, Words
from frontdesk.model.waitlist import WaitlistEntry

ACTS: TypeAdapter[tuple[AgentAct, ...]] = TypeAdapter(tuple[AgentAct, ...])
AROUND = timedelta(days=800)
BEFORE_IT = timedelta(days=7)
"""An appointment that is over when the call begins was booked so long before it."""
"""Bookings are looked for this long before and after the call: longer than any horizon."""


class HandClock:
    """Stands still until a transcript moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Stage:
    """One business at its desk, set up for one transcript."""

    business: Business
    clock: HandClock
    booking_system: StagedBookingSystem
    conversations: ConversationStore
    receptionist: Receptionist
    holds: Callable[[datetime, datetime], Awaitable[Sequence[Hold]]]
    waitlist: Callable[[], Awaitable[Sequence[WaitlistEntry]]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller's side gets back."""

    words: str
    done: bool


class Way(Protocol):
    """One way a caller reaches the desk."""

    key: ConversationKey
    medium: Medium

    async def connect(self) -> Heard | None:
        """The desk picks up and speaks; None where the caller speaks first."""
        ...

    async def say(self, utterance: Words | Keys | Silence | Unanswered) -> Heard: ...

    async def again(self) -> Heard:
        """The last message is delivered a second time."""
        ...

    async def hang_up(self) -> None: ...

    async def call_again(self) -> Heard | None:
        """Another call of the same caller: a conversation of its own."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """What the agent did after one cue of the transcript."""

    acts: tuple[AgentAct, ...]
    words: str
    fault: str = ""
    """What is wrong with the turn whatever the transcript expects."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Where the dialogue stood after a cue, and the rules that brought it there."""

    language: str
    task: str
    phase: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """A whole call: a turn per cue (None where the agent had nothing to do), and the booking core afterwards."""

    script: Script
    turns: tuple[Turn | None, ...]
    over: bool
    """The conversation ended, so nothing may be held any more."""
    bookings: tuple[Booking, ...]
    callbacks: tuple[Callback, ...]
    holds: tuple[Hold, ...]
    reached: tuple[Reached, ...] = ()
    """After each cue."""
    waiting: tuple[WaitlistEntry, ...] = ()


async def set_scene(stage: Stage, scene: Scene) -> None:
    """Blocks, narrows and breaks the booking core as the header says. Raises TranscriptError."""
    core = stage.booking_system
    for start in (*(scene.openings or ()), *scene.booked):
        if not await core.at(start):
            raise TranscriptError(
                f"{scene.business.name} has no opening on {start:%a %Y-%m-%d} at {start:%H:%M}; "
                "choose a time inside its opening hours, notice and grid"
            )
    for start in scene.booked:
        await core.take(start)
    for appointment in scene.appointments:
        if appointment.start < scene.now:
            stage.clock.now = appointment.start - BEFORE_IT
        await core.book_earlier(appointment)
        stage.clock.now = scene.now
    if scene.openings is not None:
        core.only = frozenset(scene.openings)
    core.taken_meanwhile = set(scene.taken_meanwhile)
    core.down = scene.down
    core.otherwise = scene.otherwise


async def play(transcript: Transcript, stage: Stage, way: Way) -> Performance:
    """Raises TranscriptError when the transcript asks for something that cannot happen."""
    script = transcript.script(way.medium)
    await set_scene(stage, transcript.scene)
    journal = _Journal(stage.conversations, way.key)
    with _watch_log() as errors:
        turns, reached, over = await _turns(script, stage, way, journal, errors)
    return Performance(
        script=script,
        turns=tuple(turns),
        reached=tuple(reached),
        over=over,
        bookings=tuple(b for b in await _bookings(stage) if b.request.source != STRANGERS),
        callbacks=tuple(await stage.conversations.callbacks(stage.business.id)),
        holds=tuple(await stage.holds(*_around(stage))),
        waiting=tuple(await stage.waitlist()),
    )


async def _turns(
    script: Script, stage: Stage, way: Way, journal: "_Journal", errors: list[str]
) -> tuple[list[Turn | None], list[Reached], bool]:
    """Plays every cue; a turn for each, where it led, and whether the conversation is over."""
    turns: list[Turn | None] = []
    reached: list[Reached] = []
    over = False
    for cue in script.cues:
        last = next((turn for turn in reversed(turns) if turn), None)
        heard = await way.connect() if cue.move is None else await _make(cue.move, stage, way)
        journal.key = way.key
        if isinstance(cue.move, HangUp):
            over = True
        reached += await journal.reached()
        fault = f"the desk logged an error: {errors.pop()}" if errors else ""
        if heard is None:
            turns.append(Turn((), "", fault) if fault else None)
            continue
        acts = await journal.new_acts()
        if isinstance(cue.move, SameAgain) and last:
            if acts or heard.words != last.words:
                fault = "the same message a second time was answered as a new one"
            turns.append(Turn(acts or last.acts, heard.words, fault))
        else:
            turns.append(Turn(acts, heard.words, fault or ("" if acts else "nothing was written in the journal")))
        over = heard.done
    return turns, reached, over


class _Errors(logging.Handler):
    """Keeps the messages of errors."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _watch_log() -> Iterator[list[str]]:
    """Errors that the desk logs meanwhile: it carries on where a call must not end, but a transcript fails."""
    errors, logger = _Errors(), logging.getLogger("frontdesk")
    logger.addHandler(errors)
    try:
        yield errors.messages
    finally:
        logger.removeHandler(errors)


async def _make(move: Move, stage: Stage, way: Way) -> Heard | None:
    """Makes a move happen; what the agent answers, if it is one to answer."""
    match move:
        case Words() | Keys() | Silence() | Unanswered():
            return await way.say(move)
        case SameAgain():
            return await way.again()
        case CallsAgain():
            return await way.call_again()
        case HangUp():
            await way.hang_up()
        case Later():
            stage.clock.now += move.by
        case Taken():
            try:
                await stage.booking_system.take(move.start)
            except OpeningTaken as error:
                raise TranscriptError(f"nobody else can take {move.start:%a %H:%M}: it is held or booked") from error
        case Changed(start, to):
            await stage.booking_system.change(start, to)
        case Down():
            stage.booking_system.down = move.faults
    return None


class _Journal:
    """Reads what the desk wrote about a conversation since the last look."""

    def __init__(self, conversations: ConversationStore, key: ConversationKey) -> None:
        self.conversations = conversations
        self.key = key
        self.seen: dict[str, int] = {}

    async def new_acts(self) -> tuple[AgentAct, ...]:
        conversation = await self.conversations.current(self.key)
        if conversation is None:
            return ()
        records = await self.conversations.turns(conversation.id)
        fresh = records[self.seen.get(conversation.id, 0) :]
        self.seen[conversation.id] = len(records)
        return tuple(act for record in fresh for act in ACTS.validate_json(record.acts))

    async def reached(self) -> list[Reached]:
        conversation = await self.conversations.current(self.key)
        if conversation is None:
            return []
        state = states().validate_json(conversation.state)
        return [Reached(state.language, str(state.task), str(state.phase), state.rules)]


async def _bookings(stage: Stage) -> list[Booking]:
    return await stage.booking_system.core.bookings(*_around(stage))


def _around(stage: Stage) -> tuple[datetime, datetime]:
    return stage.clock.now - AROUND, stage.clock.now + AROUND
