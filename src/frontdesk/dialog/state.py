"""Everything a conversation remembers. Plain frozen data that can be stored after any turn and taken up again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from frontdesk.dialog.effects import Book, Effect, MoveBooking
from frontdesk.dialog.habits import UNKNOWN as UNKNOWN_HABITS
from frontdesk.dialog.habits import Habits
from frontdesk.dialog.meant import ANY, Meant
from frontdesk.dialog.memory import NOTHING, Filled, More, Pause, Phase, Source, Task, Undone, Was
from frontdesk.model.agent_acts import AgentAct, HandOffReason, ReadBack
from frontdesk.model.arrival import UNKNOWN, Arrival
from frontdesk.model.booking import Booking, BookingStatus, Consent, Hold, Opening
from frontdesk.model.business import Business
from frontdesk.model.caller import PersonName
from frontdesk.model.caller_acts import CallerAct, Inform
from frontdesk.model.change import Lookup
from frontdesk.model.expectation import Expectation
from frontdesk.model.slots import HostChoice, LocationChoice, ServiceChoice, SlotName, Value
from frontdesk.model.utterance import Medium
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest
from frontdesk.model.when import PreferredTime


@dataclass(frozen=True, slots=True)
class Troubles:
    """What went wrong in a row with the open question, and in all."""

    no_input: int = 0
    no_match: int = 0
    total: int = 0

    @property
    def in_a_row(self) -> int:
        return self.no_input + self.no_match


@dataclass(frozen=True, slots=True)
class Tally:
    """What a whole conversation is held to; see `limits.py`."""

    insults: int = 0
    complaints: int = 0
    booked: int = 0
    furthest: int = 0
    """How much was settled when most was."""
    furthest_turn: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """`id` is the conversation's. Openings and holds carry aware instants."""

    id: str
    medium: Medium
    language: str = "en"
    locale: str = "en-GB"
    task: Task = Task.BOOK
    phase: Phase = Phase.COLLECTING
    arrival: Arrival = UNKNOWN
    slots: dict[SlotName, Filled] = field(default_factory=dict)
    answers: tuple[tuple[str, str], ...] = ()
    """Answers to the service's extra questions: question id, text."""
    declined: tuple[SlotName, ...] = ()
    consents: tuple[Consent, ...] = ()
    refused: tuple[str, ...] = ()
    """Ids of consents that were asked for and not given, and that the booking can do without."""
    skipped: tuple[str, ...] = ()
    """Ids of optional extra questions that were passed over."""
    digits: str = ""
    """Part of a phone number, while the rest is still to come."""
    refusals: int = 0
    """How often something the booking needs was declined."""
    withheld: tuple[SlotName, ...] = ()
    """What they would not give though the booking needs it, and a person was offered for."""

    opening: Opening | None = None
    """The chosen one, held."""
    holds: tuple[Hold, ...] = ()
    table: tuple[Opening, ...] = ()
    """The last offer, while the wish is what it was made for."""
    given_up: Opening | None = None
    """What was chosen before the caller named another time."""
    offered: tuple[datetime, ...] = ()
    """Starts that were offered since the caller last named a time."""

    question: AgentAct | None = None
    """The act that asked what is open now."""
    expectation: Expectation = NOTHING
    said: tuple[AgentAct, ...] = ()
    """The whole last answer, for "could you repeat that?"."""
    reopened: SlotName | None = None
    """A filled slot the caller wants to change; its old value stays until there is a new one."""
    path: tuple[SlotName, ...] = ()
    """Slots in the order the caller filled them, for "go back"."""
    checked: tuple[SlotName, ...] = ()
    """Slots whose value was put to the caller as a question of its own."""
    habits: Habits = UNKNOWN_HABITS
    """How this caller means words that can mean two things, as far as it was asked."""
    turned_down: tuple[SlotName, ...] = ()
    """Slots whose value the caller said is wrong, once for each time."""
    troubles: Troubles = Troubles()
    turn: int = 0
    tally: Tally = Tally()
    pause: Pause = Pause.NONE
    slower: bool = False
    corrected: bool = False
    """Something changed since the last read-back."""
    balked: int = 0
    """How often a read-back was not agreed to, without a word that could change it."""
    read_back: ReadBack | None = None
    """What was last read back: only exactly this may be committed."""

    attempt: int = 0
    """Counts confirmations; part of the idempotency key."""
    committing: Book | None = None
    """What the booking system was last asked to book and is not known to have answered for good: while it stands, the
    same request goes under the same key."""
    unresolved: bool = False
    """What became of it could not be found out: nothing may be booked, and nothing said to be or not to be."""
    unannounced: bool = False
    """A booking was found while the caller was away: it is the first thing to say."""
    cancelling: bool = False
    """A cancellation was asked for, and whether it went through could not be found out."""
    moving: MoveBooking | None = None
    """A move that was asked for, while it is not known whether it went through."""
    was: Was | None = None
    """What was last moved, and from where: "put it back as it was"."""
    subject: str = ""
    """Id of the appointment that the task is about, once it is clear which."""
    meant: Meant = ANY
    """What was said of which it is about."""
    sought: tuple[Lookup, ...] = ()
    """What appointments were looked for with and found none."""
    misses: int = 0
    """How often the caller was told that none was found."""
    aside: dict[SlotName, Filled] | None = None
    """The slots of a booking under way, while something else is done first."""
    booking: Booking | None = None
    """The appointment at hand, as last read: made here, or found for a caller who named two facts of it."""
    known: tuple[Booking, ...] = ()
    """All appointments this caller has shown to be theirs, as last read: made in this conversation, or found. They may
    hear of them and change them."""
    like: datetime | None = None
    """Start of the appointment that this one is to be like."""
    waiting: WaitlistRequest | None = None
    """What was last read back to be waited for: only exactly this is joined."""
    seen: PreferredTime | None = None
    """The wish whose free times the caller has heard: who still wants to wait for it is not told of them again."""
    joined: tuple[WaitlistEntry, ...] = ()
    """What the caller waits for since this conversation."""
    interrupted: Task | None = None
    """What was under way when something came in between that is done on the side: a message."""
    for_other: bool = False
    """Somebody else comes than who is calling: both names are kept."""
    more: tuple[More, ...] = ()
    """Appointments that are to be made after this one."""
    handled: tuple[str, ...] = ()
    """Ids of the bookings that were made, moved or cancelled in this conversation."""
    hand_off: HandOffReason | None = None
    """A person is wanted, and why."""
    asked_for: str = ""
    """Name of who they want to speak to, where they named one of the hosts."""
    undone: Undone | None = None
    cannot: tuple[SlotName | Inform, ...] = ()
    """What they wanted to change and only a person can: which value, and the new one where it was said."""
    dropped: bool = False
    """The caller was gone before it came to an end."""
    unanswered: bool = False
    """A call was put through and nobody picked up."""
    call_when: PreferredTime | None = None
    """When they would like to be called back, as they said it."""
    calling_back: bool = False
    """The caller agreed to be called back; the number is still to be noted."""
    proposals: int = 0
    """How often a language model was asked."""

    heard: tuple[CallerAct, ...] = ()
    """What the caller's last words meant."""
    rules: tuple[str, ...] = ()
    """Names of the rules that made the last answer, each before those it used: why it was given."""

    @property
    def about(self) -> Booking | None:
        """The appointment that the task is about, as last read."""
        return next((one for one in self.known if one.id == self.subject), None)

    @property
    def moved(self) -> Booking | None:
        """The appointment that a time is looked for instead of its own."""
        return self.about if self.task is Task.MOVE else None

    @property
    def last(self) -> Booking | None:
        """What was last booked or moved in this conversation, as long as it stands."""
        done = [one for id in self.handled for one in self.known if one.id == id]
        return done[-1] if done and done[-1].stands else None

    @property
    def caller_id(self) -> str | None:
        """The number they call from (E.164), where the channel shows it."""
        return self.arrival.caller_id

    def get(self, slot: SlotName) -> Value | None:
        filled = self.slots.get(slot)
        return filled.value if filled else None

    def fill(self, slot: SlotName, filled: Filled) -> "State":
        return replace(self, slots={**self.slots, slot: filled})

    def clear(self, *slots: SlotName) -> "State":
        return replace(self, slots={slot: filled for slot, filled in self.slots.items() if slot not in slots})

    def at_hand(self, booking: Booking, *, handled: bool = False) -> "State":
        """With this appointment as the one that is talked about, and everything else known of it forgotten."""
        known = (*(one for one in self.known if one.id != booking.id), booking)
        ids = (*(id for id in self.handled if id != booking.id), booking.id) if handled else self.handled
        return replace(self, booking=booking, known=known, handled=ids)

    def as_read(self, read: Mapping[str, Booking]) -> "State":
        """With these appointments, by id, as they stand now."""
        known = tuple(read.get(one.id, one) for one in self.known)
        return replace(self, known=known, booking=self.booking and read.get(self.booking.id, self.booking))

    def afresh(self, keep: tuple[SlotName, ...] = ()) -> "State":
        """The same conversation from its beginning, with the values of `keep`."""
        return State(
            self.id,
            self.medium,
            self.language,
            self.locale,
            arrival=self.arrival,
            slots={slot: filled for slot, filled in self.slots.items() if slot in keep},
            declined=tuple(slot for slot in self.declined if slot in keep),
            checked=self.checked if keep else (),
            consents=self.consents if keep else (),
            refused=self.refused if keep else (),
            habits=self.habits,
            for_other=self.for_other and bool(keep),
            turn=self.turn,
            tally=self.tally,
            slower=self.slower,
            attempt=self.attempt,
            proposals=self.proposals,
            committing=self.committing if self.unresolved else None,
            unresolved=self.unresolved,
            known=self.known,
            handled=self.handled,
            joined=self.joined,
            heard=self.heard,
            rules=self.rules,
        )

    @property
    def known_to_stand(self) -> bool:
        """An appointment that this caller has shown to be theirs stands, as far as we know."""
        return any(one.stands for one in self.known)

    @property
    def who_calls(self) -> str:
        """The caller's own name, as far as it is known."""
        name = self.get(SlotName.CALLER_NAME) or (None if self.for_other else self.get(SlotName.NAME))
        return name.full if isinstance(name, PersonName) else ""

    @property
    def booked(self) -> bool:
        """There is a booking of this conversation that stands, as far as we know."""
        return self.booking is not None and self.booking.status is not BookingStatus.CANCELLED

    def fits(self, business: Business) -> bool:
        """Everything this state names is still in the profile; it may have been changed since."""
        openings = [hold.opening for hold in self.holds]
        openings += [self.opening] if self.opening else []
        openings += [one.request.opening for one in (self.booking, *self.known) if one]
        services = _ids(self, ServiceChoice) | {opening.service for opening in openings}
        hosts = _ids(self, HostChoice) | {opening.host for opening in openings}
        places = _ids(self, LocationChoice)
        return (
            services <= {service.id for service in business.services}
            and hosts <= {host.id for host in business.hosts}
            and places <= {place.id for place in business.locations}
        )

    @property
    def made(self) -> bool:
        """Something was booked in this conversation, and stands as far as we know."""
        return self.booked or any(one.stands for one in self.known if one.id in self.handled)

    @property
    def progressed(self) -> bool:
        """The caller has told us something already."""
        return any(filled.source is Source.SAID for filled in self.slots.values())


def _ids(state: State, kind: type[ServiceChoice] | type[HostChoice] | type[LocationChoice]) -> set[str]:
    filled = (*state.slots.values(), *(state.aside or {}).values())
    return {id for one in filled if isinstance(one.value, kind) for id in one.value.ids}


@dataclass(frozen=True, slots=True)
class Situation:
    """Where and when a step happens: the business, and the present instant in its zone."""

    business: Business
    now: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """The result of a step: the new state, what to say, what to do."""

    state: State
    say: tuple[AgentAct, ...] = ()
    do: tuple[Effect, ...] = ()

    def then(self, go_on: Callable[[State], "Step"]) -> "Step":
        """Goes on from this step's state, saying and doing both."""
        after = go_on(self.state)
        return Step(after.state, self.say + after.say, self.do + after.do)
