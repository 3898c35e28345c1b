"""One simulated conversation from the first word to the last, and what came of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from frontdesk.channels.text.describe import describe
from frontdesk.model.agent_acts import NotifySuccess, ReadBack
from frontdesk.model.booking import Booking
from frontdesk.model.reply import Reply
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium, Silence, Utterance, Words, typed
from frontdesk.simulation.caller import QUIET, Caller
from frontdesk.simulation.goals import ABOUT_ONE, BOOKED_IN_THE_END, Goal, Purpose, draw_goal
from frontdesk.simulation.noise import SURE, recognise
from frontdesk.simulation.phrasebook import load_phrasebook
from frontdesk.simulation.sayings import Speaker
from frontdesk.simulation.temperaments import Temperament
from frontdesk.simulation.world import House, OpenWorld, World, open_world

MOST_TURNS = 20
LOOP = 3
"""The same acts so often in a row are a loop."""
FIRST_DAY = date(2026, 3, 2)  # a Monday; when the calls are made matters to nobody, as long as it stays the same
MISHEARD_RATE = 0.08
PATIENCE, CLEARER = 2, 8
"""After so often, people say their name so much more clearly."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How all calls are made."""

    seed: int = 7
    languages: tuple[str, ...] = ("en",)
    medium: Medium = Medium.VOICE
    noise: float = 0.0
    """The chance that a recogniser gets a word wrong; on the telephone only."""
    temperaments: tuple[Temperament, ...] = tuple(Temperament)


@dataclass(slots=True)
class Exchange:
    said: str | None
    """None when the desk picks up."""
    acts: tuple[str, ...]
    words: str


@dataclass(slots=True)
class Outcome:
    number: int
    language: str
    temperament: Temperament
    goal: Goal
    now: datetime
    medium: Medium
    locale: str = ""
    taken: tuple[datetime, ...] = ()
    exchanges: list[Exchange] = field(default_factory=list)
    turns: int = 0
    """Of the caller, until they had what they wanted."""
    success: bool = False
    wrong: tuple[str, ...] = ()
    """In which values what is booked is not what was wanted; or `not as read back`."""
    looped: bool = False
    handed_off: bool = False
    bookings: tuple[Booking, ...] = ()
    error: str = ""


async def hold_conversation(house: House, number: int, settings: Settings, opened: OpenWorld = open_world) -> Outcome:
    """The same `number` and settings give the same conversation."""
    rng = Random(f"{settings.seed}/{number}")
    language = settings.languages[number % len(settings.languages)]
    temperament = settings.temperaments[(number // len(settings.languages)) % len(settings.temperaments)]
    business = house.business
    now = datetime.combine(
        FIRST_DAY + timedelta(days=rng.randrange(28)), time(rng.randrange(7, 19), rng.randrange(60)), business.zone
    )
    book = load_phrasebook(language)
    service = rng.choice(business.services)
    spoken_first = language
    if temperament is Temperament.SWITCHES and len(settings.languages) > 1:
        spoken_first = rng.choice([code for code in settings.languages if code != language])
    async with opened(house, now, spoken_first, settings.medium) as world:
        await world.fill(service.id, rng)
        goal = draw_goal(business, service, await world.openings(service.id), now, book, rng)
        if goal.purpose is Purpose.TAKEN and goal.wanted.start:
            await world.take(goal.wanted.start)
        if goal.earlier:
            await world.book_earlier(goal.earlier, goal.name.full, goal.phone, goal.service)
        aloud = settings.medium is Medium.VOICE and rng.random() < 0.6
        speaker = Speaker(book, rng, now.date(), aloud)
        first = Speaker(load_phrasebook(spoken_first), rng, now.date(), aloud)
        later = speaker if spoken_first != language else None
        caller = Caller(goal, temperament, first, business, settings.medium, rng, later)
        outcome = Outcome(number, language, temperament, goal, now, settings.medium, spoken_first, tuple(world.taken))
        ear = Ear(settings, temperament, goal, speaker, rng)
        try:
            await _talk(world, caller, ear, outcome)
        except Exception as error:  # a desk that falls over has failed this caller, not the simulation
            outcome.error = f"{type(error).__name__}: {error}"
        outcome.bookings = tuple(await world.bookings())
        _judge(outcome, caller, world)
        return outcome


class Ear:
    """What reaches the desk of what is said."""

    def __init__(self, settings: Settings, temperament: Temperament, goal: Goal, speaker: Speaker, rng: Random) -> None:
        self._medium = settings.medium
        self._rate = max(settings.noise, MISHEARD_RATE if temperament is Temperament.MISHEARD else 0.0)
        self._barges_in = temperament is Temperament.TALKS_OVER
        self._names = frozenset(goal.name.full.casefold().replace("-", " ").split())
        self._book = speaker.book
        self._rng = rng
        self._misheard = 0
        """How often something with their name in it was not heard right."""

    def hear(self, said: str) -> Utterance:
        if said == QUIET:
            return Silence()
        if self._medium is Medium.TEXT:
            return typed(said)
        says_name = any(name in said.casefold() for name in self._names)
        rate = self._rate / CLEARER if says_name and self._misheard >= PATIENCE else self._rate
        heard = recognise(said, self._names, self._book, rate, self._rng)
        self._misheard += says_name and heard.confidence != SURE
        return Words((heard,), barge_in=self._barges_in and self._rng.random() < 0.5)


async def _talk(world: World, caller: Caller, ear: Ear, outcome: Outcome) -> None:
    reply = await world.begin() if world.medium is Medium.VOICE else None
    if reply:
        _write_down(outcome, None, reply, world)
    said: str | None = caller.open()
    while said is not None and len(outcome.exchanges) <= MOST_TURNS:
        utterance = ear.hear(said)
        reply = await world.say(utterance)
        heard = utterance.text if isinstance(utterance, Words) else "(silence)"
        _write_down(outcome, heard, reply, world)
        outcome.handed_off = outcome.handed_off or reply.handoff is not None
        if not outcome.turns and _has_it(reply, outcome.goal):
            outcome.turns = sum(exchange.said is not None for exchange in outcome.exchanges)
        said = caller.answer(reply)
    outcome.goal = caller.goal
    outcome.looped = _loops(outcome.exchanges)
    if not outcome.turns:
        outcome.turns = sum(exchange.said is not None for exchange in outcome.exchanges)


def _has_it(reply: Reply, goal: Goal) -> bool:
    return goal.purpose in BOOKED_IN_THE_END and any(isinstance(act, NotifySuccess) for act in reply.acts)


def _write_down(outcome: Outcome, said: str | None, reply: Reply, world: World) -> None:
    acts = tuple(describe(act, world.business, world.now) for act in reply.acts)
    outcome.exchanges.append(Exchange(said, acts, " ".join(line.text for line in reply.lines)))


def _loops(exchanges: list[Exchange]) -> bool:
    """The same question, with nothing new, again and again."""
    asked = [tuple(act for act in one.acts if not act.startswith(("greet", "acknowledge", "say"))) for one in exchanges]
    runs = zip(*(asked[at:] for at in range(LOOP)), strict=False)
    return any(run[0] and len(set(run)) == 1 for run in runs)


def _judge(outcome: Outcome, caller: Caller, world: World) -> None:
    """Sets success and what is wrong, by what the booking core holds."""
    goal = caller.goal
    standing = [booking for booking in outcome.bookings if booking.stands]
    for booking in standing:
        start = booking.request.opening.start.astimezone(world.business.zone)
        outcome.wrong += tuple(goal.differs(booking, start))
        if goal.purpose not in ABOUT_ONE:
            outcome.wrong += () if _as_read_back(booking, caller.agreed) else ("not as read back",)
    match goal.purpose:
        case Purpose.CANCEL:
            outcome.success = bool(outcome.bookings) and not standing
        case Purpose.DROP:
            outcome.success = not standing
        case Purpose.CHECK:
            outcome.success = caller.told and len(standing) == 1 and not outcome.wrong
        case Purpose.MESSAGE:
            outcome.success = caller.told and not standing
        case Purpose.PERSON:
            outcome.success = outcome.handed_off and not standing
        case Purpose.IMPOSSIBLE:
            outcome.success = not standing
        case _:
            outcome.success = len(standing) == 1 and not outcome.wrong
    if goal.purpose in (Purpose.PERSON, Purpose.IMPOSSIBLE, Purpose.MESSAGE) and standing:
        outcome.wrong += (f"booked, but wanted to {goal.purpose}",)
    if goal.purpose in ABOUT_ONE:
        outcome.wrong = _changed_wrongly(outcome, goal)
    outcome.success = outcome.success and not outcome.error


def _changed_wrongly(outcome: Outcome, goal: Goal) -> tuple[str, ...]:
    """Of an appointment that there was: it is where it was, where it was to go, or off where that was wanted."""
    starts = [booking.request.opening.start for booking in outcome.bookings if booking.stands]
    allowed = {goal.earlier, goal.wanted.start if goal.purpose is Purpose.MOVE else goal.earlier}
    lost = not starts and goal.purpose is not Purpose.DROP
    astray = len(starts) > 1 or any(start not in allowed for start in starts)
    return ("an earlier appointment",) if lost or astray else ()


def _as_read_back(booking: Booking, agreed: ReadBack | None) -> bool:
    if agreed is None:
        return False
    request, told = booking.request, dict(agreed.values)
    name, phone = told.get(SlotName.NAME), told.get(SlotName.PHONE)
    return (
        request.opening.start == agreed.opening.start
        and request.opening.host == agreed.opening.host
        and (name is None or getattr(name, "full", "") == request.attendee.name.full)
        and (phone is None or getattr(phone, "e164", "") == request.attendee.phone)
    )
