"""What several acts of one utterance mean together: some only repeat, or take back, what another one says."""

from dataclasses import replace

from frontdesk.model.caller_acts import (
    AskFact,
    Change,
    Command,
    Direction,
    Do,
    Inform,
    RequestAlternatives,
    Select,
    Topic,
)
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName
from frontdesk.model.when import PreferredTime
from frontdesk.understand.hearing import Evidence, Hearing

READER = "settling"
BINDING = {
    Expecting.CONFIRM_BOOKING,
    Expecting.CONSENT,
    Expecting.CONFIRM_MOVE,
    Expecting.CONFIRM_CANCEL,
    Expecting.CONFIRM_WAITING,
}
"""A yes to these is acted upon."""
WHILE_BOOKING = {
    Expecting.CONFIRM_BOOKING,
    Expecting.CONSENT,
    Expecting.OPENING,
    Expecting.OPTION,
    Expecting.CONFIRM_SLOT,
}


def settle(hearing: Hearing) -> None:
    """Leaves the acts that stand once all of them are known."""
    informed = [one.act for one in hearing.evidence if isinstance(one.act, Inform)]
    slots = {act.slot for act in informed}
    booking = hearing.expectation.expecting in WHILE_BOOKING
    named = any(_names_a_time(act, vaguely=booking) for act in informed)
    named = named or any(isinstance(one.act, Select) for one in hearing.evidence)
    wanted = bool(informed) or any(one.act == Do(Command.BOOK) for one in hearing.evidence)
    changing = any(one.act in (Do(Command.RESCHEDULE), Do(Command.CANCEL)) for one in hearing.evidence)
    asked = any(isinstance(one.act, Select | AskFact) or one.act == Do(Command.REPEAT) for one in hearing.evidence)
    wishes = any(one.act == Do(Command.LEAVE_MESSAGE) for one in hearing.evidence)
    mistaken = bool(informed) and hearing.has("commands", Command.NEVER_MIND)
    kept: list[Evidence] = []
    for one in hearing.evidence:
        match one.act:
            case RequestAlternatives(Direction.OTHER | Direction.ANOTHER_DAY) if named:
                continue  # "another day, the fourteenth"
            case Change(slot) if slot in slots or (slot is None and slots):
                mistaken = True  # "change the time to four"
                continue
            case Do(Command.RESCHEDULE) if booking and SlotName.PREFERRED_TIME in slots:
                mistaken = True  # "change the appointment to the fourteenth", before there is one
                continue
            case Do(Command.NEVER_MIND) if informed:
                continue
            case AskFact(Topic.PHONE) if SlotName.PHONE in slots and "?" not in hearing.text:
                continue  # "and the number should be 020 …"
            case Do(Command.AFFIRM) if _refused_first(one, hearing):
                kept.append(replace(one, act=Do(Command.NEGATE)))
                continue
            case Do(Command.AFFIRM | Command.CANCEL) if _held_back(one, hearing):
                if hearing.expectation.expecting is Expecting.CONFIRM_BOOKING and not _asks_or_answers(hearing):
                    kept.append(replace(one, act=Change(None)))  # "yes, but …": what is to be different is asked
                continue
            case Do(Command.CANNOT_COME) if changing:
                continue  # "something came up, could we move it?"
            case Do(Command.WAIT) if asked or wishes:
                continue  # "wait, is that with Marta?", "wait, the first one", "hang on, could I leave a message?"
            case Do(Command.RESCHEDULE) if _books_instead(one, hearing):
                continue
            case Do(Command.HELP) if wanted:
                continue  # "can you help me book an appointment?"
        kept.append(one)
    hearing.evidence[:] = [_corrected(one) for one in kept] if mistaken else kept
    _take_back(hearing)


def _take_back(hearing: Hearing) -> None:
    """ "No, wait, make it …", and nothing of the rest can be read: the read-back is not right, and what it should be is
    asked."""
    found = [phrase for phrase in hearing.found("commands", "corrects") if phrase.sure == 1]
    if hearing.evidence or not found or hearing.expectation.expecting is not Expecting.CONFIRM_BOOKING:
        return
    first = found[0]
    hearing.take(READER, first.start, first.end, Do(Command.NEGATE), first.sure)


def _books_instead(moves: Evidence, hearing: Hearing) -> bool:
    """ "I'd like to move my appointment, no, sorry, I have none, I'd like to book one." """
    hedges, noes = hearing.lexicon.hedges, hearing.lexicon.noes
    turns = {at for at in hearing.words if hedges.ends(hearing.tokens, at) > at or hearing.norms[at] in noes}
    turns |= {one.start for one in hearing.phrases if one.sense.file == "commands" and one.sense.key in TURNS}
    books = [one.start for one in hearing.evidence if one.act == Do(Command.BOOK)]
    return any(moves.start < hearing.tokens[at].start < book for at in turns for book in books)


def _refused_first(yes: Evidence, hearing: Hearing) -> bool:
    """ "No, that's great, have a nice day": where a yes binds, it is none behind a no. "No problem" is no such no."""
    if hearing.expectation.expecting not in BINDING:
        return False
    yeses = [one for one in hearing.evidence if one.act == Do(Command.AFFIRM)]
    return any(
        hearing.leads[at] and token.start < yes.start and not any(one.start <= token.start < one.end for one in yeses)
        for at, token in enumerate(hearing.tokens)
        if token.norm in hearing.lexicon.noes
    )


def _held_back(yes: Evidence, hearing: Hearing) -> bool:
    """ "Yes, but …" agrees to nothing that binds, unless all that follows is understood and is a value or a courtesy.

    "Yes, but how much is it?" waits for the answer, "yes, but one moment" for the moment.
    """
    expecting = hearing.expectation.expecting
    if any(one.act == Do(Command.NEGATE) for one in hearing.evidence):
        return False  # which of the two counts is not for here
    if expecting not in BINDING or (yes.act == Do(Command.CANCEL) and expecting is not Expecting.CONFIRM_CANCEL):
        return False
    hedges = [(at, hearing.lexicon.hedges.ends(hearing.tokens, at)) for at in hearing.words]
    but = next((at for at, end in hedges if end > at and hearing.tokens[at].start > yes.start), None)
    if but is None:
        return False
    holding = {at for start, end in hedges for at in range(start, end)}
    behind = [one.act for one in hearing.evidence if one.start > hearing.tokens[but].start]
    unread = any(at > but and at not in holding for at in hearing.unsaid())
    return unread or not all(act in HARMLESS or (isinstance(act, Inform) and not act.corrects) for act in behind)


def _asks_or_answers(hearing: Hearing) -> bool:
    """Something else was said that has an answer of its own."""
    return any(not isinstance(one.act, Do) or one.act.command not in AGREEING for one in hearing.evidence)


AGREEING = {Command.AFFIRM, Command.CANCEL, Command.THANKS, Command.GREET}
TURNS = {"corrects", Command.WAIT}
HARMLESS = {Do(Command.AFFIRM), Do(Command.THANKS), Do(Command.GOODBYE)}


def _names_a_time(act: Inform, *, vaguely: bool) -> bool:
    """ "Is there no other in the afternoon?" names none but `vaguely`."""
    if not isinstance(act.value, PreferredTime):
        return False
    clocks = [clock for wish in act.value.wishes for clock in wish.clocks]
    return act.value.names_day or (act.value.names_clock and (vaguely or not all(clock.part for clock in clocks)))


def _corrected(one: Evidence) -> Evidence:
    return replace(one, act=replace(one.act, corrects=True)) if isinstance(one.act, Inform) else one
