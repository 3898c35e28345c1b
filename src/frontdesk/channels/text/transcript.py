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
    channel           telephony, web_chat or text (typed, without a channel): play it as that only; default any.
                      Aloud a number is confirmed and "anything else?" is asked, so that most calls differ by channel
    profile           a profile file beside the transcript (or in a folder above it) or a sample; default `standard`
    caller id         the number the phone shows, E.164
    time zone         the caller's own, by its IANA name, as a page tells it; a telephone never does
    locale            such as en-GB; default the profile's language
    openings          the only times that the booking core offers; it must be able to offer them
    booked            times that somebody else has already; with two hosts, both are busy
    appointments      what the caller booked earlier, one after the other with semicolons: a time, a name, a phone
                      number, and where it matters a code, the service's id, `with` the host's id, `pending`:
                      Tue 10:00 Ada Example +14155550123 K42; Fri 09:00 Ada Example +14155550123 with sam
    taken meanwhile   times that somebody else books in the instant before this caller's claim on them
    down              what fails in the booking core: openings, hold, book (nothing is written), answer (it is written,
                      but no answer comes), lost (it is not written, and no answer comes), lookup (what became of a
                      booking cannot be found out), refuse (for good)
    books as          what the booking core makes of how and where they meet, whatever was asked for: a contact channel,
                      and where it matters a place behind it: phone; in_person at 5 Lake Road, London
    strict            yes: every act is listed, greetings and courtesies too

The call
    agent  ask phone                   an act, by its description (`frontdesk test -v` shows them). The beginning is
                                       enough; parts after a semicolon are compared one by one, in any order
    agent  offer Fri 10:00 + say slower   several acts of one turn; several lines do the same
    agent  "on which number"           words that this turn must hold, letter case and spaces aside
    agent  not "booked"                words that this turn must not hold
    agent  ...                         whatever: this turn is not graded
    caller my number is 415 555 0123   what the caller says or types
    caller (60%) friday at ten         the same, with how sure the speech recogniser is of it
    caller (talking over) yes yes      said into the desk's own words; also (talking over, 60%)
    caller (calls again)               after (hangs up): a new call, from the same number where the phone shows it
    caller (nobody picks up)           the call was put through, and the colleague did not answer
    caller (silence) | (keys 4155550123#) | (hangs up) | (after 20 minutes) | (same message again)
    meanwhile taken Fri 10:00          somebody else books it now; refused if it is held
    meanwhile moved Tue 10:00 to Wed 11:00   the staff move the caller's appointment now
    meanwhile cancelled Tue 10:00      and this, cancel it
    meanwhile down book, lookup        the booking core fails from here on (`meanwhile up` ends that)
    [voice] agent confirm phone        a line of any kind that is there on the telephone only, or [text] where it is
                                       written only: what was spoken is asked about once more, what was typed is not

    What a desk says when it picks up stands before the first caller line. In a chat the caller speaks first; there it
    is not graded. Every other turn needs its agent lines. Greetings, acknowledgements and courtesies (greet,
    acknowledge, say) may be left out; every other act must be listed.

Afterwards: always graded against the booking core, also when nothing is written here
    booked Fri 10:30, Priya Nair, +14155550123, video, email priya@example.com, reason "a stiff neck"
    cancelled Fri 10:30                a booking that was made and cancelled again
    callback Priya Nair, +14155550123  somebody waits to be called back
    waiting Fri 09:00, Priya Nair      somebody is on the waiting list, from when on
    held Fri 10:00                     still claimed; when a call is over and this line is missing, nothing may be
    booked | cancelled | callback | waiting | held nothing

    Parts after the time may come in any order and be left out: name, phone, `in_person`, `confirmed` or `pending`,
    the service's id, `with` the host's id, `email …` or `no email`, `reason "…"` or `no reason`, `place "…"`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from frontdesk.model.business import Business
from frontdesk.model.caller import Channel
from frontdesk.model.utterance import HangUp, Keys, Medium, Silence, Unanswered, Words

FINALS = ("booked", "cancelled", "callback", "waiting", "held")
"""What lines about the end begin with."""


class TranscriptError(Exception):
    """A transcript that cannot be read; the message names the line and says what to write."""


class Fault(StrEnum):
    """What can fail in the booking core."""

    OPENINGS = "openings"
    HOLD = "hold"
    BOOK = "book"
    ANSWER = "answer"
    LOST = "lost"
    LOOKUP = "lookup"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Scene:
    """The header: the world the call happens in."""

    business: Business
    now: datetime
    channel: str = "any"
    caller_id: str | None = None
    time_zone: str | None = None
    locale: str | None = None
    openings: tuple[datetime, ...] | None = None
    booked: tuple[datetime, ...] = ()
    appointments: tuple["Earlier", ...] = ()
    taken_meanwhile: tuple[datetime, ...] = ()
    down: frozenset[Fault] = frozenset()
    otherwise: "Otherwise | None" = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """An appointment that was booked before the call."""

    start: datetime
    name: str
    phone: str
    ticket: str = ""
    service: str | None = None
    host: str | None = None
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Whatever is asked for, it is booked like this."""

    channel: Channel
    place: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """The staff change the appointment that begins then: to another time, or cancel it."""

    start: datetime
    to: datetime | None


@dataclass(frozen=True, slots=True)
class Later:
    """Time passes."""

    by: timedelta


@dataclass(frozen=True, slots=True)
class SameAgain:
    """The channel delivers the last message a second time."""


@dataclass(frozen=True, slots=True)
class CallsAgain:
    """A new call from the same number."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody else books this time now."""

    start: datetime


@dataclass(frozen=True, slots=True)
class Down:
    """From here on, this fails in the booking core."""

    faults: frozenset[Fault]


Move = Words | Keys | Silence | HangUp | Unanswered | Later | SameAgain | CallsAgain | Taken | Changed | Down
"""Something that happens to the desk."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What one `agent` line asks of a turn: an act, or words (`quoted`), that are there or (`absent`) are not."""

    text: str
    quoted: bool = False
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Whatever:
    """This turn is not graded."""


@dataclass(frozen=True, slots=True)
class Final:
    """A line about the end: `what` is one of FINALS; no parts mean that there is none."""

    what: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a line says; `medium` where it is there in one of them only."""

    number: int
    medium: Medium | None
    says: Move | Expected | Whatever | Final


@dataclass(frozen=True, slots=True)
class Cue:
    """One move and what the agent should do then; the first has no move: the desk picks up."""

    move: Move | None
    line: int
    expected: tuple[tuple[int, Expected], ...] = ()
    """With the number of the line each stands in."""
    graded: bool = True


@dataclass(frozen=True, slots=True)
class Script:
    """A transcript as it is played in one medium. Finals come with the number of their line."""

    cues: tuple[Cue, ...]
    finals: tuple[tuple[int, Final], ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    name: str
    text: tuple[str, ...]
    """The file as it is written, line by line."""
    scene: Scene
    lines: tuple[Line, ...]

    def script(self, medium: Medium) -> Script:
        """Raises TranscriptError where a move has no answer."""
        cues = [Cue(None, 0)]
        finals: list[tuple[int, Final]] = []
        for line in self.lines:
            if line.medium not in (None, medium):
                continue
            match line.says:
                case Final():
                    finals.append((line.number, line.says))
                case Whatever():
                    cues[-1] = replace(cues[-1], graded=False)
                case Expected():
                    cues[-1] = replace(cues[-1], expected=(*cues[-1].expected, (line.number, line.says)))
                case move:
                    cues.append(Cue(move, line.number))
        for cue in cues[1:]:
            if cue.graded and not cue.expected and not isinstance(cue.move, HangUp | Later | Taken | Changed | Down):
                raise TranscriptError(
                    f'{self.name}:{cue.line}: say what the agent does then ({medium}); "agent ..." is anything'
                )
        return Script(tuple(cues), tuple(finals))

    def played_in(self) -> tuple[Medium, ...]:
        """The media that this call can happen in."""
        match self.scene.channel:
            case "telephony":
                return (Medium.VOICE,)
            case "web_chat" | "text":
                return (Medium.TEXT,)
            case _:
                return tuple(Medium)
