"""What tells an appointment there is: the short code that was given for it, and the time that it has."""

import re
from collections.abc import Iterator

from frontdesk.model.caller_acts import Command, Inform
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName, Ticket
from frontdesk.understand.digits import read_digits
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.preferred_time import TimeReading
from frontdesk.understand.spelling import read_letter_or_name

READER = SlotName.APPOINTMENT.value
DIGITS = 2
"""How many follow the letter of a code."""
CODE = re.compile(r"[A-Z]\d{2}")
BESIDE = 2
"""Words that may stand between: articles, "on the"."""
BETWEEN = {"-", ",", "."}


def read_ticket(hearing: Hearing) -> None:
    """ "K42", "K forty-two", "K wie Konrad vierzig zwei"."""
    asked = hearing.expectation.slot is SlotName.APPOINTMENT and hearing.expectation.expecting is Expecting.SLOT
    for at in hearing.words:
        code, end = _code(hearing, at)
        written = end == at + 1 and not hearing.asked(SlotName.QUESTION, SlotName.ADDRESS, SlotName.REASON)
        if code and (asked or written) and hearing.free(at, end):
            hearing.take(READER, at, end, Inform(SlotName.APPOINTMENT, Ticket(code)))
            return


def _code(hearing: Hearing, at: int) -> tuple[str, int]:
    """The code that begins at token `at`, and the token after it; empty where none does."""
    written = hearing.tokens[at].text.upper()
    if CODE.fullmatch(written):
        return written, at + 1
    letter = read_letter_or_name(hearing, at)
    if letter is None or len(letter[0]) != 1:
        return "", at
    digits, end = "", letter[1]
    while len(digits) < DIGITS and (read := _digits(hearing, end)):
        digits, end = digits + read[0], read[1]
        if len(digits) == DIGITS and digits.endswith("0") and (more := _digits(hearing, end)) and len(more[0]) == 1:
            digits, end = digits[0] + more[0], more[1]  # "forty, two"
    over = _digits(hearing, end)
    return ("", at) if len(digits) != DIGITS or over else (letter[0].upper() + digits, end)


def _digits(hearing: Hearing, at: int) -> tuple[str, int] | None:
    while at < len(hearing.tokens) and hearing.norms[at] in BETWEEN:
        at += 1
    return read_digits(hearing.tokens, at, hearing.lexicon.numbers)


def turning_points(hearing: Hearing) -> Iterator[int]:
    """The "to" of "from Tuesday to Thursday"."""
    words = hearing.lexicon.appointment
    return (at for at in hearing.words if hearing.norms[at] in words.to and hearing.free(at, at + 1))


def is_from_to(hearing: Hearing, before: TimeReading, at: int, after: TimeReading) -> bool:
    """Both stand beside the word in between, and the first is not a time to move to itself."""
    words, norms = hearing.lexicon.appointment, hearing.norms
    near = before.next <= at + 1 and at - before.next <= BESIDE and 0 <= after.first - at <= BESIDE + 1
    leads = norms[before.first - 1] if before.first else ""
    return near and leads not in words.to and norms[before.first] not in words.to - words.from_


def is_of_an_appointment(hearing: Hearing, reading: TimeReading) -> bool:
    """ "My appointment on Tuesday", "my three o'clock appointment", said of one that is to be moved."""
    if hearing.expectation.slot is SlotName.APPOINTMENT:
        return True
    if not hearing.has("commands", Command.RESCHEDULE) or not reading.value.wishes or reading.value.shift:
        return False
    words, norms = hearing.lexicon.appointment, hearing.norms
    first = reading.first
    before = [norms[at] for at in range(max(0, first - BESIDE), first)]
    if norms[first] in words.to or (before and before[-1] in words.to):
        return False
    beside = [*before, *norms[reading.next : reading.next + 1], *norms[first : reading.next]]
    return not words.nouns.isdisjoint(beside) or bool(before and before[-1] in words.from_)
