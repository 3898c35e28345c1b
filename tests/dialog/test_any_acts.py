"""Whatever a caller does, in whatever order, with whatever failing: the promises of the dialogue hold."""

import dataclasses
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

import pytest
from pydantic import TypeAdapter
from tests.dialog.world import World

from frontdesk.dialog.asking import expected
from frontdesk.dialog.events import Began, Event, Heard, HungUp, NoInput
from frontdesk.dialog.memory import Phase, Task
from frontdesk.dialog.state import State
from frontdesk.model.agent_acts import (
    AgentAct,
    Confirm,
    ConfirmCancel,
    ConfirmMove,
    ConfirmWaiting,
    Failure,
    NotifyFailure,
    NotifySuccess,
    NotifyWaiting,
    Say,
)
from frontdesk.model.arrival import Arrival
from frontdesk.model.booking import Booking, BookingStatus
from frontdesk.model.business import Business
from frontdesk.model.caller import (
    Channel,
    ContactChannel,
    EmailAddress,
    PersonName,
    PhoneDigits,
    PhoneEnding,
    PhoneNumber,
)
from frontdesk.model.caller_acts import (
    AskFact,
    Behave,
    CallerAct,
    Change,
    Command,
    Conduct,
    Decline,
    Direction,
    Do,
    Inform,
    RequestAlternatives,
    Select,
    SpeakLanguage,
    Topic,
)
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import (
    Address,
    Answer,
    HostChoice,
    LocationChoice,
    Message,
    Reason,
    ServiceChoice,
    SlotName,
    Value,
)
from frontdesk.model.utterance import Medium
from frontdesk.model.waitlist import WaitlistEntry
from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Shift, Wish
from frontdesk.profiles import SAMPLE, load_profile

BUSINESS = load_profile(SAMPLE)
NOW = datetime(2026, 3, 5, 9, 0, tzinfo=BUSINESS.zone)  # a Thursday
TURNS = 40
CALLERS = 300
MORE = (Command.ANOTHER, Command.AGAIN, Command.SEVERAL, Command.TOGETHER, Command.RECURRING, Command.FOR_SOMEBODY)
ONE_MORE: set[CallerAct] = {Do(Command.BOOK), Do(Command.START_OVER), *(Do(one) for one in MORE)}
TAKES_BACK: set[CallerAct] = {Do(one) for one in (Command.NEGATE, Command.KEEP, Command.NEVER_MIND)}
STATES: TypeAdapter[State] = TypeAdapter(State)


def any_value(random: Random, business: Business) -> tuple[SlotName, Value]:
    services, hosts = [one.id for one in business.services], [one.id for one in business.hosts]
    makers: list[tuple[SlotName, Callable[[], Value]]] = [
        (SlotName.SERVICE, lambda: ServiceChoice(tuple(random.sample(services, random.choice([1, 1, 2]))))),
        (SlotName.HOST, lambda: HostChoice(tuple(random.sample(hosts, random.choice([0, 1, 2]))))),
        (SlotName.PREFERRED_TIME, lambda: any_time(random)),
        (SlotName.CONTACT_CHANNEL, lambda: ContactChannel(random.choice(list(Channel)))),
        (SlotName.LOCATION, lambda: LocationChoice((business.locations[0].id,))),
        (SlotName.ADDRESS, lambda: Address("7 Quay Lane")),
        (SlotName.NAME, lambda: PersonName(random.choice(["Ada", "Bo", ""]), random.choice(["Example", "Sample"]))),
        (SlotName.PHONE, lambda: PhoneNumber(f"+44207946{random.randrange(0, 1000):04d}")),
        (SlotName.PHONE, lambda: PhoneDigits(str(random.randrange(10 ** random.randrange(1, 14))))),
        (SlotName.PHONE, lambda: PhoneEnding(str(random.randrange(100)))),
        (SlotName.EMAIL, lambda: EmailAddress(f"ada{random.randrange(5)}@example.com")),
        (SlotName.MESSAGE, lambda: Message(random.choice(["I'll be late", "ring me back", "020 7946 0123"]))),
        (SlotName.REASON, lambda: Reason("{{ 7 * 7 }} <b>'; drop table")),
        (SlotName.QUESTION, lambda: Answer("area", "the left shoulder")),
    ]
    slot, make = random.choice(makers)
    return slot, make()


def any_time(random: Random) -> PreferredTime:
    day = date(2026, 3, 1) + timedelta(days=random.randrange(-3, 80))
    days = tuple(DaySpan(day + timedelta(7 * n), day + timedelta(7 * n + 1), Grain.DAY) for n in range(2))
    minute = random.randrange(0, 720, 15)
    clocks = (ClockSpan(minute, minute + 1, Grain.MINUTE), ClockSpan(minute + 720, minute + 721, Grain.MINUTE))
    loose = (ClockSpan(random.choice([None, 540]), random.choice([None, 720]), Grain.PART, random.random() < 0.3),)
    wishes = tuple(
        Wish(
            random.choice([(), days[:1], days, (DaySpan(day, None, Grain.DAY, (0, 3)),)]),
            random.choice([(), clocks[:1], clocks, loose]),
            random.random() < 0.2,
        )
        for _ in range(random.choice([0, 1, 1, 1, 2]))
    )
    shift = random.choice([None, None, None, Shift(60), Shift(days=-7)])
    return PreferredTime(wishes, random.random() < 0.1, random.random() < 0.1, shift)


def any_act(random: Random, business: Business) -> CallerAct:
    kind = random.random()
    if kind < 0.45:
        return Inform(*any_value(random, business), corrects=random.random() < 0.3, sure=random.choice([0.5, 0.9, 1.0]))
    makers: list[Callable[[], CallerAct]] = [
        lambda: Do(random.choice(list(Command))),
        lambda: Do(Command.NEGATE),
        lambda: Select(random.randrange(5)),
        lambda: RequestAlternatives(random.choice(list(Direction))),
        lambda: Change(random.choice([None, *SlotName])),
        lambda: Decline(random.choice([None, *SlotName])),
        lambda: AskFact(random.choice(list(Topic))),
        lambda: Behave(random.choice(list(Conduct))),
        lambda: SpeakLanguage("en", random.choice(["en-GB", "en-US"]), asked=random.random() < 0.5),
    ]
    return random.choice(makers)()


def helpful_act(state: State, random: Random, business: Business) -> CallerAct:
    """A plain answer to the open question, where there is one."""
    expectation = state.expectation
    match expectation.expecting:
        case Expecting.OPENING | Expecting.OPTION:
            return Select(0)
        case Expecting.SLOT:
            tries = (any_value(random, business) for _ in range(200))
            fitting = (Inform(slot, value) for slot, value in tries if slot is expectation.slot)
            return next(fitting, Decline(expectation.slot))
        case _:
            return Do(Command.AFFIRM)


def any_event(state: State, random: Random, business: Business) -> Event:
    if random.random() < 0.6:
        return Heard((helpful_act(state, random, business),))
    if random.random() < 0.07:
        return NoInput()
    return Heard(tuple(any_act(random, business) for _ in range(random.choice([0, 1, 1, 1, 2, 3]))))


@pytest.mark.parametrize("trouble", [0.0, 0.15], ids=["all-well", "troubled"])
@pytest.mark.parametrize("medium", list(Medium))
def test_no_order_of_acts_breaks_a_promise(medium: Medium, trouble: float) -> None:
    booked = 0
    for seed in range(CALLERS):
        random = Random(seed)
        booked += _converse(World(BUSINESS, NOW, random, trouble), random, medium)
    assert booked > CALLERS / 20, "callers who never get to book prove little"


def _converse(world: World, random: Random, medium: Medium) -> int:
    wanted_more = False
    heard_back: list[Value] = []
    caller_id = random.choice([None, "+442079460142"])
    state, said = world.turn(State("conversation", medium), Began(Arrival(caller_id)))
    for _ in range(TURNS):
        before, booked_before, stood = state, len(world.bookings), list(world.bookings.values())
        waited = dict(world.waiting)
        event = any_event(state, random, world.business)
        state, said = world.turn(state, event)
        label = f"{event} in {before.expectation.expecting} -> {[act.kind for act in said]}"
        assert said, f"an answer to everything: {label}"
        assert STATES.validate_json(STATES.dump_json(state)) == state
        assert sum(expected(act).expecting is not Expecting.NOTHING for act in said) <= 1, f"one question: {label}"
        for act in said:
            if isinstance(act, NotifySuccess):
                assert world.bookings[act.booking.id] == act.booking, f"success only of a record: {label}"
        if len(world.bookings) > booked_before and not before.unresolved:
            _assert_confirmed(before, event, world)
        for one in stood:
            _assert_changed_as_confirmed(one, world.bookings[one.id], before, event)
        _assert_waits_as_confirmed(waited, world, before, event, said)
        _assert_message_as_read(heard_back, before, said)
        heard_back = [
            act.value for act in said if isinstance(act, Confirm) and act.slot is SlotName.MESSAGE
        ] or heard_back
        wanted_more = wanted_more or (isinstance(event, Heard) and _asks_for_more(event, before))
        standing = [one for one in world.bookings.values() if one.status is not BookingStatus.CANCELLED]
        assert len(standing) <= 1 or wanted_more, f"one booking, unless another was asked for: {label}"
        if standing and not wanted_more:
            assert Say(Note.NOTHING_BOOKED) not in said, f"what is booked is not denied: {label}"
            assert NotifyFailure(Failure.SYSTEM_DOWN) not in said, f"what is booked is not denied: {label}"
        assert len(state.holds) <= 3
        assert state.unresolved or {hold.id for hold in state.holds} - {""} <= set(world.holds)
        if state.phase is Phase.ENDED:
            assert not world.holds, f"nothing stays held: {label}"
            return len(world.bookings)
        assert state.expectation.expecting is not Expecting.NOTHING, f"never stuck: {label}"
        if random.random() < 0.1:
            world.now += timedelta(minutes=random.randrange(1, 15))
    for way_out in (Heard((Do(Command.GOODBYE),)), HungUp()):
        ended, _ = world.turn(state, way_out)
        if ended.phase is Phase.COLLECTING:  # "that's all" to a read-back, or behind a message, is no goodbye
            assert state.expectation.expecting is Expecting.CONFIRM_BOOKING or state.task is Task.MESSAGE
            ended, _ = world.turn(ended, way_out)
        assert ended.phase is Phase.ENDED
    return len(world.bookings)


def _asks_for_more(event: Heard, before: State) -> bool:
    """In words, by naming another service than the one that is booked ("and a massage"), or by choosing one of the
    openings they asked for behind the booking, while they left word."""
    booked = before.phase is Phase.SETTLED and before.booking
    others = (act for act in event.acts if isinstance(act, Inform) and isinstance(act.value, ServiceChoice))
    named = booked and any(act.value != ServiceChoice((booked.request.opening.service,)) for act in others)
    offered = before.expectation.expecting is Expecting.OPENING and before.task is Task.MESSAGE and before.booking
    chosen = offered and any(isinstance(act, Select | Inform) or act == Do(Command.AFFIRM) for act in event.acts)
    return bool(ONE_MORE & set(event.acts) or named or chosen)


def _assert_changed_as_confirmed(was: Booking, now: Booking, before: State, event: Event) -> None:
    """An appointment has another time, or is off, only where exactly that was asked and answered with a yes."""
    if now == was:
        return
    assert isinstance(event, Heard)
    assert {Do(Command.AFFIRM), Do(Command.CANCEL)} & set(event.acts)
    assert not TAKES_BACK & set(event.acts), f"a no changes nothing: {event}"
    if now.stands:
        assert before.question == ConfirmMove(was, now.request.opening)
    else:
        assert before.question == ConfirmCancel(was)


def _assert_waits_as_confirmed(
    waited: dict[str, WaitlistEntry], world: World, before: State, event: Event, said: tuple[AgentAct, ...]
) -> None:
    """Exactly what was read back is joined, after a yes and once; on the list and off it is only who is."""
    joined = [one for id, one in world.waiting.items() if id not in waited]
    for one in joined:
        assert isinstance(event, Heard)
        assert Do(Command.AFFIRM) in event.acts
        assert isinstance(before.question, ConfirmWaiting)
        assert one.request == before.question.request
        assert all(one.request != other.request for other in waited.values()), "at most once for a wish"
    for act in said:
        if isinstance(act, NotifyWaiting):
            assert world.waiting[act.entry.id] == act.entry, "nothing is claimed that the core does not hold"
        if act == Say(Note.OFF_WAITLIST):
            assert set(waited) - set(world.waiting) or (before.joined and before.joined[-1].id not in world.waiting)


def _assert_message_as_read(heard_back: list[Value], before: State, said: tuple[AgentAct, ...]) -> None:
    """What is kept for the staff is what the caller heard last, and was asked about."""
    if Say(Note.MESSAGE_NOTED) in said:
        messages = [one for one in heard_back if isinstance(one, Message)]
        assert before.get(SlotName.MESSAGE) in messages


def _assert_confirmed(before: State, event: Event, world: World) -> None:
    """What was committed is, value by value, what had been read back and was answered with a yes."""
    assert before.expectation.expecting is Expecting.CONFIRM_BOOKING
    assert isinstance(event, Heard)
    assert Do(Command.AFFIRM) in event.acts
    assert Do(Command.NEGATE) not in event.acts, f"a no books nothing: {event}"
    read = before.read_back
    assert read is not None
    values, request = dict(read.values), list(world.bookings.values())[-1].request
    assert request.opening == read.opening
    assert request.attendee.name == values[SlotName.NAME]
    assert PhoneNumber(request.attendee.phone) == values[SlotName.PHONE]
    assert ContactChannel(request.channel) == values[SlotName.CONTACT_CHANNEL]
    reason, email = values.get(SlotName.REASON), values.get(SlotName.EMAIL)
    assert request.reason == (reason.text if isinstance(reason, Reason) else "")
    assert request.attendee.email == (email.address if isinstance(email, EmailAddress) else None)


def test_a_cancelled_booking_is_not_said_to_stand() -> None:
    world = World(BUSINESS, NOW)
    state, said = world.turn(State("conversation", Medium.VOICE), Began(Arrival("+442079460142")))
    wish = PreferredTime((Wish((DaySpan(date(2026, 3, 6), date(2026, 3, 7), Grain.DAY),), (_at(10),)),))
    for acts in (
        (
            Inform(SlotName.SERVICE, ServiceChoice(("sports-massage",))),
            Inform(SlotName.PREFERRED_TIME, wish),
            Inform(SlotName.NAME, PersonName("Ada", "Example")),
        ),
        (Do(Command.AFFIRM),),
        (Decline(SlotName.EMAIL),),
        (Inform(SlotName.QUESTION, Answer("area", "the left shoulder")),),
        (Do(Command.AFFIRM),),
        (Do(Command.CANCEL),),
        (Do(Command.AFFIRM),),
    ):
        state, said = world.turn(state, Heard(acts))
    (booking,) = world.bookings.values()
    assert booking.status is BookingStatus.CANCELLED
    assert not any(isinstance(act, NotifySuccess) for act in said)
    assert dataclasses.replace(booking.request.opening, reference="").start.hour == 10


def _at(hour: int) -> ClockSpan:
    return ClockSpan(hour * 60, hour * 60 + 1, Grain.MINUTE)


def test_another_language_keeps_what_is_known_and_asks_what_was_open() -> None:
    world = World(BUSINESS, NOW)
    state, _ = world.turn(State("conversation", Medium.VOICE), Began())
    state, said = world.turn(state, Heard((Inform(SlotName.NAME, PersonName("Ada", "Example")),)))
    after, again = world.turn(state, Heard((SpeakLanguage("de", "de-DE", asked=True),)))
    assert (after.language, after.locale) == ("de", "de-DE")
    assert after.slots == state.slots
    assert again == (Say(Note.LANGUAGE), said[-1])
    same, _ = world.turn(state, Heard((SpeakLanguage("de", "de-DE", asked=False), Do(Command.REPEAT))))
    assert same.language == "de"
    assert same.question == state.question
