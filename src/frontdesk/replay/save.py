"""Writes a stored conversation as a transcript: the same turns, its people made up, graded as it goes today."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from frontdesk.channels.text.describe import describe, describe_booking, describe_callback
from frontdesk.channels.text.grade import COURTESIES, grade
from frontdesk.channels.text.moments import write_moment
from frontdesk.channels.text.parse import parse
from frontdesk.channels.text.play import Performance
from frontdesk.channels.text.transcript import Transcript, TranscriptError
from frontdesk.languages import Language
from frontdesk.model.agent_acts import AgentAct
from frontdesk.model.booking import BookingStatus, Opening
from frontdesk.model.utterance import HangUp, Keys, Medium, Silence, Unanswered, Words
from frontdesk.replay.compare import Replay, openings_of
from frontdesk.replay.fiction import Fiction
from frontdesk.stage import Through, perform

A_PAUSE = timedelta(minutes=1)
"""Shorter ones are not written down."""
PARTS = 6
"""Of a booking: when, who, number, contact channel, status, service."""


async def write_transcript(replay: Replay, languages: Mapping[str, Language], profile: str) -> tuple[str, list[int]]:
    """The text, which passes `frontdesk test`, and the numbers of the turns (from 1) that go another way in it.

    `profile` is what the header names. Raises TranscriptError where it cannot be played.
    """
    fiction = Fiction(replay.turns, replay.past.business.region, languages)
    moves = list(_moves(replay, fiction))
    best: tuple[list[int], str, Performance, Transcript] | None = None
    for openings in _worlds(replay):
        header = _header(replay, fiction, profile, openings)
        draft = "\n".join([header, "", *(line for move in moves for line in (*move, "agent   ..."))])
        transcript = parse(draft, "the draft", lambda _: replay.past.business)
        try:
            played = await perform(transcript, Through.CORE, languages)
        except TranscriptError:
            continue  # not all of these can be offered today
        other = _otherwise(replay, played)
        if best is None or len(other) < len(best[0]):
            best = other, header, played, transcript
    if best is None:
        raise TranscriptError("its openings can no longer be staged; look at the profile's opening hours")
    other, header, played, transcript = best
    text = "\n".join([header, "", *_graded(played, transcript), "", *_finals(played, transcript.scene.now)]) + "\n"
    final = parse(text, "the transcript", lambda _: replay.past.business)
    if not grade(final, await perform(final, Through.CORE, languages)).passed:
        raise TranscriptError("it goes differently every time it is played; please report this conversation")
    return text, other


def _worlds(replay: Replay) -> Iterator[list[Opening]]:
    """Everything that is open, then only what was spoken of."""
    yield []
    spoken = [one for turn in replay.turns for one in (*openings_of(turn.acts), *openings_of(turn.past.acts))]
    spoken += [turn.state.opening for turn in replay.turns if turn.state.opening]
    if spoken:
        yield sorted({one.start: one for one in spoken}.values(), key=lambda one: one.start)


def _header(replay: Replay, fiction: Fiction, profile: str, openings: Sequence[Opening]) -> str:
    past, now = replay.past, replay.past.began
    channel = "telephony" if past.state.medium is Medium.VOICE else "text"
    first = [f"now: {now:%a %Y-%m-%d %H:%M}", f"channel: {channel}"]
    if past.state.caller_id:
        first.append(f"caller id: {fiction.phone(past.state.caller_id)}")
    second = [f"profile: {profile}", *([f"locale: {replay.locale}"] if replay.locale else [])]
    if past.state.arrival.time_zone:
        second.append(f"time zone: {past.state.arrival.time_zone}")
    lines = ["# A call that happened, with people and words made up.", "   ".join(first), "   ".join(second)]
    if openings:
        lines.append(f"openings: {', '.join(write_moment(one.start, now) for one in openings)}")
    return "\n".join(lines)


def _moves(replay: Replay, fiction: Fiction) -> Iterator[list[str]]:
    """The caller's lines, turn by turn; time that passed before stands first."""
    clock = replay.past.began.replace(second=0, microsecond=0)
    for number, turn in enumerate(replay.turns):
        before = replay.turns[number - 1].state.language if number else turn.state.language
        said = turn.past.utterance
        if said is None:
            continue
        lines = []
        passed = turn.past.at - clock
        if passed >= A_PAUSE and number:
            minutes = round(passed / timedelta(minutes=1))
            lines.append(f"caller  (after {minutes} {'minute' if minutes == 1 else 'minutes'})")
            clock += timedelta(minutes=minutes)
        match said:
            case Words():
                text = fiction.words(said, turn.evidence, before).text
                lines.append(f"caller  {_how(said)}{text.strip('() ') or 'hm'}")
            case Keys():
                lines.append(f"caller  (keys {fiction.keys(said, turn.evidence).keys})")
            case Silence():
                lines.append("caller  (silence)")
            case HangUp():
                lines.append("caller  (hangs up)")
            case Unanswered():
                lines.append("caller  (nobody picks up)")
        yield lines


def _how(said: Words) -> str:
    """How it reached us: into our own words, or not heard clearly."""
    sure = said.alternatives[0].confidence
    marks = [*(["talking over"] if said.barge_in else []), *([f"{min(round(sure * 100), 99)}%"] if sure else [])]
    return f"({', '.join(marks)}) " if marks else ""


def _kinds(acts: Sequence[AgentAct]) -> list[str]:
    return [act.kind for act in acts if not isinstance(act, COURTESIES)]


def _otherwise(replay: Replay, played: Performance) -> list[int]:
    """Turns in which another kind of thing is done than was done with the real people."""
    numbers = [number for number, turn in enumerate(replay.turns, start=1) if turn.past.utterance is not None]
    turns = [turn for cue, turn in zip(played.script.cues, played.turns, strict=True) if _is_turn(cue.move)]
    return [
        number
        for number, turn in zip(numbers, turns, strict=True)
        if turn is not None and _kinds(turn.acts) != _kinds(replay.turns[number - 1].acts)
    ]


def _is_turn(move: object) -> bool:
    return isinstance(move, Words | Keys | Silence | HangUp | Unanswered)


def _graded(played: Performance, transcript: Transcript) -> Iterator[str]:
    """The draft's lines, what the agent does in the place of what it may do."""
    answers = {cue.line: turn for cue, turn in zip(played.script.cues, played.turns, strict=True)}
    for number, line in enumerate(transcript.text, start=1):
        if not line.startswith("caller"):
            continue
        yield line
        turn = answers.get(number)
        if turn is None:
            continue
        acts = tuple(act for act in turn.acts if not isinstance(act, COURTESIES))
        for act in acts or turn.acts[-1:]:
            yield f"agent   {describe(act, transcript.scene.business, transcript.scene.now)}"


def _finals(played: Performance, now: datetime) -> Iterator[str]:
    for booking in played.bookings:
        what = "cancelled" if booking.status is BookingStatus.CANCELLED else "booked"
        yield f"{what:<9} {', '.join(describe_booking(booking, now)[:PARTS])}"
    for callback in played.callbacks:
        yield f"callback  {', '.join(describe_callback(callback)[:2])}"
    for hold in played.holds:
        yield f"held      {write_moment(hold.opening.start, now)}"
