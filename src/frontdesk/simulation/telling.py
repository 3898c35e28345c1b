"""What somebody says of what they want, in their own words: more plainly when it is asked for again."""

from collections import Counter
from collections.abc import Callable, Mapping
from random import Random

from frontdesk.model.agent_acts import ReadBack
from frontdesk.model.booking import Opening
from frontdesk.model.business import Business
from frontdesk.model.slots import SlotName
from frontdesk.simulation.goals import Goal, Purpose, Wanted, letters
from frontdesk.simulation.sayings import Speaker
from frontdesk.simulation.temperaments import Temperament

TRIES = 3
"""So often somebody insists on the same thing before they say it in another way."""
ONLY_ONE = 0.2
"""How many of those who are asked for two things in one question answer only the first."""


class Telling:
    """The words of one caller. `goal` and `speaker` change with their mind and their language."""

    def __init__(self, goal: Goal, temperament: Temperament, speaker: Speaker, business: Business, rng: Random) -> None:
        self.goal = goal
        self.speaker = speaker
        self.asked: Counter[str] = Counter()
        """How often each thing was asked or had to be put right."""
        self.read_back: ReadBack | None = None
        """What they heard last of what the desk has."""
        self._temperament = temperament
        self._business = business
        self._rng = rng

    def give(self, slot: SlotName) -> str:
        """The value of a slot that is asked for: more plainly when it is asked for again."""
        self.asked[slot] += 1
        times = self.asked[slot]
        giving: dict[SlotName, Callable[[], str]] = {
            SlotName.SERVICE: lambda: self.say("service", brief=times > 1, service=self.service()),
            SlotName.HOST: lambda: self._host("host", times > 1),
            SlotName.PREFERRED_TIME: lambda: self._time(times),
            SlotName.CONTACT_CHANNEL: lambda: self.channel(times > 1),
            SlotName.LOCATION: lambda: self.say("location", brief=times > 1, location=self.location()),
            SlotName.ADDRESS: lambda: self.say("address", brief=times > 1, address=self.speaker.book.say["street"][0]),
            SlotName.NAME: lambda: self._name(times),
            SlotName.CALLER_NAME: lambda: self.say("name", self._own_name(), brief=times > 1),
            SlotName.APPOINTMENT: lambda: self._name(times),
            SlotName.MESSAGE: lambda: self.say("message"),
            SlotName.PHONE: lambda: self._phone("phone", times),
            SlotName.EMAIL: self._email,
            SlotName.REASON: lambda: self.say("reason" if self.goal.reason else "no_reason"),
            SlotName.QUESTION: lambda: self.say("answer"),
        }
        return giving[slot]()

    def name_and_phone(self) -> str:
        """Both, where they are asked for in one question; some say just the name."""
        self.asked[SlotName.NAME] += 1
        if self._rng.random() < ONLY_ONE:
            return self._name(1)
        self.asked[SlotName.PHONE] += 1
        return self.say("name_and_phone", self.speaker.named(self.goal.name), phone=self.speaker.phone(self.goal.phone))

    def _time(self, times: int) -> str:
        if self._temperament is Temperament.UNDECIDED and times == 1 and self.goal.wanted.day:
            return self.say("free_then", day=self.speaker.day(self.goal.wanted.day))
        right = self.speaker.when(self.goal.wanted, plain=times > 1)
        if self._slips(times):
            right = self.say("slip", wrong=self.speaker.when(self.goal.later), right=right)
        return self.say("time", brief=times > 1, when=right)

    def _name(self, times: int) -> str:
        named = self.speaker.named(self.goal.name)
        return self.say("name", named, brief=times > 1) if times < TRIES else self.say("spell_name", named)

    def _phone(self, need: str, times: int) -> str:
        right = self.speaker.phone(self.goal.phone, plain=times > 1)
        if need == "phone" and self._slips(times) and self._rng.random() < 0.5:
            right = self.say("slip", wrong=self.speaker.phone(f"{self.goal.phone[:-2]}47", plain=True), right=right)
        return self.say(need, brief=need == "phone" and times > 1, phone=right)

    def _slips(self, times: int) -> bool:
        return self._temperament is Temperament.CORRECTING and times == 1 and self._rng.random() < 0.5

    def _email(self) -> str:
        if self.goal.email is None:
            return self.say("no_email")
        return self.say("email", email=self.speaker.email(self.goal.email))

    def channel(self, brief: bool = False) -> str:
        need = "phone_channel" if self.goal.channel.value == "phone" else self.goal.channel.value
        return self.say(need, brief=brief)

    def _host(self, need: str, brief: bool) -> str:
        if self.goal.host is None:
            return self.say("no_host")
        return self.say(need, brief=brief, host=self.host_name())

    def put_right(self, slot: SlotName) -> str:
        """Says what it should be."""
        self.asked[f"fix {slot}"] += 1
        times = self.asked[f"fix {slot}"]
        match slot:
            case SlotName.PREFERRED_TIME:
                return self.say("fix_time", when=self.speaker.when(self.goal.wanted, plain=times > 1))
            case SlotName.NAME:
                return self._put_name_right(times)
            case SlotName.CALLER_NAME:
                return self.say("fix_name", self._own_name())
            case SlotName.PHONE:
                return self._phone("fix_phone", times)
            case SlotName.SERVICE:
                return self.say("fix_service", service=self.service())
            case SlotName.HOST:
                return self._host("fix_host", brief=False)
            case SlotName.CONTACT_CHANNEL:
                return self.say("fix_channel", channel=self.channel(brief=True))
            case SlotName.EMAIL if self.goal.email:
                return self.say("fix_email", email=self.speaker.email(self.goal.email))
            case _:
                return self.say("no")

    def _put_name_right(self, times: int) -> str:
        """By saying it again, and then letter by letter; only the part that is wrong, where one is right."""
        named, heard = self.speaker.named(self.goal.name), ""
        if self.read_back:
            heard = next((value.full for slot, value in self.read_back.values if value.kind == "name"), "")
        parts = [letters(word) for word in heard.split()]
        given_right = bool(parts) and parts[0] == letters(self.goal.name.given)
        family_right = bool(parts) and parts[-1] == letters(self.goal.name.family)
        part = "family" if given_right and not family_right else "given" if family_right and not given_right else "name"
        if times == 1:
            return self.say(f"fix_{part}", named)
        return self.say(f"spell_{part}", named)

    def of_opening(self, opening: Opening) -> dict[str, str]:
        """What templates about an opening are filled with."""
        wanted = Wanted(opening.start)
        clock = self.speaker.clock(opening.start)
        return {"when": self.speaker.when(wanted, plain=True), "clock": clock, "hour": clock}

    def errand(self, purpose: Purpose) -> str:
        """What they call for, where that is no booking of their own."""
        return self.say(f"errand_{purpose.name.lower()}", day=self.earlier(), service=self.service())

    def _own_name(self) -> dict[str, str]:
        return self.speaker.named(self.goal.caller or self.goal.name)

    def earlier(self) -> str:
        return self.speaker.day(self.goal.earlier.date()) if self.goal.earlier else ""

    def everything(self) -> str:
        """All of it in the first breath."""
        speaker, goal, service = self.speaker, self.goal, self._business.service(self.goal.service)
        several = len(service.channels) > 1
        host = self.host_name() if goal.host else ""
        by = self.say(f"by_{goal.channel.value}") if several else ""
        with_host = {need: self.say(need, host=host) if host else "" for need in ("with", "with_tail")}
        want = self.say("want", with_host, service=self.service(), when=speaker.when(goal.wanted), by=by)
        reach = self.say("reach", phone=speaker.phone(goal.phone))
        return f"{self.say('me', speaker.named(goal.name))}. {want}. {reach}"

    def service(self) -> str:
        names = self._business.service(self.goal.service).names.in_language(self.speaker.book.language)
        usual = self.asked[SlotName.SERVICE] > 1 or self._rng.random() < 0.6
        return names[0] if usual else self._rng.choice(names[:2])

    def host_name(self) -> str:
        return next(host.name for host in self._business.hosts if host.id == self.goal.host)

    def location(self) -> str:
        place = next(place for place in self._business.locations if place.id == self.goal.location)
        return place.name.in_language(self.speaker.book.language)

    def say(self, need: str, more: Mapping[str, str] | None = None, brief: bool = False, **values: str) -> str:
        brief = brief or self._temperament is Temperament.TERSE
        return self.speaker.say(need, brief, **values, **(more or {}))
