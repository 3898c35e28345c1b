"""What a caller wants: drawn by chance from what the business offers and has free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

import phonenumbers

from frontdesk.model.booking import Attendee, Booking, Opening
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, PersonName
from frontdesk.model.service import EmailPolicy, Service
from frontdesk.simulation.phrasebook import Phrasebook

NOON = 12 * 60
APART = timedelta(hours=2)
"""What is wanted instead does not overlap what was wanted first."""


class Purpose(StrEnum):
    """What for somebody calls."""

    BOOK = "book"
    ASK_AND_BOOK = "ask and book"
    CHANGE_MIND = "change mind"
    """At the read-back another time is wanted."""
    TAKEN = "taken"
    """The wanted time is somebody else's; one of those offered instead will do."""
    CANCEL = "cancel"
    """Books, and cancels right away."""
    PERSON = "person"
    IMPOSSIBLE = "impossible"
    """Something that the business does not do; nothing is to be booked."""
    MOVE = "move"
    """An appointment they made before, to another time."""
    DROP = "drop"
    """An appointment they made before is to be cancelled."""
    CHECK = "check"
    """They only want to know when it is."""
    FOR_OTHER = "for somebody else"
    MESSAGE = "leave a message"


SHARES = {
    Purpose.BOOK: 36,
    Purpose.ASK_AND_BOOK: 10,
    Purpose.CHANGE_MIND: 12,
    Purpose.TAKEN: 6,
    Purpose.CANCEL: 5,
    Purpose.PERSON: 5,
    Purpose.IMPOSSIBLE: 3,
    Purpose.MOVE: 7,
    Purpose.DROP: 5,
    Purpose.CHECK: 4,
    Purpose.FOR_OTHER: 5,
    Purpose.MESSAGE: 2,
}
"""Of a hundred callers."""
BOOKED_IN_THE_END = frozenset(
    {Purpose.BOOK, Purpose.ASK_AND_BOOK, Purpose.CHANGE_MIND, Purpose.TAKEN, Purpose.FOR_OTHER}
)
ABOUT_ONE = frozenset({Purpose.MOVE, Purpose.DROP, Purpose.CHECK})
"""They have an appointment already."""


class Vague(StrEnum):
    """Wishes that many openings fit."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    AFTER = "after"
    BEFORE = "before"
    WEEK = "week"
    EARLIEST = "earliest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time that is wanted: `start` (aware, local) where it is exact, else a kind of wish about a `day` (of a week:
    its Monday) and, for "after" and "before", an `hour`."""

    start: datetime | None = None
    vague: Vague | None = None
    day: date | None = None
    hour: int = 0

    def suits(self, start: datetime) -> bool:
        if self.start:
            return start.timestamp() == self.start.timestamp()
        local, day = start.hour * 60 + start.minute, start.date()
        if self.vague is Vague.EARLIEST or self.day is None:
            return True
        if self.vague is Vague.WEEK:
            return self.day <= day < self.day + timedelta(days=7)
        allowed = {
            Vague.MORNING: local < NOON,
            Vague.AFTERNOON: local >= NOON,
            Vague.AFTER: local >= self.hour * 60,
            Vague.BEFORE: local < self.hour * 60,
        }
        return day == self.day and (self.vague is None or allowed.get(self.vague, True))


@dataclass(frozen=True, slots=True)
class Goal:
    purpose: Purpose
    service: str
    host: str | None
    """None where anybody will do."""
    location: str | None
    wanted: Wanted
    later: Wanted
    """What is wanted instead, by somebody who changes their mind or says something wrong first."""
    channel: Channel
    name: PersonName
    phone: str
    email: str | None
    reason: bool
    """They say why they come, where they are asked."""
    earlier: datetime | None = None
    """Start (aware, local) of an appointment that was made before the call."""
    caller: PersonName | None = None
    """Who calls, where the appointment is somebody else's."""

    def differs(self, booking: Booking, zone_start: datetime) -> list[str]:
        """Names of the values in which a booking is not what was wanted. `zone_start` is its start in the zone of the
        business."""
        request = booking.request
        checks = {
            "service": request.opening.service == self.service,
            "host": self.host is None or request.opening.host == self.host,
            "location": self.location is None or request.opening.location in ("", self.location),
            "time": self.wanted.suits(zone_start),
            "channel": request.channel is self.channel,
            "name": letters(request.attendee.name.full) == letters(self.name.full),
            "phone": request.attendee.phone == self.phone,
            "email": request.attendee.email == self.email,
            "caller": self.caller is None or _same_name(request.booked_by, self.caller),
        }
        return [name for name, right in checks.items() if not right]


def _same_name(one: Attendee | None, other: PersonName) -> bool:
    return one is not None and letters(one.name.full) == letters(other.full)


def letters(name: str) -> str:
    """What can be heard of a name, and of its letters: neither capitals nor apostrophes nor spaces, no dot on an i."""
    return "".join(letter for letter in name.casefold().replace("ı", "i") if letter.isalpha())


def draw_person(book: Phrasebook, rng: Random) -> PersonName:
    return PersonName(rng.choice(book.given), rng.choice(book.family))


def draw_goal(
    business: Business, service: Service, openings: Sequence[Opening], now: datetime, book: Phrasebook, rng: Random
) -> Goal:
    """`openings` are those of the service, all of them free; `now` is in the zone of the business."""
    purpose = rng.choices(list(SHARES), list(SHARES.values()))[0]
    chosen, other = _one_of_a_day(openings, rng), _one_of_a_day(openings, rng)
    hosts = business.hosts_of(service)
    host = chosen.host if len(hosts) > 1 and rng.random() < 0.25 else None
    fitting = [opening for opening in openings if host in (None, opening.host)]
    while abs(other.start - chosen.start) < APART or host not in (None, other.host):
        other = _one_of_a_day(fitting, rng)
    exact = purpose in (Purpose.TAKEN, Purpose.CANCEL, *ABOUT_ONE) or rng.random() < 0.65
    name = draw_person(book, rng)
    has_one = purpose in ABOUT_ONE
    policy = business.email_policy(service)
    gives_email = policy is EmailPolicy.REQUIRED or (policy is EmailPolicy.OPTIONAL and rng.random() < 0.25)
    return Goal(
        purpose=purpose,
        service=service.id,
        host=None if has_one else host,
        location=chosen.location or None,
        wanted=Wanted(other.start if purpose is Purpose.MOVE else chosen.start)
        if exact
        else _vaguely(chosen.start, now, rng),
        later=Wanted(other.start),
        channel=service.channels[0] if has_one else rng.choice(service.channels),
        name=name,
        phone=draw_phone(business.region, rng),
        email=f"{_plain(name.given)}.{_plain(name.family)}@example.com" if gives_email and not has_one else None,
        reason=rng.random() < 0.5,
        earlier=chosen.start if has_one else None,
        caller=_somebody_else(name, book, rng) if purpose is Purpose.FOR_OTHER else None,
    )


def _somebody_else(than: PersonName, book: Phrasebook, rng: Random) -> PersonName:
    given = rng.choice([one for one in book.given if one != than.given])
    return PersonName(given, rng.choice([one for one in book.family if one != than.family]))


def _one_of_a_day(openings: Sequence[Opening], rng: Random) -> Opening:
    """Any day is as likely as any other, however much is free on it."""
    days = sorted({opening.start.date() for opening in openings})
    day = rng.choice(days)
    return rng.choice([opening for opening in openings if opening.start.date() == day])


def _vaguely(start: datetime, now: datetime, rng: Random) -> Wanted:
    """A wish that this opening fits."""
    day, hour = start.date(), start.hour
    monday = now.date() + timedelta(days=7 - now.weekday())
    kinds = [Vague.ANY, Vague.MORNING if hour < 12 else Vague.AFTERNOON, Vague.EARLIEST]
    if monday <= day < monday + timedelta(days=7):
        kinds.append(Vague.WEEK)
    if hour >= 14:
        kinds.append(Vague.AFTER)
    if 9 <= hour < 12:
        kinds.append(Vague.BEFORE)
    kind = rng.choice(kinds)
    bound = hour + 1 if kind is Vague.BEFORE else hour
    return Wanted(vague=kind, day=monday if kind is Vague.WEEK else day, hour=bound)


def draw_phone(region: str, rng: Random) -> str:
    """A number in E.164 that nobody has, where the country keeps some for fiction, else one like its examples."""
    fictional = {
        "GB": lambda: f"+442079460{rng.randrange(1000):03d}",
        "US": lambda: f"+1{rng.choice(('415', '212', '617'))}55501{rng.randrange(100):02d}",
        "DE": lambda: f"+493023125{rng.randrange(1000):03d}",
        "FR": lambda: f"+3319900{rng.randrange(10000):04d}",
    }
    if region in fictional:
        return fictional[region]()
    example = phonenumbers.example_number(region)
    number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164) if example else "+442079460000"
    return f"{number[:-3]}{rng.randrange(1000):03d}"


def _plain(name: str) -> str:
    """As it is written in an e-mail address."""
    from unicodedata import normalize

    written = normalize("NFKD", name.casefold().replace("ı", "i").replace("ß", "ss"))
    return "".join(letter for letter in written if letter.isascii() and letter.isalpha())
