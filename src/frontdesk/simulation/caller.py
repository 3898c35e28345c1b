"""A simulated caller: knows what they want, listens to what the desk does, and answers in their own way."""

from dataclasses import replace
from random import Random

from frontdesk.model.agent_acts import (
    Acknowledge,
    Ask,
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
from frontdesk.simulation.goals import ABOUT_ONE, Goal, Purpose, Wanted
from frontdesk.simulation.listening import is_right, meant, wrong_in
from frontdesk.simulation.manners import Manners
from frontdesk.simulation.sayings import Speaker
from frontdesk.simulation.telling import TRIES, Telling
from frontdesk.simulation.temperaments import Temperament

QUIET = ""
"""Says nothing."""


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
        self._tell = Telling(goal, temperament, speaker, business, rng)
        self.agreed: ReadBack | None = None
        """The last read-back they said yes to."""
        self.told = False  # when their appointment is, or that their message is noted
        self._temperament = temperament
        self._switch_to = switch_to
        self._business = business
        self._rng = rng
        self._manners = Manners(temperament, goal.purpose, medium, rng)
        self._changed = False
        self._refused_offers = 0
        self._cancelled = False
        self._left = False
        self._insists = TRIES
        """So often a person is asked for once more."""

    @property
    def goal(self) -> Goal:
        """What they want by now."""
        return self._tell.goal

    def open(self) -> str:
        """The first sentence."""
        match self.goal.purpose:
            case Purpose.PERSON:
                return self._tell.say("person")
            case Purpose.IMPOSSIBLE:
                return self._tell.say("impossible")
            case Purpose.MOVE | Purpose.DROP | Purpose.CHECK | Purpose.MESSAGE | Purpose.FOR_OTHER as errand:
                return self._manners.dress(self._tell.errand(errand), self._tell.speaker)
        if self._temperament is Temperament.ALL_AT_ONCE:
            return self._tell.everything()
        several = len(self._business.services) > 1
        need = "open_service" if several and self._rng.random() < 0.6 else "open"
        said = self._tell.say(need, service=self._tell.service())
        if self.goal.host and self._rng.random() < 0.5:
            said = f"{said}{self._tell.say('with_tail', host=self._tell.host_name())}"
        return self._manners.dress(said, self._tell.speaker)

    def answer(self, reply: Reply) -> str | None:
        """What they say next; QUIET is silence, None that they are done."""
        self._note(reply)
        if self._left or (reply.done and not self._wants_to_cancel(reply)):
            return None
        if self._switch_to:
            self._tell.speaker, self._switch_to = self._switch_to, None
            if self._rng.random() < 0.5:
                return self._tell.say("switch")
        if self._wants_to_cancel(reply) and reply.expectation.expecting is not Expecting.CONFIRM_CANCEL:
            return self._tell.say("cancel_it")
        if self.goal.purpose is Purpose.PERSON and reply.expectation.expecting is Expecting.SLOT and self._insists:
            self._insists -= 1
            return self._tell.say("person")
        if self.goal.purpose is Purpose.IMPOSSIBLE and reply.expectation.expecting is not Expecting.CALLBACK:
            return self._leave()
        expectation = reply.expectation
        if (aside := self._manners.aside(self._tell.speaker, expectation)) is not None:
            return aside
        return self._manners.dress(self._to(expectation, reply), self._tell.speaker, expectation)

    # --- listening

    def _note(self, reply: Reply) -> None:
        for act in reply.acts:
            match act:
                case ReadBack():
                    self._tell.read_back = act
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
            return self._tell.errand(self.goal.purpose)
        slips = [slot for act in reply.acts if isinstance(act, Acknowledge) for slot in wrong_in(act, self.goal)]
        if slips and self._rng.random() < 0.5:
            return self._tell.put_right(slips[0])
        match expectation.expecting:
            case Expecting.SLOT if expectation.slot:
                return self._give(expectation.slot, reply)
            case Expecting.CONFIRM_SLOT if expectation.slot and expectation.value:
                right = is_right(expectation.value, self.goal, expectation.slot)
                return self._tell.say("yes") if right else self._tell.put_right(expectation.slot)
            case Expecting.OPTION:
                return self._choose_meaning(expectation)
            case Expecting.OPENING:
                return self._choose(expectation.openings)
            case Expecting.CONFIRM_BOOKING:
                return self._check()
            case Expecting.CONSENT | Expecting.INSTEAD:
                return self._tell.say("yes")
            case Expecting.CHANGE:
                wrong = wrong_in(self._tell.read_back, self.goal) if self._tell.read_back else []
                return self._tell.put_right(wrong[0]) if wrong else self._tell.say("right")
            case Expecting.CONFIRM_CANCEL:
                return self._tell.say("yes_cancel") if self._is_mine(reply) else self._tell.say("no", brief=True)
            case Expecting.CONFIRM_MOVE:
                return (
                    self._tell.say("right") if self._is_mine(reply) else self._tell.put_right(SlotName.PREFERRED_TIME)
                )
            case Expecting.APPOINTMENT:
                return self._tell.say("time", brief=True, when=self._tell.earlier())
            case Expecting.MOVE_OR_CANCEL:
                return self._tell.errand(self.goal.purpose)
            case Expecting.CALLBACK:
                self._insists = 0
                return self._tell.say("yes" if self.goal.purpose is Purpose.PERSON else "no", brief=True)
            case _:
                self._left = True
                return self._tell.say("nothing_else")

    def _is_booking_anew(self, expectation: Expectation) -> bool:
        timed = expectation.slot is SlotName.PREFERRED_TIME and self.goal.purpose is not Purpose.MOVE
        return timed or expectation.slot is SlotName.SERVICE or expectation.expecting is Expecting.CONFIRM_BOOKING

    def _is_mine(self, reply: Reply) -> bool:
        """What is about to be changed is their appointment, and to the time they want."""
        for act in reply.acts:
            match act:
                case ConfirmMove(booking, to):
                    return booking.request.opening.start == self.goal.earlier and self.goal.wanted.suits(to.start)
                case ConfirmCancel(booking) if self.goal.purpose in ABOUT_ONE:
                    return self.goal.purpose is Purpose.DROP and booking.request.opening.start == self.goal.earlier
        return self.goal.purpose is not Purpose.MOVE

    def _give(self, slot: SlotName, reply: Reply) -> str:
        """The value that is asked for, and what is asked for with it."""
        if slot is SlotName.PREFERRED_TIME and any(isinstance(act, SayNoOpenings) for act in reply.acts):
            self._take_another_time()
        if any(isinstance(act, Ask) and act.also for act in reply.acts):
            return self._tell.name_and_phone()
        said = self._tell.give(slot)
        if self._manners.says_more(slot) and not self._tell.asked[SlotName.NAME]:
            said = f"{said}, {self._tell.give(SlotName.NAME)}"
        return said

    def _choose_meaning(self, expectation: Expectation) -> str:
        self._tell.asked["which"] += 1
        at = meant(expectation.options, self.goal)
        slot = expectation.slot or SlotName.PREFERRED_TIME
        if at is None:
            return self._tell.put_right(slot)
        if self._tell.asked["which"] > 1 and at < 2:
            return self._tell.say(("first", "second")[at])
        match slot:
            case SlotName.SERVICE:
                return self._tell.say("service", brief=True, service=self._tell.service())
            case SlotName.HOST:
                return self._tell.say("host", brief=True, host=self._tell.host_name())
            case SlotName.LOCATION:
                return self._tell.say("location", brief=True, location=self._tell.location())
            case SlotName.PREFERRED_TIME:
                return self._tell.say("time", brief=True, when=self._tell.speaker.when(self.goal.wanted, plain=True))
            case _:
                return self._tell.say(("first", "second", "third")[min(at, 2)])

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
                return self._tell.say("fix_host", host=self._tell.host_name())
            if not fitting and self._refused_offers % 2:
                return self._tell.say(
                    "fix_time", when=self._tell.speaker.when(self.goal.wanted, plain=self._refused_offers > 1)
                )
            return self._tell.say("others")
        return self._take(self._rng.choice(fitting)[0], openings)

    def _take(self, at: int, openings: tuple[Opening, ...]) -> str:
        chosen = openings[at]
        self._tell.goal = replace(self.goal, wanted=Wanted(chosen.start))
        same_time = [opening for opening in openings if opening.start == chosen.start]
        self._tell.asked["take"] += 1
        if len(openings) == 1 and self._rng.random() < 0.6:
            return self._tell.say("only")
        place = ("first", "second", "third")[at] if at < 2 or at == len(openings) - 1 == 2 else "take"
        by_place = len(same_time) > 1 or self._rng.random() < 0.5
        return self._tell.say(place if by_place else "take", self._tell.of_opening(chosen))

    def _check(self) -> str:
        """Yes to a read-back in which everything is right; else what is wrong."""
        act = self._tell.read_back
        if act is None:
            return self._tell.say("right")
        wrong = wrong_in(act, self.goal)
        if wrong:
            return self._tell.put_right(wrong[0])
        changes = self.goal.purpose is Purpose.CHANGE_MIND or self._temperament is Temperament.CORRECTING
        if changes and not self._changed and self.goal.purpose is not Purpose.TAKEN:
            self._changed = True
            self._tell.goal = replace(self.goal, wanted=self.goal.later)
            return self._tell.say("change_time", when=self._tell.speaker.when(self.goal.wanted))
        self.agreed = act
        self._tell.goal = replace(self.goal, wanted=Wanted(act.opening.start))
        if question := self._manners.question(self._tell.speaker):
            return self._tell.say("yes_and", question=question.strip())
        return self._tell.say("right")

    def _take_another_time(self) -> None:
        if self.goal.purpose is Purpose.TAKEN:
            self._tell.goal = replace(self.goal, wanted=self.goal.later)

    def _leave(self) -> str:
        self._left = True
        return self._tell.say("leave")
