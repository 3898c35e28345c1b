"""A message for somebody who works here: kept in the caller's own words, whatever they begin with."""

from collections.abc import Iterator
from dataclasses import replace

from frontdesk.model.caller_acts import CallerAct, Command, Do, Inform
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import Message, SlotName
from frontdesk.model.when import PreferredTime
from frontdesk.understand.free_words import FREE, INSTEAD, LONGEST
from frontdesk.understand.hearing import Evidence, Hearing
from frontdesk.understand.name import read_name
from frontdesk.understand.name_form import knows
from frontdesk.understand.name_words import has_capital
from frontdesk.understand.naming import naming_at
from frontdesk.understand.phone import read_phone
from frontdesk.understand.phrase_acts import read_yes_no
from frontdesk.understand.times import read_time
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
    """Nothing but who is calling, where to reach them, or both; beside a yes to the message that was read back."""
    confirming = hearing.expectation.expecting is Expecting.CONFIRM_SLOT  # the message is known
    alone = Hearing(hearing.text, Expectation(Expecting.SLOT, SlotName.NAME), hearing.now, hearing.vocabulary)
    read_phone(alone)
    numbers = len(alone.evidence)
    if alone.unsaid() and (numbers or confirming or _is_a_name(alone)):
        read_name(alone)
    if confirming:
        read_yes_no(alone)
    said = {_as_callers(one.act) for one in alone.evidence}
    if not all(isinstance(act, Inform) or act == Do(Command.AFFIRM) for act in said) or _says_more(alone):
        return False
    if not any(isinstance(act, Inform) for act in said):
        return False
    for one in alone.evidence:
        hearing.evidence.append(replace(one, act=_as_callers(one.act)))
    hearing.block(0, len(hearing.tokens))
    return True


def _is_a_name(hearing: Hearing) -> bool:
    names = hearing.lexicon.name
    return len(hearing.words) <= NAME and any(knows(hearing.norms[at], names) for at in hearing.words)


def _says_more(hearing: Hearing) -> bool:
    """Words that neither announce a name or a number nor stand between them."""
    announce = [*hearing.found(SlotName.NAME), *hearing.found(SlotName.PHONE)]
    beside = {at for one in announce for at in range(one.start, one.end)}
    return any(at not in beside and hearing.norms[at] not in hearing.lexicon.name.stops for at in hearing.unsaid())


def _as_callers(act: CallerAct) -> CallerAct:
    """A name beside a message is that of whoever leaves it."""
    if isinstance(act, Inform) and act.slot is SlotName.NAME:
        return replace(act, slot=SlotName.CALLER_NAME)
    return act


def read_message(hearing: Hearing) -> None:
    """ "Tell Dr Park that I'm running late": the rest is to be told, and nothing in it is said to us."""
    if hearing.asked(*FREE):
        return
    late = hearing.found(FILE, Command.RUNNING_LATE)
    cues = hearing.found(FILE, Command.LEAVE_MESSAGE, "words")
    named = _to_a_host(hearing)
    if not cues and not late and not named:
        return
    begins = [*(one.start for one in cues), *(named[:1] if named else ())] or [late[0].start]
    first = min(begins)
    start = min(first, *(one.start for one in late)) if late else first
    end = len(hearing.tokens)
    ends = [one.end for one in cues if one.sense.key == "words"] + ([named[1]] if named else [])
    begin = max(ends, default=None)
    if late and begin is None:
        begin = late[0].start
    command = Command.LEAVE_MESSAGE if cues or named else Command.RUNNING_LATE
    if begin is None or hearing.only_fillers(begin, end):
        cue = min(cues or late, key=lambda one: one.start, default=None)
        hearing.take(FILE, first, cue.end if cue else end, Do(command), cue.sure if cue else 1.0)
        return
    to = _addressee(hearing, first, begin)
    if begin > 0 and hearing.norms[begin - 1] in hearing.lexicon.conjunctions:
        begin -= hearing.norms[begin] not in hearing.lexicon.statements
    text = hearing.said(begin, end).strip(" ,.:;?!")[:LONGEST]
    hearing.take(FILE, start, begin if start < begin else end, Do(command))
    hearing.take(FILE, begin, end, Inform(SlotName.MESSAGE, Message(text, to)))
    if late:
        hearing.evidence.extend(one for one in _whose_and_when(hearing) if one.start >= hearing.tokens[begin].start)


def _whose_and_when(hearing: Hearing) -> Iterator[Evidence]:
    """Who is late, and for which appointment: told with the message, and no wish for another time."""
    alone = Hearing(hearing.text, Expectation(Expecting.NOTHING), hearing.now, hearing.vocabulary)
    read_name(alone)
    read_time(alone)
    for one in alone.evidence:
        match one.act:
            case Inform(SlotName.NAME):
                yield replace(one, act=replace(one.act, slot=SlotName.CALLER_NAME))
            case Inform(SlotName.PREFERRED_TIME, PreferredTime() as time) if time.names_clock or time.names_day:
                yield replace(one, act=replace(one.act, slot=SlotName.APPOINTMENT))


def _to_a_host(hearing: Hearing) -> tuple[int, int] | None:
    """ "Tell Daniel I need the invoice", "können Sie Jana ausrichten, dass …": where that begins, and the message."""
    told = {one.start: one.end for one in sorted(hearing.found(FILE, "told"), key=lambda one: one.end)}
    for lead in hearing.found(FILE, "tell", "may_tell"):
        if (name := naming_at(hearing, lead.end)) is None:
            continue
        end = name.end
        while end < len(hearing.tokens) and hearing.tokens[end].is_sign:
            end += 1
        if end in told:
            return lead.start, told[end]
        if lead.sense.key == "tell":
            return lead.start, end
    return None


def _addressee(hearing: Hearing, first: int, begin: int) -> str:
    """Whoever works here and is named before the message, or else a name as it was said."""
    hosts = {host.id: host.name for host in hearing.vocabulary.business.hosts}
    named = [one for one in hearing.vocabulary.hosts.find(hearing.norms) if first <= one.start < begin]
    if named and len(named[-1].ids) == 1:
        return hosts[named[-1].ids[0]]
    stops = hearing.lexicon.book.words
    said = [at for at in range(first + 1, begin) if has_capital(hearing, at)]
    while said and hearing.norms[said[0]] in stops - hearing.lexicon.weak_words[SlotName.HOST]:
        said.pop(0)
    return hearing.said(said[0], said[-1] + 1) if said else ""
