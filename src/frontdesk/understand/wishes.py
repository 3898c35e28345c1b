"""What callers want beyond one appointment for themselves: more of them, for others, the usual, waiting, a message."""

from dataclasses import replace
from typing import TYPE_CHECKING

from frontdesk.model.caller import PersonName
from frontdesk.model.caller_acts import ABOUT_ONE_THERE_IS, Command, Do, Inform, RequestAlternatives
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName
from frontdesk.understand.digits import read_digits
from frontdesk.understand.free_words import FREE
from frontdesk.understand.hearing import Evidence, Hearing
from frontdesk.understand.name_form import given_and_family, knows
from frontdesk.understand.name_reading import READER, Reading, read_at
from frontdesk.understand.name_words import has_capital
from frontdesk.understand.phrases import Found, Where

if TYPE_CHECKING:
    from frontdesk.understand.interpret import Interpretation

FILE = "wishes"
OF_MESSAGES = ("words", "tell", "may_tell", "told")
BEFORE = 5
"""So many words before a name tell whose it is: "her name is"."""
ONE_MORE = Do(Command.ANOTHER)
OF_ONE_THERE_IS = {
    Expecting.ANYTHING_ELSE,
    Expecting.APPOINTMENT,
    Expecting.CONFIRM_CANCEL,
    Expecting.CONFIRM_MOVE,
    Expecting.MOVE_OR_CANCEL,
}
OF_WHOM = (Command.FOR_SOMEBODY, Command.FOR_MYSELF)
WHICH = {Command.THE_OTHER: Command.THE_OTHER, "mine": Command.FOR_MYSELF, "somebodys": Command.FOR_SOMEBODY}
TAKEN = (
    (SlotName.PREFERRED_TIME, Command.RECURRING),
    (SlotName.SERVICE, Command.SEVERAL),
    (SlotName.SERVICE, Command.ANOTHER),
)
"""Their words may be part of a time or of a service's name: "every Tuesday", "two appointments"."""


def begins_one_more(hearing: Hearing) -> int | None:
    """The character from which on one more appointment is spoken of: "…, and another one for my wife right after"."""
    joins = hearing.lexicon.joins
    for phrase in hearing.phrases:
        if (phrase.sense.file, phrase.sense.key) == (FILE, Command.ANOTHER) and phrase.sure == 1:
            start = next((at for at in range(phrase.start, phrase.end) if hearing.norms[at] in joins), phrase.start)
            while start > 0 and hearing.norms[start] not in joins and not hearing.ends_clause(start - 1):
                start -= 1
            if phrase.start - start <= BEFORE:
                return hearing.tokens[start].start
    told = hearing.asked(*FREE) and not hearing.found("commands", Command.BOOK)  # a story, and no wish
    return None if told else _other_service(hearing)


def _other_service(hearing: Hearing) -> int | None:
    """ "A massage for me and a follow-up for my son", "can I book his follow-up as well": from where the second service
    is spoken of. What is only asked about services is no wish for any."""
    named = sorted(hearing.vocabulary.services.find(hearing.norms), key=lambda one: one.start)
    named = [one for one in named if not hearing.negated(one.start)]
    if not named or any(one.sense.file == "facts" and one.end <= named[0].start for one in hearing.phrases):
        return None
    whose = {one.start for key in OF_WHOM for one in hearing.found(FILE, key)}
    also = {one.start for one in hearing.found(FILE, "also")}
    for one in named:
        other = any(before.end <= one.start and {*before.ids}.isdisjoint(one.ids) for before in named)
        start = next((at for at in range(one.start - 1, -1, -1) if _parts(hearing, at)), -1)
        joined = start >= 0 and hearing.norms[start] in hearing.lexicon.joins and one.start - start <= BEFORE
        if joined and (other or one.end in whose):
            return hearing.tokens[start].start
        if one.end in also:
            return hearing.tokens[start if joined else start + 1].start
    return None


def _parts(hearing: Hearing, at: int) -> bool:
    return hearing.norms[at] in hearing.lexicon.joins or hearing.ends_clause(at)


def one_more_first(hearing: Hearing, read: list[Evidence]) -> list[Evidence]:
    """The wish for one more stands before all that is said of it."""
    rest = [one for one in read if one.act != ONE_MORE]
    wish = next((one for one in read if one.act == ONE_MORE), None)
    if wish is None:  # its words went into what is said of it: "one for my wife"
        said = hearing.text.strip()
        start = hearing.text.index(said)
        wish = Evidence(FILE, said, start, start + len(said), ONE_MORE, 1.0)
    return [wish, *rest]


def says_of_one_more(read: list[Evidence]) -> bool:
    """Whose it is, when or what: "another appointment for my back" tells why somebody comes."""
    known = (SlotName.PREFERRED_TIME, SlotName.SERVICE)
    return any(
        one.act == Do(Command.FOR_SOMEBODY) or (isinstance(one.act, Inform) and one.act.slot in known) for one in read
    )


def read_again(hearing: Hearing) -> None:
    """ "The same as last time": that is not the last one of what was offered."""
    if not hearing.asked(*FREE):
        for phrase in hearing.found(FILE, Command.AGAIN):
            hearing.take(FILE, phrase.start, phrase.end, Do(Command.AGAIN), phrase.sure)


def read_somebody(hearing: Hearing) -> None:
    """ "For my mother Grace Example": whose appointment it is, and their name where it follows."""
    if hearing.asked(*FREE):
        return
    both = hearing.found(FILE, Command.TOGETHER)
    for phrase in hearing.found(FILE, Command.FOR_SOMEBODY):
        if any(one.start < phrase.end and phrase.start < one.end for one in both):
            continue  # "for my sister and me"
        if any(one.start < phrase.start and phrase.end <= one.end for one in hearing.found("choices", "other")):
            continue  # "look for someone else"
        hearing.take(FILE, phrase.start, phrase.end, Do(Command.FOR_SOMEBODY), phrase.sure)
        if name := _name_behind(hearing, phrase):
            _take_name(hearing, name)
    for phrase in hearing.found(FILE, Command.ANOTHER):
        name = _name_behind(hearing, phrase) if _ends_in_for(hearing, phrase) else None
        if name and not _is_no_person(hearing, name.start):
            hearing.take(FILE, phrase.end - 1, phrase.end, Do(Command.FOR_SOMEBODY), phrase.sure)
            _take_name(hearing, name)


def _name_behind(hearing: Hearing, phrase: Found) -> Reading | None:
    reading = read_at(hearing, phrase.end, trust=True, sure=0.9) if phrase.end < len(hearing.tokens) else None
    if reading is None or not hearing.only_fillers(phrase.end, reading.start):
        return None
    of_time = hearing.norms[reading.start] in hearing.lexicon.times.words
    known = knows(reading.words[0], hearing.lexicon.name) and not of_time
    return reading if known or has_capital(hearing, reading.start) else None


def _take_name(hearing: Hearing, reading: Reading) -> None:
    given, family = given_and_family(reading.words, hearing.lexicon.name, reading.titled)
    act = Inform(SlotName.NAME, PersonName(given, family, reading.spelled), hearing.corrects, reading.sure)
    hearing.take(FILE, reading.start, reading.end, act, reading.sure)


def _ends_in_for(hearing: Hearing, phrase: Found) -> bool:
    """ "And the same for Zoe": what stands behind may be whose it is."""
    return any(one.end == phrase.end for one in hearing.found("name", "faint"))


def _is_no_person(hearing: Hearing, at: int) -> bool:
    """ "Another one for Friday", "another one for Massage"."""
    business = (hearing.vocabulary.services, hearing.vocabulary.hosts, hearing.vocabulary.locations)
    named = any(one.start <= at < one.end for names in business for one in names.find(hearing.norms))
    return named or hearing.norms[at] in hearing.lexicon.times.words


def read_wishes(hearing: Hearing) -> None:
    if hearing.asked(*FREE):
        return
    confirming = hearing.expectation.expecting is Expecting.CONFIRM_BOOKING
    for phrase in hearing.found(FILE):
        key = phrase.sense.key
        if key == "also":
            changes = hearing.found("commands", "corrects")  # "oh, also, could you make it half past?"
            if hearing.expectation.expecting is Expecting.ANYTHING_ELSE and not changes:
                hearing.take(FILE, phrase.start, phrase.end, Do(Command.ANOTHER), phrase.sure)
        elif key == Command.TOGETHER and _among_digits(hearing, phrase):
            continue  # "four six oh, for two four", as a recogniser writes down a number
        elif key == Command.FOR_MYSELF and phrase.sense.where is Where.ALONE and confirming:
            continue  # "d'accord pour moi"
        elif key == "party":
            hearing.take(FILE, phrase.start, phrase.end, Do(Command.SEVERAL), phrase.sure)
            hearing.take(FILE, phrase.start, phrase.end, Do(Command.TOGETHER), phrase.sure)
        elif key not in (*OF_MESSAGES, *WHICH, Command.FOR_SOMEBODY, Command.LEAVE_MESSAGE, Command.RUNNING_LATE):
            hearing.take(FILE, phrase.start, phrase.end, Do(Command(key)), phrase.sure)
    for reader, command in TAKEN:
        for phrase in hearing.found_in(reader, FILE, command):
            hearing.take(FILE, phrase.start, phrase.end, Do(command), phrase.sure)
    for at in hearing.words[1:]:
        if hearing.norms[at - 1] in hearing.lexicon.counts and hearing.taken_by(at, SlotName.SERVICE):
            hearing.take(FILE, at - 1, at, Do(Command.SEVERAL))  # "two massages"


def read_which(hearing: Hearing) -> None:
    """ "Cancel mine", "cancel the other one": of what is offered, "the other one" is another time."""
    done = any(isinstance(one.act, Do) and one.act.command in ABOUT_ONE_THERE_IS for one in hearing.evidence)
    if not done and hearing.expectation.expecting not in OF_ONE_THERE_IS:
        return
    for phrase in hearing.phrases:
        if phrase.sense.file == FILE and phrase.sense.key in WHICH and phrase.sure == 1:
            hearing.evidence[:] = [one for one in hearing.evidence if not isinstance(one.act, RequestAlternatives)]
            hearing.take(FILE, phrase.start, phrase.end, Do(WHICH[phrase.sense.key]))
            return


def _among_digits(hearing: Hearing, phrase: Found) -> bool:
    numbers = hearing.lexicon.numbers
    if not any(read_digits(hearing.tokens, at, numbers) for at in range(phrase.start, phrase.end)):
        return False  # "at ten for my sister and me"
    return any(
        0 <= at < len(hearing.tokens) and read_digits(hearing.tokens, at, numbers)
        for at in (phrase.start - 1, phrase.end)
    )


def for_whom(hearing: Hearing) -> None:
    """ "I'm Ada, it's for my mother": the name is the caller's, unless it follows "her name is"."""
    if not any(one.act == Do(Command.FOR_SOMEBODY) for one in hearing.evidence):
        return
    for position, one in enumerate(hearing.evidence):
        if one.reader == READER and isinstance(one.act, Inform) and one.act.slot is SlotName.NAME:
            at = next(at for at, token in enumerate(hearing.tokens) if token.start >= one.start)
            before = hearing.norms[max(0, at - BEFORE) : at]
            if hearing.lexicon.theirs.isdisjoint(before) and not hearing.asked(SlotName.NAME):
                hearing.replace(position, replace(one.act, slot=SlotName.CALLER_NAME))


def as_callers_name(read: "Interpretation") -> "Interpretation":
    """The name that was asked for is the caller's."""
    acts = tuple(
        replace(act, slot=SlotName.CALLER_NAME) if isinstance(act, Inform) and act.slot is SlotName.NAME else act
        for act in read.acts
    )
    evidence = tuple(
        replace(one, act=replace(one.act, slot=SlotName.CALLER_NAME))
        if isinstance(one.act, Inform) and one.act.slot is SlotName.NAME
        else one
        for one in read.evidence
    )
    return replace(read, acts=acts, evidence=evidence)
