"""Whose voice speaks, to whom, and when: everything about a turn that wording depends on."""

from dataclasses import dataclass
from datetime import datetime

from frontdesk.model.business import Business
from frontdesk.model.caller import Channel
from frontdesk.model.service import Service
from frontdesk.model.utterance import Medium
from frontdesk.speak.prompts import Prompts


@dataclass(frozen=True, slots=True)
class Voice:
    """`now` is aware; `locale` is like `en-GB`. `turn` varies the wording, the same way each time."""

    prompts: Prompts
    business: Business
    language: str
    locale: str
    medium: Medium
    now: datetime
    turn: int
    slower: bool = False
    caller_phone: str | None = None
    """The number the caller calls from (E.164), where the channel shows it."""
    caller_zone: str | None = None
    """The IANA name of the zone the caller is in, where the channel tells."""
    channel: Channel | None = None
    """How the two will meet, once that is known."""
    service: str | None = None
    """Id of the service chosen so far: narrows what is listed and which facts are told."""
    for_other: bool = False
    """Somebody else comes than who is calling."""
    host: str | None = None
    """Id of the host the caller asked for: openings with other hosts are then told apart by name."""
    location: str | None = None
    """Id of the place the caller chose."""
    told_addresses: frozenset[str] = frozenset()
    """Where earlier bookings of this conversation are: said then, and not again aloud."""
    calendar_link: str | None = None
    """Where the booking's calendar entry can be fetched; given to callers who write."""

    @property
    def aloud(self) -> bool:
        return self.medium is Medium.VOICE

    @property
    def babel_locale(self) -> str:
        return self.locale.replace("-", "_")

    @property
    def services(self) -> tuple[Service, ...]:
        """The chosen service, else all of them."""
        return (self.business.service(self.service),) if self.service else self.business.services

    def say(self, key: str, /, **values: object) -> str:
        """The prompt `file.key` with its values put in."""
        return self.prompts.say(key, self.locale, self.medium, self.turn, {"business": self.business.name, **values})

    def words(self, key: str) -> tuple[str, ...]:
        return self.prompts.words(key, self.locale)
