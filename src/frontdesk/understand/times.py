"""Times: those that are wished for, and those that tell which appointment is meant."""

from frontdesk.model.caller_acts import Command, Do, Inform, Topic
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName
from frontdesk.model.when import PreferredTime
from frontdesk.understand.appointment import is_from_to, is_of_an_appointment, turning_points
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.normalize import Kind, Token
from frontdesk.understand.phone import when_to_call
from frontdesk.understand.preferred_time import TimeReading, read_preferred_time

ALTERNATIVES = ("other", "earlier", "later")
"""Asking for other times than those offered, as hear/choices.toml calls it."""


def read_time(hearing: Hearing) -> None:
    """Times, in the words that no other reader has taken and that are not part of a fixed phrase."""
    fixed = hearing.fixed() | when_to_call(hearing)
    others = {at for one in hearing.found("choices", *ALTERNATIVES) for at in range(one.start, one.end)}
    if hearing.has("commands", Command.RESCHEDULE) and _read_from_to(hearing, fixed):
        return
    reading = _read_time(hearing, fixed | others)
    if others:
        across = _read_time(hearing, fixed)
        if across is not None and _says_more(across, reading, others):
            reading = across
    if reading is None:
        return
    if not reading.value.wishes and reading.value.earliest and hearing.has("yes_no", "negate"):
        if hearing.expectation.expecting is Expecting.CALLBACK:  # "no, right now"
            for command in (Command.NEGATE, Command.PERSON):
                hearing.take(SlotName.PREFERRED_TIME, reading.first, reading.next, Do(command), reading.sure)
        return  # "I don't want to book it now"
    if reading.value == PreferredTime(flexible=True) and _asked_for_another(hearing):
        return  # "I don't mind", of something else
    sure = 1.0 if hearing.asked(SlotName.PREFERRED_TIME) else reading.sure  # "ten" is clear where a time is asked for
    slot = SlotName.APPOINTMENT if is_of_an_appointment(hearing, reading) else SlotName.PREFERRED_TIME
    act = Inform(slot, reading.value, hearing.corrects, sure)
    hearing.take(SlotName.PREFERRED_TIME, reading.first, reading.next, act, reading.sure)


def wishes_for_a_time(hearing: Hearing) -> bool:
    """A day or an hour is named, or ruled out, before a reader takes it."""
    reading = _read_time(hearing, hearing.fixed())
    return reading is not None and bool(reading.value.wishes)


def _read_from_to(hearing: Hearing, fixed: set[int]) -> bool:
    """ "Move it from Tuesday to Thursday at four": the time that it has, and the one that it is to have."""
    everything = set(range(len(hearing.tokens)))
    leading = {at for at in hearing.words if hearing.norms[at] in hearing.lexicon.appointment.from_}
    found: list[tuple[TimeReading, TimeReading]] = []
    for at in turning_points(hearing):
        before = _read_time(hearing, fixed | leading | (everything - set(range(at))))
        after = _read_time(hearing, fixed | set(range(at + 1)))
        if before is not None and after is not None and is_from_to(hearing, before, at, after):
            found.append((before, after))
    both = next((one for one in found if all(side.value.names_day for side in one)), found[0] if found else None)
    for slot, side in zip((SlotName.APPOINTMENT, SlotName.PREFERRED_TIME), both or (), strict=False):
        hearing.take(slot, side.first, side.next, Inform(slot, side.value, sure=side.sure), side.sure)
    return both is not None


def _read_time(hearing: Hearing, blocked: set[int]) -> TimeReading | None:
    tokens = [
        _gap(token) if at in blocked or not hearing.free(at, at + 1) or _is_an_article(hearing, at) else token
        for at, token in enumerate(hearing.tokens)
    ]
    expecting = hearing.expectation.expecting
    asked = hearing.asked(SlotName.PREFERRED_TIME) or expecting is Expecting.OPENING
    takes_back = hearing.corrects or not hearing.lexicon.negations.isdisjoint(hearing.norms)
    asked = asked or (expecting is Expecting.CONFIRM_BOOKING and takes_back)
    asked = asked or hearing.has("facts", Topic.HOURS)  # "are you open now?"
    asked = asked or hearing.has("changes", SlotName.PREFERRED_TIME, "day", "time")
    day_first, times = hearing.vocabulary.day_first, hearing.lexicon.times
    return next(iter(read_preferred_time(tokens, hearing.now, times, day_first, asked)), None)


def _is_an_article(hearing: Hearing, at: int) -> bool:
    """The "une" of "une séance lundi" is no hour, that of "a la una" is."""
    articles = hearing.lexicon.name.articles
    alone = at == 0 or hearing.norms[at - 1] not in articles
    return alone and hearing.norms[at] in articles and hearing.taken_by(at + 1, SlotName.SERVICE)


def _says_more(across: TimeReading, without: TimeReading | None, others: set[int]) -> bool:
    """Words such as "later" belong to a time: "no later than Friday", "an hour later", but not "later, on Friday"."""
    if others.issuperset(range(across.first, across.next)):
        return False
    wishes = without.value.wishes if without is not None else ()
    return across.value.wishes != wishes or across.value.shift is not None


def _asked_for_another(hearing: Hearing) -> bool:
    """Something other than a time is asked for."""
    return hearing.expectation.slot is not None and not hearing.asked(SlotName.PREFERRED_TIME)


def _gap(token: Token) -> Token:
    return Token(".", ".", token.start, token.end, Kind.SIGN)
