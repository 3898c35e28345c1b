"""A simulated caller: knows what they want, listens to what the desk does, and answers in their own way."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from frontdesk.model.agent_acts import (
    Acknowledge,
    ConfirmCancel,
    ConfirmMove,
    NotifySuccess,
    ReadBack,
    Say,
    SayNoOpenings,
    TellAppointments,
)
from frontdesk.model.booking import BookingStatus, Opening
from frontdesk.model.business import Business
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.note import Note
from frontdesk.model.reply import Reply
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium
from frontdesk.simulation.goals import ABOUT_ONE, Goal, Purpose, Wanted, letters
from frontdesk.simulation.listening import is_right, meant, wrong_in
from frontdesk.simulation.manners import Manners
from frontdesk.simulation.sayings import Speaker
from frontdesk.simulation.temperaments import Temperament

QUIET = ""
"""Says nothing."""
TRIES = 3
"""So often somebody insists on the same thing before they ask for anything else."""


class Caller:
    """`switch_to` is how they speak later, where they change the language."""

    def __init__(
        self,
        goal: Goal,
        temperament: Temperament,
        speaker: Speaker,
        business: Business,
        medium: Medium,
        rng: Random,
        switch_to: Speaker | None = None,
    ) -> None:
        self.goal = goal
        self.agreed: ReadBack | None = None
        """The last read-back they said yes to."""
        self.told = False  # when their appointment is, or that their message is noted
        self._temperament = temperament
        self._speaker = speaker
        self._switch_to = switch_to
        self._business = business
        self._rng = rng
        self._manners = Manners(temperament, goal.purpose, medium, rng)
        self._asked: Counter[str] = Counter()
        """How often each thing was asked or had to be put right."""
        self._read_back: ReadBack | None = None
        self._changed = False
        self._refused_offers = 0
        self._cancelled = False
        self._left = False
        self._insists = TRIES
        """So often a person is asked for once more."""

    def open(self) -> str:
        """The first sentence."""
        match self.goal.purpose:
            case Purpose.PERSON:
                return self._say("person")
            case Purpose.IMPOSSIBLE:
                return self._say("impossible")
            case Purpose.MOVE | Purpose.DROP | Purpose.CHECK | Purpose.MESSAGE | Purpose.FOR_OTHER as errand:
                return self._manners.dress(self._errand(errand), self._speaker)
        if self._temperament is Temperament.ALL_AT_ONCE:
            return self._everything()
        several = len(self._business.services) > 1
        need = "open_service" if several and self._rng.random() < 0.6 else "open"
        said = self._say(need, service=self._service())
        if self.goal.host and self._rng.random() < 0.5:
            said = f"{said}{self._say('with_tail', host=self._host_name())}"
        return self._manners.dress(said, self._speaker)

    def answer(self, reply: Reply) -> str | None:
        """What they say next; QUIET is silence, None that they are done."""
        self._note(reply)
        if self._left or (reply.done and not self._wants_to_cancel(reply)):
            return None
        if self._switch_to:
            self._speaker, self._switch_to = self._switch_to, None
            if self._rng.random() < 0.5:
                return self._say("switch")
        if self._wants_to_cancel(reply) and reply.expectation.expecting is not Expecting.CONFIRM_CANCEL:
            return self._say("cancel_it")
        if self.goal.purpose is Purpose.PERSON and reply.expectation.expecting is Expecting.SLOT and self._insists:
            self._insists -= 1
            return self._say("person")
        if self.goal.purpose is Purpose.IMPOSSIBLE and reply.expectation.expecting is not Expecting.CALLBACK:
            return self._leave()
        expectation = reply.expectation
        if (aside := self._manners.aside(self._speaker, expectation)) is not None:
            return aside
        return self._manners.dress(self._to(expectation, reply), self._speaker, expectation)

    # --- listening

    def _note(self, reply: Reply) -> None:
        for act in reply.acts:
            match act:
                case ReadBack():
                    self._read_back = act
                case TellAppointments(bookings):
                    self.told = [one.request.opening.start for one in bookings] == [self.goal.earlier]
                case Say(Note.MESSAGE_NOTED):
                    self.told = True
                case NotifySuccess(booking) if booking.status is BookingStatus.CANCELLED:
                    self._cancelled = True
        if reply.booking and reply.booking.status is BookingStatus.CANCELLED:
            self._cancelled = True

    def _wants_to_cancel(self, reply: Reply) -> bool:
        return self.goal.purpose is Purpose.CANCEL and reply.booking is not None and not self._cancelled

    # --- answering

    def _to(self, expectation: Expectation, reply: Reply) -> str:
        if self.goal.purpose in ABOUT_ONE and self._is_booking_anew(expectation):  # misheard: they want nothing new
            return self._errand(self.goal.purpose)
        slips = [slot for act in reply.acts if isinstance(act, Acknowledge) for slot in wrong_in(act, self.goal)]
        if slips and self._rng.random() < 0.5:
            return self._put_right(slips[0])
        match expectation.expecting:
            case Expecting.SLOT if expectation.slot:
                return self._give(expectation.slot, reply)
            case Expecting.CONFIRM_SLOT if expectation.slot and expectation.value:
                right = is_right(expectation.value, self.goal, expectation.slot)
                return self._say("yes") if right else self._put_right(expectation.slot)
            case Expecting.OPTION:
                return self._choose_meaning(expectation)
            case Expecting.OPENING:
                return self._choose(expectation.openings)
            case Expecting.CONFIRM_BOOKING:
                return self._check()
            case Expecting.CONSENT:
                return self._say("yes")
            case Expecting.CHANGE:
                wrong = wrong_in(self._read_back, self.goal) if self._read_back else []
                return self._put_right(wrong[0]) if wrong else self._say("right")
            case Expecting.CONFIRM_CANCEL:
                return self._say("yes_cancel") if self._is_mine(reply) else self._say("no", brief=True)
            case Expecting.CONFIRM_MOVE:
                return self._say("right") if self._is_mine(reply) else self._put_right(SlotName.PREFERRED_TIME)
            case Expecting.APPOINTMENT:
                return self._say("time", brief=True, when=self._earlier())
            case Expecting.MOVE_OR_CANCEL:
                return self._errand(self.goal.purpose)
            case Expecting.CALLBACK:
                self._insists = 0
                return self._say("yes" if self.goal.purpose is Purpose.PERSON else "no", brief=True)
            case _:
                self._left = True
                return self._say("nothing_else")

    def _is_booking_anew(self, expectation: Expectation) -> bool:
        timed = expectation.slot is SlotName.PREFERRED_TIME and self.goal.purpose is not Purpose.MOVE
        return timed or expectation.slot is SlotName.SERVICE or expectation.expecting is Expecting.CONFIRM_BOOKING

    def _errand(self, purpose: Purpose) -> str:
        return self._say(f"errand_{purpose.name.lower()}", day=self._earlier(), service=self._service())

    def _own_name(self) -> dict[str, str]:
        return self._speaker.named(self.goal.caller or self.goal.name)

    def _earlier(self) -> str:
        return self._speaker.day(self.goal.earlier.date()) if self.goal.earlier else ""

    def _is_mine(self, reply: Reply) -> bool:
        """What is about to be changed is their appointment, and to the time they want."""
        for act in reply.acts:
            match act:
                case ConfirmMove(booking, to):
                    return booking.request.opening.start == self.goal.earlier and self.goal.wanted.suits(to.start)
                case ConfirmCancel(booking) if self.goal.purpose in ABOUT_ONE:
                    return booking.request.opening.start == self.goal.earlier
        return self.goal.purpose is not Purpose.MOVE

    def _give(self, slot: SlotName, reply: Reply) -> str:
        """The value of a slot that is asked for: more plainly when it is asked for again."""
        self._asked[slot] += 1
        times = self._asked[slot]
        if slot is SlotName.PREFERRED_TIME and any(isinstance(act, SayNoOpenings) for act in reply.acts):
            self._take_another_time()
        giving: dict[SlotName, Callable[[], str]] = {
            SlotName.SERVICE: lambda: self._say("service", brief=times > 1, service=self._service()),
            SlotName.HOST: lambda: self._host("host", times > 1),
            SlotName.PREFERRED_TIME: lambda: self._time(times),
            SlotName.CONTACT_CHANNEL: lambda: self._channel(times > 1),
            SlotName.LOCATION: lambda: self._say("location", brief=times > 1, location=self._location()),
            SlotName.ADDRESS: lambda: self._say(
                "address", brief=times > 1, address=self._speaker.book.say["street"][0]
            ),
            SlotName.NAME: lambda: self._name(times),
            SlotName.CALLER_NAME: lambda: self._say("name", self._own_name(), brief=times > 1),
            SlotName.APPOINTMENT: lambda: self._name(times),
            SlotName.MESSAGE: lambda: self._say("message"),
            SlotName.PHONE: lambda: self._phone("phone", times),
            SlotName.EMAIL: self._email,
            SlotName.REASON: lambda: self._say("reason" if self.goal.reason else "no_reason"),
            SlotName.QUESTION: lambda: self._say("answer"),
        }
        said = giving[slot]()
        if self._manners.says_more(slot) and not self._asked[SlotName.NAME]:
            self._asked[SlotName.NAME] += 1
            said = f"{said}, {self._name(1)}"
        return said

    def _time(self, times: int) -> str:
        if self._temperament is Temperament.UNDECIDED and times == 1 and self.goal.wanted.day:
            return self._say("free_then", day=self._speaker.day(self.goal.wanted.day))
        right = self._speaker.when(self.goal.wanted, plain=times > 1)
        if self._slips(times):
            right = self._say("slip", wrong=self._speaker.when(self.goal.later), right=right)
        return self._say("time", brief=times > 1, when=right)

    def _name(self, times: int) -> str:
        named = self._speaker.named(self.goal.name)
        return self._say("name", named, brief=times > 1) if times < TRIES else self._say("spell_name", named)

    def _phone(self, need: str, times: int) -> str:
        right = self._speaker.phone(self.goal.phone, plain=times > 1)
        if need == "phone" and self._slips(times) and self._rng.random() < 0.5:
            right = self._say("slip", wrong=self._speaker.phone(f"{self.goal.phone[:-2]}47", plain=True), right=right)
        return self._say(need, brief=need == "phone" and times > 1, phone=right)

    def _slips(self, times: int) -> bool:
        return self._temperament is Temperament.CORRECTING and times == 1 and self._rng.random() < 0.5

    def _email(self) -> str:
        if self.goal.email is None:
            return self._say("no_email")
        return self._say("email", email=self._speaker.email(self.goal.email))

    def _channel(self, brief: bool = False) -> str:
        need = "phone_channel" if self.goal.channel.value == "phone" else self.goal.channel.value
        return self._say(need, brief=brief)

    def _host(self, need: str, brief: bool) -> str:
        if self.goal.host is None:
            return self._say("no_host")
        return self._say(need, brief=brief, host=self._host_name())

    def _choose_meaning(self, expectation: Expectation) -> str:
        self._asked["which"] += 1
        at = meant(expectation.options, self.goal)
        slot = expectation.slot or SlotName.PREFERRED_TIME
        if at is None:
            return self._put_right(slot)
        if self._asked["which"] > 1 and at < 2:
            return self._say(("first", "second")[at])
        match slot:
            case SlotName.SERVICE:
                return self._say("service", brief=True, service=self._service())
            case SlotName.HOST:
                return self._say("host", brief=True, host=self._host_name())
            case SlotName.LOCATION:
                return self._say("location", brief=True, location=self._location())
            case SlotName.PREFERRED_TIME:
                return self._say("time", brief=True, when=self._speaker.when(self.goal.wanted, plain=True))
            case _:
                return self._say(("first", "second", "third")[min(at, 2)])

    def _choose(self, openings: tuple[Opening, ...]) -> str:
        """One of those offered, if it will do."""
        fitting = [
            (at, opening)
            for at, opening in enumerate(openings)
            if self.goal.wanted.suits(opening.start) and self.goal.host in (None, opening.host)
        ]
        others_first = self._temperament is Temperament.UNDECIDED and not self._refused_offers
        if not fitting or (others_first and len(openings) > 1 and self.goal.wanted.start is None):
            self._refused_offers += 1
            if not fitting and self.goal.purpose is Purpose.TAKEN and openings:
                return self._take(0, openings)
            if not fitting and any(self.goal.wanted.suits(opening.start) for opening in openings):
                return self._say("fix_host", host=self._host_name())
            if not fitting and self._refused_offers % 2:
                return self._say("fix_time", when=self._speaker.when(self.goal.wanted, plain=self._refused_offers > 1))
            return self._say("others")
        return self._take(self._rng.choice(fitting)[0], openings)

    def _take(self, at: int, openings: tuple[Opening, ...]) -> str:
        chosen = openings[at]
        self.goal = replace(self.goal, wanted=Wanted(chosen.start))
        same_time = [opening for opening in openings if opening.start == chosen.start]
        self._asked["take"] += 1
        if len(openings) == 1 and self._rng.random() < 0.6:
            return self._say("only")
        place = ("first", "second", "third")[at] if at < 2 or at == len(openings) - 1 == 2 else "take"
        by_place = len(same_time) > 1 or self._rng.random() < 0.5
        return self._say(place if by_place else "take", self._of(chosen))

    def _of(self, opening: Opening) -> dict[str, str]:
        wanted = Wanted(opening.start)
        clock = self._speaker.clock(opening.start)
        return {"when": self._speaker.when(wanted, plain=True), "clock": clock, "hour": clock}

    def _check(self) -> str:
        """Yes to a read-back in which everything is right; else what is wrong."""
        act = self._read_back
        if act is None:
            return self._say("right")
        wrong = wrong_in(act, self.goal)
        if wrong:
            return self._put_right(wrong[0])
        changes = self.goal.purpose is Purpose.CHANGE_MIND or self._temperament is Temperament.CORRECTING
        if changes and not self._changed and self.goal.purpose is not Purpose.TAKEN:
            self._changed = True
            self.goal = replace(self.goal, wanted=self.goal.later)
            return self._say("change_time", when=self._speaker.when(self.goal.wanted))
        self.agreed = act
        self.goal = replace(self.goal, wanted=Wanted(act.opening.start))
        if question := self._manners.question(self._speaker):
            return self._say("yes_and", question=question.strip())
        return self._say("right")

    def _put_right(self, slot: SlotName) -> str:
        """Says what it should be."""
        self._asked[f"fix {slot}"] += 1
        times = self._asked[f"fix {slot}"]
        match slot:
            case SlotName.PREFERRED_TIME:
                return self._say("fix_time", when=self._speaker.when(self.goal.wanted, plain=times > 1))
            case SlotName.NAME:
                return self._put_name_right(times)
            case SlotName.CALLER_NAME:
                return self._say("fix_name", self._own_name())
            case SlotName.PHONE:
                return self._phone("fix_phone", times)
            case SlotName.SERVICE:
                return self._say("fix_service", service=self._service())
            case SlotName.HOST:
                return self._host("fix_host", brief=False)
            case SlotName.CONTACT_CHANNEL:
                return self._say("fix_channel", channel=self._channel(brief=True))
            case SlotName.EMAIL if self.goal.email:
                return self._say("fix_email", email=self._speaker.email(self.goal.email))
            case _:
                return self._say("no")

    def _put_name_right(self, times: int) -> str:
        """By saying it again, and then letter by letter; only the part that is wrong, where one is right."""
        named, heard = self._speaker.named(self.goal.name), ""
        if self._read_back:
            heard = next((value.full for slot, value in self._read_back.values if value.kind == "name"), "")
        parts = [letters(word) for word in heard.split()]
        given_right = bool(parts) and parts[0] == letters(self.goal.name.given)
        family_right = bool(parts) and parts[-1] == letters(self.goal.name.family)
        part = "family" if given_right and not family_right else "given" if family_right and not given_right else "name"
        if times == 1:
            return self._say(f"fix_{part}", named)
        return self._say(f"spell_{part}", named)

    def _take_another_time(self) -> None:
        if self.goal.purpose is Purpose.TAKEN:
            self.goal = replace(self.goal, wanted=self.goal.later)

    # --- words

    def _say(self, need: str, more: Mapping[str, str] | None = None, brief: bool = False, **values: str) -> str:
        brief = brief or self._temperament is Temperament.TERSE
        return self._speaker.say(need, brief, **values, **(more or {}))

    def _leave(self) -> str:
        self._left = True
        return self._say("leave")

    def _everything(self) -> str:
        speaker, goal, service = self._speaker, self.goal, self._business.service(self.goal.service)
        several = len(service.channels) > 1
        host = self._host_name() if goal.host else ""
        by = self._say(f"by_{goal.channel.value}") if several else ""
        with_host = {need: self._say(need, host=host) if host else "" for need in ("with", "with_tail")}
        want = self._say("want", with_host, service=self._service(), when=speaker.when(goal.wanted), by=by)
        reach = self._say("reach", phone=speaker.phone(goal.phone))
        return f"{self._say('me', speaker.named(goal.name))}. {want}. {reach}"

    def _service(self) -> str:
        names = self._business.service(self.goal.service).names.in_language(self._speaker.book.language)
        usual = self._asked[SlotName.SERVICE] > 1 or self._rng.random() < 0.6
        return names[0] if usual else self._rng.choice(names[:2])

    def _host_name(self) -> str:
        return next(host.name for host in self._business.hosts if host.id == self.goal.host)

    def _location(self) -> str:
        place = next(place for place in self._business.locations if place.id == self.goal.location)
        return place.name.in_language(self._speaker.book.language)
