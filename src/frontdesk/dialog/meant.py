"""Which of a number's appointments is meant, where it was said whose it is, or that it is the other one."""

from dataclasses import dataclass
from enum import StrEnum

from frontdesk.model.booking import Booking
from frontdesk.model.caller import PersonName
from frontdesk.model.caller_acts import Command


class Whose(StrEnum):
    """Whose the appointment is that is spoken of."""

    ANYBODYS = "anybodys"
    CALLERS = "callers"
    """ "Mine"."""
    OTHERS = "others"
    """ "My wife's"."""


@dataclass(frozen=True, slots=True)
class Meant:
    whose: Whose = Whose.ANYBODYS
    but: str = ""
    """Id of the one that is not meant: "the other one"."""

    def can_be(self, booking: Booking, caller: PersonName | None) -> bool:
        """Whether it may be this one, for a `caller` of this name."""
        if booking.id == self.but:
            return False
        match self.whose:
            case Whose.CALLERS:
                return is_own(booking, caller) or (caller is None and booking.request.booked_by is None)
            case Whose.OTHERS:
                return caller is None or not is_own(booking, caller)
            case _:
                return True


ANY = Meant()


def is_own(booking: Booking, caller: PersonName | None) -> bool:
    """Plainly the caller's own: under their name, and not made by somebody else."""
    if caller is None or booking.request.booked_by is not None:
        return False
    return {*caller.full.casefold().split()} <= {*booking.request.attendee.name.full.casefold().split()}


def said_of_it(commands: frozenset[Command], at_hand: str) -> Meant:
    """What these words say of which is meant; `at_hand` is the id of the one that was talked about."""
    whose = Whose.ANYBODYS
    if Command.FOR_SOMEBODY in commands:
        whose = Whose.OTHERS
    elif Command.FOR_MYSELF in commands:
        whose = Whose.CALLERS
    return Meant(whose, at_hand if Command.THE_OTHER in commands else "")
