"""Keys of a telephone: what they mean is what is being asked.

`*` repeats, `0` alone brings a person, `1` and `2` are yes and no, a number chooses from what was listed (one more than
the last of several openings asks for others), a phone number ends with `#`, and `#` alone leaves something out. A day
is keyed as day and month (or month and day, where people write it so): 0603; with a time behind it: 06031430.
"""

from datetime import date, timedelta

from frontdesk.model.caller import PhoneDigits, PhoneNumber
from frontdesk.model.caller_acts import CallerAct, Command, Decline, Direction, Do, Inform, RequestAlternatives, Select
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import SlotName
from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Wish

YES_OR_NO = {
    Expecting.CONFIRM_SLOT,
    Expecting.CONSENT,
    Expecting.CONFIRM_BOOKING,
    Expecting.CONFIRM_MOVE,
    Expecting.CONFIRM_CANCEL,
    Expecting.CONFIRM_WAITING,
    Expecting.INSTEAD,
    Expecting.CALLBACK,
    Expecting.ANYTHING_ELSE,
}
SAME_DIGITS = 7
"""So many digits at the end are enough to be the same number."""
REPEAT, PERSON, END = "*", "0", "#"


def read_keys(keys: str, expectation: Expectation, today: date, day_first: bool) -> tuple[CallerAct, ...]:
    """The acts of keys that were pressed; none when they mean nothing here."""
    if keys == REPEAT:
        return (Do(Command.REPEAT),)
    digits = keys.strip(END)
    dictates = expectation.slot is SlotName.PHONE and expectation.expecting is Expecting.SLOT
    if digits == PERSON and not dictates:
        return (Do(Command.PERSON),)
    if expectation.expecting in YES_OR_NO:
        if _keys_number_again(digits, expectation):
            return (Do(Command.AFFIRM),)
        answers = {"1": Command.AFFIRM, "2": Command.NEGATE}
        return (Do(answers[digits]),) if digits in answers else ()
    if expectation.expecting is Expecting.MOVE_OR_CANCEL:
        change = {"1": Command.RESCHEDULE, "2": Command.CANCEL}
        return (Do(change[digits]),) if digits in change else ()
    if not digits:
        return (Decline(expectation.slot),) if keys and expectation.expecting is Expecting.SLOT else ()
    if dictates or (expectation.slot is SlotName.NAME and len(digits) >= SAME_DIGITS):
        return _phone(digits)
    if not digits.isdigit():
        return ()
    if expectation.openings or expectation.options:
        return _choice(int(digits), expectation)
    if expectation.slot in (SlotName.PREFERRED_TIME, SlotName.APPOINTMENT):
        wish = _time(digits, today, day_first)
        return (Inform(expectation.slot, PreferredTime((wish,))),) if wish else ()
    return ()


def _keys_number_again(digits: str, expectation: Expectation) -> bool:
    """The number that is being confirmed, keyed once more, with or without its country."""
    value = expectation.value
    national = digits.lstrip("0")
    return isinstance(value, PhoneNumber) and len(national) >= SAME_DIGITS and value.e164.endswith(national)


def _phone(digits: str) -> tuple[CallerAct, ...]:
    """`**` or `00` stand for the plus; what is valid is for the dialogue to say."""
    number = digits.replace("**", "00", 1).replace("*", "")
    if not number:
        return ()
    number = f"+{number[2:]}" if number.startswith("00") else number
    return (Inform(SlotName.PHONE, PhoneDigits(number), keyed=True),)


def _choice(number: int, expectation: Expectation) -> tuple[CallerAct, ...]:
    openings = len(expectation.openings)
    if openings == 1:
        return (Do({1: Command.AFFIRM, 2: Command.NEGATE}[number]),) if number in (1, 2) else ()
    if openings and number == openings + 1 and expectation.expecting is Expecting.OPENING:
        return (RequestAlternatives(Direction.OTHER),)
    count = openings or len(expectation.options)
    return (Select(number - 1),) if 1 <= number <= count else ()


def _time(digits: str, today: date, day_first: bool) -> Wish | None:
    if len(digits) not in (4, 8):
        return None
    first, second = int(digits[:2]), int(digits[2:4])
    day, month = (first, second) if day_first else (second, first)
    try:
        wanted = date(today.year, month, day)
        wanted = wanted if wanted >= today else date(today.year + 1, month, day)
    except ValueError:
        return None
    days = (DaySpan(wanted, wanted + timedelta(1), Grain.DAY),)
    if len(digits) == 4:
        return Wish(days)
    minute = int(digits[4:6]) * 60 + int(digits[6:8])
    if minute >= 24 * 60 or int(digits[6:8]) >= 60:
        return None
    return Wish(days, (ClockSpan(minute, minute + 1, Grain.MINUTE),))
