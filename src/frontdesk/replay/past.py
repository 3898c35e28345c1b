"""A conversation as it was kept, and what is known of the world it happened in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.conversations import records
from frontdesk.conversations.ports import ConversationKey, StoredConversation, TurnRecord
from frontdesk.dialog.state import State
from frontdesk.model.agent_acts import AgentAct
from frontdesk.model.booking import Booking, BookingStatus, Window
from frontdesk.model.business import Business
from frontdesk.model.change import Change, Doing
from frontdesk.model.diary import Block
from frontdesk.model.utterance import Utterance

BEFORE = timedelta(days=1)
OFF = (Doing.CANCELLED, Doing.DECLINED, Doing.LAPSED)


@dataclass(frozen=True, slots=True)
class PastTurn:
    """One line of the journal: what came in (None where the agent spoke by itself), and what was answered."""

    at: datetime
    utterance: Utterance | None
    acts: tuple[AgentAct, ...]


@dataclass(frozen=True, slots=True)
class Diary:
    """The appointments of others: those that stood when the conversation began, and those made while it lasted."""

    standing: tuple[Booking, ...] = ()
    """As they were then, in the order they were made."""
    later: tuple[Booking, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """A stored conversation; `state` is where it stands now."""

    business: Business
    key: ConversationKey
    turns: tuple[PastTurn, ...]
    state: State
    diary: Diary = Diary()

    @property
    def began(self) -> datetime:
        return self.turns[0].at


def read_past(business: Business, stored: StoredConversation, turns: Sequence[TurnRecord]) -> Past:
    """Raises `pydantic.ValidationError` where this version cannot read what another one kept."""
    read = tuple(
        PastTurn(
            turn.at.astimezone(business.zone),
            records.utterances().validate_json(turn.event),
            records.spoken_acts().validate_json(turn.acts),
        )
        for turn in turns
    )
    return Past(business, stored.key, read, records.states().validate_json(stored.state))


async def with_diary(past: Past, system: EmbeddedBookingSystem) -> Past:
    """With the appointments of others as they stood then. Raises `SystemDown`."""
    horizon = timedelta(days=past.business.policy.horizon_days)
    window = Window(past.began - BEFORE, past.turns[-1].at + horizon + BEFORE)
    standing: list[Booking] = []
    later: list[Booking] = []
    for booking in await system.bookings(window.start, window.end):
        if booking.key.startswith(past.state.id) or booking.created > past.turns[-1].at:
            continue
        then = as_it_was(booking, await system.history(booking.id), max(past.began, booking.created))
        if then is not None:
            (standing if booking.created < past.began else later).append(then)
    blocks = tuple(await system.blocks(window))
    made = sorted(standing, key=lambda one: one.created)
    return replace(past, diary=Diary(tuple(made), tuple(sorted(later, key=lambda one: one.created)), blocks))


def as_it_was(booking: Booking, history: Sequence[Change], at: datetime) -> Booking | None:
    """The booking at an instant; None when it was off by then."""
    if any(change.what in OFF and change.at <= at for change in history):
        return None
    moved = next((change.before for change in history if change.at > at and change.before), None)
    opening = moved or booking.request.opening
    return replace(booking, status=BookingStatus.CONFIRMED, request=replace(booking.request, opening=opening))
