"""Sets a desk up for a transcript: a real one in every part, on an empty database, with a clock moved by hand."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from string import ascii_uppercase, digits

from aiohttp import ClientSession

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.booking_systems.ledger.tokens import TICKET_LETTERS, random_token
from frontdesk.channels.desk import Desk, Parts
from frontdesk.channels.text.parse import parse
from frontdesk.channels.text.play import HandClock, Performance, Stage, Way, play
from frontdesk.channels.text.staged import StagedBookingSystem
from frontdesk.channels.text.through_chat import ThroughChat
from frontdesk.channels.text.through_core import ThroughCore
from frontdesk.channels.text.through_twilio import ThroughTwilio
from frontdesk.channels.text.transcript import Scene, Transcript, TranscriptError
from frontdesk.conversations.ports import ConversationKey
from frontdesk.database.engine import Database, open_database
from frontdesk.hiring import give_voice, hire, spoken_lines
from frontdesk.languages import Language
from frontdesk.model.arrival import Arrival
from frontdesk.model.booking import Hold, Opening
from frontdesk.model.business import Business, ChatDoor, Doors, TwilioDoor
from frontdesk.model.utterance import HangUp, Medium, Words
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.server import bind, listening
from frontdesk.stores.conversations import DatabaseConversations
from frontdesk.web import create_web_app

SAMPLES = SAMPLE.parent
STANDARD = "standard"
PUBLIC_URL = "https://desk.example.com"
NUMBER = "+14155550100"
AUTH_TOKEN = "the token of the stage"
PATIENCE = 60.0
"""Seconds: a busy machine is no outage."""
CALL = "CA00000000000000000000000000000001"


class Through(StrEnum):
    """The ways a transcript can be played."""

    CORE = "core"
    CHAT = "chat"
    TWILIO = "twilio"


def read_transcript(path: Path, name: str | None = None) -> Transcript:
    """Reads a file; `name` is what messages call it. Raises TranscriptError or ProfileError."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise TranscriptError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TranscriptError(f"{path} is not text in UTF-8: {error.reason} at byte {error.start}") from error
    return parse(text, name or str(path), lambda profile: load_profile(find_profile(path, profile or STANDARD)))


def find_profile(transcript: Path, name: str) -> Path:
    """Beside the transcript, in a folder above it, or a sample. Raises ValueError."""
    file = name if name.endswith(".toml") else f"{name}.toml"
    folders = [*transcript.resolve().parents, SAMPLES]
    found = next((folder / file for folder in folders if (folder / file).is_file()), None)
    if found is None:
        samples = ", ".join(sorted(path.stem for path in SAMPLES.glob("*.toml")))
        raise ValueError(f'there is no profile "{file}" beside the transcript; the samples are: {samples}')
    return found


def ways_of(transcript: Transcript) -> tuple[Through, ...]:
    """How this call can be played. A chat has no end that anybody could hear, and no keys."""
    moves = [line.says for line in transcript.lines]
    if any(isinstance(move, Words) and move.barge_in for move in moves):
        return (Through.CORE,)  # the telephone network does not tell us
    match transcript.scene.channel:
        case "text":
            return (Through.CORE,)
        case "web_chat":
            return (Through.CORE, Through.CHAT)
        case "telephony":
            return (Through.CORE, Through.TWILIO)
    left = any(isinstance(line.says, HangUp) and line.medium is not Medium.VOICE for line in transcript.lines)
    return (Through.CORE, Through.TWILIO) if left else tuple(Through)


async def perform(
    transcript: Transcript, through: Through, languages: Mapping[str, Language], database_url: str = "sqlite://"
) -> Performance:
    """Plays a call from beginning to end, on a database that is empty. Raises TranscriptError, CallFailed or
    ConnectionError."""
    business = _with_doors(transcript.scene.business)
    database = await open_database(database_url)
    try:
        stage, parts = _set_up(business, database, transcript.scene.now, languages)
        async with _connect(through, transcript.scene, stage, parts) as way:
            return await play(transcript, stage, way)
    finally:
        await database.close()


def _with_doors(business: Business) -> Business:
    """The same business, reachable: its own tokens are not known here."""
    own = business.doors.twilio or TwilioDoor(numbers=(NUMBER,))
    return business.model_copy(update={"doors": Doors(chat=ChatDoor(), twilio=own)})


def _set_up(
    business: Business, database: Database, now: datetime, languages: Mapping[str, Language]
) -> tuple[Stage, Parts]:
    clock = HandClock(now)
    store = DatabaseConversations(database)
    voicing = give_voice(business, languages, PUBLIC_URL)
    chance = _Chance()
    embedded = EmbeddedBookingSystem(database, business, clock, tokens=chance, write_invite=voicing.write_invite)
    booking_system = StagedBookingSystem(embedded, business, clock, chance.set_code)
    receptionist = hire(business, voicing, booking_system, store, clock, patience=PATIENCE)
    stage = Stage(business, clock, booking_system, store, receptionist, _holds(embedded), embedded.waitlist)
    desk = Desk(
        business,
        receptionist,
        booking_system,
        spoken_lines(voicing, business, now),
        twilio_token=AUTH_TOKEN,
    )

    async def ready() -> None:
        """It is: the stage was just made."""

    return stage, Parts({business.id: desk}, store, clock, PUBLIC_URL, "", ready)


class _Chance:
    """Tokens by chance, but for the one that makes a short code which a transcript names."""

    def __init__(self) -> None:
        self._token = ""

    def set_code(self, code: str) -> None:
        """The code of the next booking, such as `K42`; by chance when it is empty."""
        self._token = "".join(next(one for one in digits + ascii_uppercase if _stands_for(one, mark)) for mark in code)

    def __call__(self, length: int) -> str:
        token, self._token = (self._token, "") if length == len(self._token) else (random_token(length), self._token)
        return token


def _stands_for(sign: str, mark: str) -> bool:
    """Whether this sign of a token becomes this mark of a code: see `ledger/tokens.py`."""
    if mark.isdecimal():
        return ord(sign) % 10 == int(mark)
    return TICKET_LETTERS[ord(sign) % len(TICKET_LETTERS)] == mark


def _holds(system: EmbeddedBookingSystem) -> Callable[[datetime, datetime], Awaitable[Sequence[Hold]]]:
    async def holds(start: datetime, end: datetime) -> Sequence[Hold]:
        found = await system.held(start, end)
        return [Hold("", Opening("", held.host, held.start, held.end), held.end) for held in found]

    return holds


@asynccontextmanager
async def _connect(through: Through, scene: Scene, stage: Stage, parts: Parts) -> AsyncIterator[Way]:
    business = stage.business
    if through is Through.CORE:
        written = scene.channel in ("web_chat", "text")
        key = ConversationKey(business.id, "web_chat" if written else "telephony", "caller")
        medium = Medium.TEXT if written else Medium.VOICE
        arrival = Arrival(caller_id=scene.caller_id, time_zone=scene.time_zone)
        yield ThroughCore(stage.receptionist, key, medium, scene.locale, arrival)
        return
    with bind("127.0.0.1", 0) as on:
        async with listening(create_web_app(parts), on) as url, ClientSession() as http:
            if through is Through.CHAT:
                key = ConversationKey(business.id, "web_chat", "caller")
                context = {"time_zone": scene.time_zone} if scene.time_zone else None
                yield ThroughChat(http, url, key, locale=scene.locale, context=context)
            else:
                door = business.doors.twilio
                number = door.numbers[0] if door and door.numbers else NUMBER
                key = ConversationKey(business.id, "telephony", CALL)
                yield ThroughTwilio(http, url, PUBLIC_URL, key, number, AUTH_TOKEN, scene.caller_id)
