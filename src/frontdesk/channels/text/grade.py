"""Compares a performance with its transcript: the acts of every turn, and what is true in the booking core."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from frontdesk.channels.text.describe import describe, describe_booking, describe_callback, describe_waiting
from frontdesk.channels.text.moments import write_moment
from frontdesk.channels.text.play import Performance, Turn
from frontdesk.channels.text.transcript import FINALS, Cue, Expected, Final, Scene, Script, Transcript
from frontdesk.model.agent_acts import Acknowledge, AgentAct, Greet, Say
from frontdesk.model.booking import BookingStatus

COURTESIES = (Greet, Acknowledge, Say)
"""Acts that a transcript may leave out."""


@dataclass
class Verdict:
    """What differs. Line numbers are the transcript's; `added` stands after a line and is what really happened."""

    script: Script
    missing: dict[int, str] = field(default_factory=dict)
    """Lines that did not come true, with a hint why, or an empty text."""
    added: dict[int, list[str]] = field(default_factory=dict)
    said: dict[int, str] = field(default_factory=dict)
    """After the last line of every turn: the words."""
    acts: dict[int, list[str]] = field(default_factory=dict)
    """After the last line of every turn: all of its acts, described."""

    @property
    def passed(self) -> bool:
        return not self.missing and not self.added

    def add(self, line: int, text: str) -> None:
        self.added.setdefault(line, []).append(text)


def grade(transcript: Transcript, performance: Performance) -> Verdict:
    verdict = Verdict(performance.script)
    for cue, turn in zip(performance.script.cues, performance.turns, strict=True):
        last = max([cue.line, *(number for number, _ in cue.expected)])
        if turn is not None:
            _grade_turn(cue, turn, last, transcript.scene, verdict)
        elif cue.move is not None:
            for number, _ in cue.expected:
                verdict.missing[number] = "nobody answers here"
    _grade_end(transcript, performance, verdict)
    return verdict


def _grade_turn(cue: Cue, turn: Turn, last: int, scene: Scene, verdict: Verdict) -> None:
    described = [describe(act, scene.business, scene.now) for act in turn.acts]
    verdict.said[last] = turn.words
    verdict.acts[last] = described
    if turn.fault:
        verdict.add(last, f"({turn.fault})")
    if not cue.graded:
        return
    if cue.move is None and not cue.expected:
        return
    unlisted = list(range(len(described)))
    position = 0
    for number, expected in cue.expected:
        if expected.quoted:
            if (plain(expected.text) in plain(turn.words)) == expected.absent:
                verdict.missing[number] = "other words were said"
            continue
        found = next((i for i in range(position, len(described)) if matches(expected, described[i])), None)
        if found is None:
            verdict.missing[number] = ""
        else:
            unlisted.remove(found)
            position = found + 1
    for index in unlisted:
        if scene.strict or not _may_be_left_out(turn.acts[index]):
            verdict.add(last, f"agent   {described[index]}")


def _may_be_left_out(act: AgentAct) -> bool:
    return isinstance(act, COURTESIES)


def matches(expected: Expected, description: str) -> bool:
    """The head begins as expected, at the end of a word; each further part is among the description's, in any order."""
    head, *parts = [plain(piece) for piece in description.split(";")]
    wanted, *wanted_parts = [plain(piece) for piece in expected.text.split(";")]
    begins = head.startswith(wanted) and head[len(wanted) : len(wanted) + 1] in ("", " ", ",", "/")
    return begins and all(part in parts for part in wanted_parts)


def plain(text: str) -> str:
    """Texts are compared without letter case, and with `-` and `_` read as spaces."""
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().split())


def _grade_end(transcript: Transcript, performance: Performance, verdict: Verdict) -> None:
    now = transcript.scene.now
    live = [booking for booking in performance.bookings if booking.status is not BookingStatus.CANCELLED]
    cancelled = [booking for booking in performance.bookings if booking.status is BookingStatus.CANCELLED]
    actual = {
        "booked": [describe_booking(booking, now) for booking in live],
        "cancelled": [describe_booking(booking, now) for booking in cancelled],
        "callback": [describe_callback(callback) for callback in performance.callbacks],
        "waiting": [describe_waiting(entry, now) for entry in performance.waiting],
        "held": [[write_moment(hold.opening.start, now)] for hold in performance.holds],
    }
    for what in FINALS:
        finals = [(line, final) for line, final in performance.script.finals if final.what == what]
        if what != "held" or finals or performance.over:
            _grade_finals(finals, actual[what], what, len(transcript.text), verdict)


def _grade_finals(
    finals: Sequence[tuple[int, Final]], actual: list[list[str]], what: str, end: int, verdict: Verdict
) -> None:
    left = list(actual)
    for line, final in finals:
        if not final.parts:
            continue
        found = next((parts for parts in left if _all_among(final.parts, parts)), None)
        if found is None:
            verdict.missing[line] = ""
        else:
            left.remove(found)
    at = finals[-1][0] if finals else end
    for parts in left:
        verdict.add(at, f"{what.ljust(7)} {', '.join(parts)}")
    if not left and any(not final.parts for _, final in finals) and actual:
        verdict.missing[at] = "some lines name one and one says that there is none"
    if not actual:
        for line in [line for line, _ in finals if line in verdict.missing]:
            verdict.add(line, f"{what.ljust(7)} nothing")


def _all_among(wanted: Sequence[str], parts: Sequence[str]) -> bool:
    return all(any(plain(part) == plain(own) or _quoted(part, own) for own in parts) for part in wanted)


def _quoted(part: str, own: str) -> bool:
    """Bare words in quotes are part of a quoted text: a call-back's summary."""
    return part.startswith('"') and own.startswith('"') and plain(part.strip('"')) in plain(own)


def diff(transcript: Transcript, verdict: Verdict) -> str:
    """The whole call: `-` before a line that did not come true, `+` before what happened instead, and its words."""
    out = [f"+ {text}" for text in verdict.added.get(0, [])]
    for number, line in enumerate(transcript.text, start=1):
        hint = verdict.missing.get(number)
        out.append(f"{' ' if hint is None else '-'} {line}" + (f"    ({hint})" if hint else ""))
        out += [f"+ {text}" for text in verdict.added.get(number, [])]
        if number in verdict.said and _turn_failed(verdict, number):
            out.append(f'      said "{verdict.said[number]}"')
    return "\n".join(line.rstrip() for line in out)


def _turn_failed(verdict: Verdict, last: int) -> bool:
    """Whether anything is wrong with the turn whose last line this is."""
    cue = next(cue for cue in verdict.script.cues if last == max([cue.line, *dict(cue.expected)]))
    return last in verdict.added or any(number in verdict.missing for number, _ in cue.expected)


def show(transcript: Transcript, verdict: Verdict) -> str:
    """The whole call as it went, with every act and the words, whatever was expected: for writing transcripts."""
    out: list[str] = []
    agent_lines = {number for cue in verdict.script.cues for number, _ in cue.expected}
    for number, line in enumerate(transcript.text, start=1):
        if number not in agent_lines and line.split() != ["agent", "..."]:
            out.append(line)
        if number in verdict.acts:
            out += [f"agent   {act}" for act in verdict.acts[number]]
            out.append(f'        # "{verdict.said[number]}"')
    return "\n".join(out)
