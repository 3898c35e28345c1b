"""A message for somebody who works here: kept in the caller's own words, whatever they begin with."""

from dataclasses import replace

from frontdesk.model.caller_acts import Command, Do, Inform
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import Message, SlotName
from frontdesk.understand.free_words import FREE, INSTEAD, LONGEST
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.name import read_name
from frontdesk.understand.name_form import knows
from frontdesk.understand.phone import read_phone
from frontdesk.understand.wishes import FILE

NAME = 5
"""A name by itself, "it's" and "my name is" included, has no more words."""


def read_asked_message(hearing: Hearing) -> None:
    """The whole answer to "what is the message?", unless it says something to us and nothing else.

    Whoever gives a name or a number there goes ahead to what is asked next: neither is a message.
    """
    if not hearing.asked(SlotName.MESSAGE) or not hearing.words or hearing.evidence or _goes_ahead(hearing):
        return
    if hearing.expectation.expecting is not Expecting.SLOT or _is_said_to_us(hearing):
        return
    cues = [one for one in hearing.found(FILE, "words") if hearing.only_fillers(0, one.start)]
    start = max((one.end for one in cues), default=0)
    text = hearing.said(start, len(hearing.tokens)).strip(" ,.:;?!")[:LONGEST]
    if text:
        hearing.take(SlotName.MESSAGE, 0, len(hearing.tokens), Inform(SlotName.MESSAGE, Message(text)))


def _is_said_to_us(hearing: Hearing) -> bool:
    """A command, a yes or no, that there is a message: nothing but that, courtesies aside."""
    said = [*hearing.found("commands"), *hearing.found("yes_no"), *hearing.found(FILE, Command.LEAVE_MESSAGE)]
    if any(hearing.covers(one) for one in said if one.sense.key in INSTEAD):
        return True
    covered = {at for one in said for at in range(one.start, one.end)}
    return covered.issuperset(hearing.unsaid())


def _goes_ahead(hearing: Hearing) -> bool:
    names = hearing.lexicon.name
    for slot, reader in ((SlotName.PHONE, read_phone), (SlotName.NAME, read_name)):
        alone = Hearing(hearing.text, Expectation(Expecting.SLOT, slot), hearing.now, hearing.vocabulary)
        if slot is SlotName.NAME and not (
            len(alone.words) <= NAME and any(knows(alone.norms[at], names) for at in alone.words)
        ):
            continue
        reader(alone)
        acts = [one.act for one in alone.evidence]
        if len(acts) == 1 and isinstance(acts[0], Inform) and acts[0].slot is slot and not alone.unsaid():
            told = SlotName.CALLER_NAME if slot is SlotName.NAME else slot
            hearing.take(slot, 0, len(hearing.tokens), replace(acts[0], slot=told))
            return True
    return False


def read_message(hearing: Hearing) -> None:
    """ "Tell Dr Park that I'm running late": the rest is to be told, and nothing in it is said to us."""
    if hearing.asked(*FREE):
        return
    late = hearing.found(FILE, Command.RUNNING_LATE)
    cues = hearing.found(FILE, Command.LEAVE_MESSAGE, "words")
    if not cues and not late:
        return
    first = min(cues or late, key=lambda one: one.start)
    start = min([first, *late], key=lambda one: one.start).start if late else first.start
    end = len(hearing.tokens)
    begin = max((one.end for one in cues if one.sense.key == "words"), default=None)
    if late and begin is None:
        begin = late[0].start
    command = Command.LEAVE_MESSAGE if cues else Command.RUNNING_LATE
    if begin is None or hearing.only_fillers(begin, end):
        hearing.take(FILE, first.start, first.end, Do(command), first.sure)
        return
    if begin > 0 and hearing.norms[begin - 1] in hearing.lexicon.conjunctions:
        begin -= 1
    text = hearing.said(begin, end).strip(" ,.:;?!")[:LONGEST]
    hearing.take(FILE, start, begin if start < begin else end, Do(command))
    hearing.take(FILE, begin, end, Inform(SlotName.MESSAGE, Message(text)))
