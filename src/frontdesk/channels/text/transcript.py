"""Transcripts: calls written down as text files, which are played and graded.

A header of `key: value` pairs, one a line or several with two spaces between them; then the call; then what is true
in the booking core afterwards. `#` starts a comment line. Empty lines mean nothing.

    now: Thu 2026-03-05 09:00   openings: Fri 10:00, Fri 10:30

    agent   greet
    caller  hi, can I come in tomorrow at ten?
    agent   offer Fri 10:30; full
    agent   "ten is gone"
    caller  yes please
    …
    booked  Fri 10:30, Priya Nair, +14155550123

Header
    now               required: where the clock stands when the call starts, wall-clock time of the business
    channel           telephony, web_chat or text: play this one way only (text means: without a channel); default any
    profile           a profile file beside the transcript (or in a folder above it) or a sample; default `standard`
    caller id         the number the phone shows, E.164
    locale            such as en-GB; default the profile's language
    openings          the only times that the booking core offers; it must be able to offer them
    booked            times that somebody else has already; with two hosts, both are busy
    taken meanwhile   times that somebody else books in the instant before this caller's claim on them
    down              what fails in the booking core: openings, hold, book (nothing is written), answer (it is written,
                      but no answer comes), lookup (what became of a booking cannot be found out), refuse (for good)
    strict            yes: every act is listed, greetings and courtesies too

The call
    agent  ask phone                   an act, by its description (`frontdesk test -v` shows them). The beginning is
                                       enough; parts after a semicolon are compared one by one, in any order
    agent  offer Fri 10:00 + say slower   several acts of one turn; several lines do the same
    agent  "on which number"           words that this turn must hold, letter case and spaces aside
    agent  not "booked"                words that this turn must not hold
    agent  ...                         whatever: this turn is not graded
    caller my number is 415 555 0123   what the caller says or types
    caller (silence) | (keys 4155550123#) | (hangs up) | (after 20 minutes) | (same message again)
    meanwhile taken Fri 10:00          somebody else books it now; refused if it is held
    meanwhile down book, lookup        the booking core fails from here on (`meanwhile up` ends that)

    What a desk says when it picks up stands before the first caller line. In a chat the caller speaks first; there it
    is not graded. Every other turn needs its agent lines. Greetings, acknowledgements and courtesies (greet,
    acknowledge, say) may be left out; every other act must be listed.

Afterwards: always graded against the booking core, also when nothing is written here
    booked Fri 10:30, Priya Nair, +14155550123, video, email priya@example.com, reason "a stiff neck"
    cancelled Fri 10:30                a booking that was made and cancelled again
    callback Priya Nair, +14155550123  somebody waits to be called back
    held Fri 10:00                     still claimed; when a call is over and this line is missing, nothing may be
    booked | cancelled | callback | held nothing

    Parts after the time may come in any order and be left out: name, phone, `in_person`, `confirmed` or `pending`,
    the service's id, `with` the host's id, `email …` or `no email`, `reason "…"` or `no reason`, `place "…"`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from frontdesk.channels.text.moments import read_moment
from frontdesk.model.business import Business
from frontdesk.model.utterance import HangUp, Keys, Silence, Words, typed


class TranscriptError(Exception):
    """A transcript that cannot be read; the message names the line and says what to write."""


class Fault(StrEnum):
    """What can fail in the booking core."""

    OPENINGS = "openings"
    HOLD = "hold"
    BOOK = "book"
    ANSWER = "answer"
    LOOKUP = "lookup"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Scene:
    """The header: the world the call happens in."""

    business: Business
    now: datetime
    channel: str = "any"
    caller_id: str | None = None
    locale: str | None = None
    openings: tuple[datetime, ...] | None = None
    booked: tuple[datetime, ...] = ()
    taken_meanwhile: tuple[datetime, ...] = ()
    down: frozenset[Fault] = frozenset()
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """Time passes."""

    by: timedelta


@dataclass(frozen=True, slots=True)
class SameAgain:
    """The channel delivers the last message a second time."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody else books this time now."""

    start: datetime


@dataclass(frozen=True, slots=True)
class Down:
    """From here on, this fails in the booking core."""

    faults: frozenset[Fault]


Move = Words | Keys | Silence | HangUp | Later | SameAgain | Taken | Down
"""Something that happens to the desk."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What one `agent` line asks of a turn: an act, or words (`quoted`), that are there or (`absent`) are not."""

    text: str
    quoted: bool = False
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """One move and what the agent should do then; the first has no move: the desk picks up."""

    move: Move | None
    line: int
    expected: tuple[tuple[int, Expected], ...] = ()
    """With the number of the line each stands in."""
    graded: bool = True


@dataclass(frozen=True, slots=True)
class Final:
    """A line about the end: `what` is booked, cancelled, callback or held; no parts mean that there is none."""

    what: str
    parts: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Transcript:
    name: str
    lines: tuple[str, ...]
    """The file as it is written."""
    scene: Scene
    cues: tuple[Cue, ...]
    finals: tuple[Final, ...]


HEADER = frozenset(
    ("now", "channel", "profile", "caller id", "locale", "openings", "booked", "taken meanwhile", "down", "strict")
)
PAIR = re.compile(r"([a-z][a-z ]*):\s(.*)")
CHANNELS = ("any", "telephony", "web_chat", "text")
UNITS = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
AFTER = re.compile(r"after (\d{1,4}) (second|minute|hour|day)s?")
KEYS = re.compile(r"keys ([0-9*#]+)")
FINALS = ("booked", "cancelled", "callback", "held")


def parse(text: str, name: str, profile: Callable[[str | None], Business]) -> Transcript:
    """Reads a transcript; `profile` finds the business that the header names (None: the standard one).

    Raises TranscriptError.
    """
    lines = tuple(text.splitlines())
    pairs: dict[str, tuple[int, str]] = {}
    cues: list[Cue] = [Cue(None, 0)]
    finals: list[Final] = []
    scene: Scene | None = None
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        try:
            if scene is None and (found := list(_pairs(stripped))):
                for key, value in found:
                    if key in pairs:
                        raise ValueError(f'"{key}" stands twice in the header')
                    pairs[key] = (number, value)
                continue
            if scene is None:
                scene = _scene(pairs, profile)
            _body(stripped, number, scene, cues, finals)
        except ValueError as error:
            raise TranscriptError(f"{name}:{number}: {error}") from error
    if scene is None or len(cues) == 1:
        raise TranscriptError(f'{name}: there is no call in it; write lines that start with "caller" and "agent"')
    for cue in cues[1:]:
        if cue.graded and not cue.expected and not isinstance(cue.move, HangUp | Later | Taken | Down):
            raise TranscriptError(f'{name}:{cue.line}: say what the agent does then; "agent ..." is anything')
    return Transcript(name, lines, scene, tuple(cues), tuple(finals))


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    """The header's pairs in a line; none when the line belongs to the call."""
    if line.split()[0] in ("agent", "caller", "meanwhile"):
        return
    for piece in re.split(r"\s{2,}", line):
        match = PAIR.fullmatch(piece)
        if not match:
            return
        if match[1] not in HEADER:
            raise ValueError(f'"{match[1]}" is not a header; there are: {", ".join(sorted(HEADER))}')
        yield match[1], match[2].strip()


def _scene(pairs: dict[str, tuple[int, str]], profile: Callable[[str | None], Business]) -> Scene:
    values = {key: value for key, (_, value) in pairs.items()}
    if "now" not in values:
        raise ValueError('the header must say when it is, like "now: Thu 2026-03-05 09:00"')
    business = profile(values.get("profile"))
    epoch = datetime.fromtimestamp(0, business.zone)
    now = read_moment(values["now"], epoch)
    channel = values.get("channel", "any")
    if channel not in CHANNELS:
        raise ValueError(f'channel "{channel}" is not one of {", ".join(CHANNELS)}')
    if values.get("strict", "no") not in ("yes", "no"):
        raise ValueError('"strict" is yes or no')
    return Scene(
        business=business,
        now=now,
        channel=channel,
        caller_id=values.get("caller id"),
        locale=values.get("locale"),
        openings=_moments(values["openings"], now) if "openings" in values else None,
        booked=_moments(values.get("booked", ""), now),
        taken_meanwhile=_moments(values.get("taken meanwhile", ""), now),
        down=_faults(values.get("down", "")),
        strict=values.get("strict") == "yes",
    )


def _moments(text: str, now: datetime) -> tuple[datetime, ...]:
    return tuple(read_moment(piece, now) for piece in text.split(",") if piece.strip())


def _faults(text: str) -> frozenset[Fault]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in set(Fault):
            raise ValueError(f'"{name}" cannot be down; there are: {", ".join(Fault)}')
    return frozenset(Fault(name) for name in names)


def _body(line: str, number: int, scene: Scene, cues: list[Cue], finals: list[Final]) -> None:
    who, _, rest = line.partition(" ")
    rest = rest.strip()
    if finals and who not in FINALS:
        raise ValueError("the call goes on after its end; put lines about the booking core last")
    match who:
        case "agent" if rest == "...":
            cues[-1] = replace(cues[-1], graded=False)
        case "agent" if rest:
            expected = tuple((number, _expected(piece)) for piece in split(rest, "+"))
            cues[-1] = replace(cues[-1], expected=cues[-1].expected + expected)
        case "caller" if rest:
            cues.append(Cue(_move(rest), number))
        case "meanwhile" if rest:
            cues.append(Cue(_meanwhile(rest, scene.now), number))
        case _ if who in FINALS and rest:
            parts = () if rest == "nothing" else tuple(split(rest, ","))
            if parts and who != "callback":
                read_moment(parts[0], scene.now)
            finals.append(Final(who, parts, number))
        case _:
            raise ValueError(
                f'"{line[:60]}" is not a line of a transcript; it starts with agent, caller, meanwhile, '
                f"{', '.join(FINALS)} and goes on"
            )


def _expected(piece: str) -> Expected:
    absent = piece.startswith('not "')
    words = piece.removeprefix("not ") if absent else piece
    if len(words) > 2 and words[0] == words[-1] == '"':
        return Expected(words[1:-1], quoted=True, absent=absent)
    return Expected(piece)


def _move(said: str) -> Move:
    if not (said.startswith("(") and said.endswith(")")):
        return typed(said)
    inner = said[1:-1].strip()
    if inner == "silence":
        return Silence()
    if inner == "hangs up":
        return HangUp()
    if inner == "same message again":
        return SameAgain()
    if match := KEYS.fullmatch(inner):
        return Keys(match[1])
    if match := AFTER.fullmatch(inner):
        return Later(int(match[1]) * (UNITS.get(match[2]) or timedelta(days=1)))
    raise ValueError(
        f'"{said}" is nothing a caller does; there are (silence), (keys 1), (hangs up), (after 20 minutes), '
        "(same message again)"
    )


def _meanwhile(what: str, now: datetime) -> Move:
    verb, _, rest = what.partition(" ")
    match verb:
        case "taken" if rest:
            return Taken(read_moment(rest, now))
        case "down" if rest:
            return Down(_faults(rest))
        case "up" if not rest:
            return Down(frozenset())
    raise ValueError('"meanwhile" is followed by "taken Fri 10:00", "down book" or "up"')


def split(text: str, at: str) -> list[str]:
    """The pieces between `at` signs that stand outside quotes, bare; a `+` also needs a space on both sides."""
    pieces, quoted, start = [], False, 0
    for index, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter == at and not quoted and (at != "+" or text[index - 1 : index + 2] == " + "):
            pieces.append(text[start:index].strip())
            start = index + 1
    return [piece for piece in [*pieces, text[start:].strip()] if piece]
