"""Reason, address and answers to extra questions: kept in the caller's own words."""

from frontdesk.model.caller_acts import Command, Decline, Inform
from frontdesk.model.slots import Address, Answer, Message, Reason, SlotName, Value
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.phrases import Found, Where

LONGEST = 500
"""Characters that are kept."""
INSTEAD = ("help", "repeat", "slower", "person", "start_over", "go_back", "wait", "cancel", "reschedule", "dont_know")
"""Commands that are meant, not noted down, when they are what an utterance says."""
WANTED = (Command.CANCEL, Command.CANNOT_COME, Command.RESCHEDULE, Command.PERSON)
"""Commands that end a reason told in passing: "because of my shift I don't need the appointment any more"."""
WHOSE = ("mine", "somebodys", Command.THE_OTHER)
UNMISTAKABLE = 3
"""Words of a command that is meant wherever it stands: "speak to somebody"."""
FREE = (SlotName.REASON, SlotName.ADDRESS, SlotName.QUESTION, SlotName.MESSAGE)


def read_asked_words(hearing: Hearing) -> None:
    """The whole answer to an open question that wants words, unless it says something to us instead."""
    slot = hearing.expectation.slot
    if slot not in FREE or not hearing.asked(slot):
        return
    declines = hearing.found(slot, "decline") if slot is not SlotName.ADDRESS else []
    alone = [phrase for phrase in declines if hearing.covers(phrase)]
    if alone:
        hearing.take(slot, alone[0].start, alone[0].end, Decline(slot))
        return
    if _speaks_to_us(hearing):
        return
    start = 0
    for phrase in hearing.found(slot, "cue"):
        if hearing.only_fillers(0, phrase.start):
            start = phrase.end
    _keep(hearing, slot, start)


def read_volunteered_reason(hearing: Hearing) -> None:
    """ "It's about my knee", "I've hurt my back", said without being asked: up to the end of the clause."""
    if hearing.asked(SlotName.REASON):
        return
    ends = {one.start for one in (*hearing.found(SlotName.REASON, "end"), *hearing.found("commands", *WANTED))}
    for phrase in hearing.found(SlotName.REASON, "whole", "cue"):
        start = phrase.start if phrase.sense.key == "whole" else phrase.end
        end = phrase.end
        while not hearing.ends_clause(end) and hearing.free(end, end + 1) and end not in ends:
            end += 1
        if start < end:
            text = hearing.said(start, end)
            value = Reason(text[:LONGEST])
            hearing.take(SlotName.REASON, start, end, Inform(SlotName.REASON, value, hearing.corrects), phrase.sure)
            return


def read_volunteered_address(hearing: Hearing) -> None:
    if hearing.asked(SlotName.ADDRESS):
        return
    for phrase in hearing.found(SlotName.ADDRESS, "cue"):
        end = phrase.end
        while end < len(hearing.tokens) and hearing.norms[end] not in {".", "!", "?", "\n"}:
            end += 1
        if phrase.end < end and hearing.free(phrase.end, end):
            value = Address(hearing.said(phrase.end, end)[:LONGEST])
            hearing.take(SlotName.ADDRESS, phrase.start, end, Inform(SlotName.ADDRESS, value, hearing.corrects))
            return


def _speaks_to_us(hearing: Hearing) -> bool:
    """A command, a refusal, a question to us or a correction, and not an answer."""
    if not hearing.words:
        return True
    if any(hearing.covers(phrase) for phrase in hearing.found(SlotName.QUESTION, "answer")):
        return False
    if any(hearing.covers(phrase) for phrase in hearing.found(SlotName.EMAIL, "decline")):
        return True
    commands = hearing.found("commands", *INSTEAD)
    if any(_commands(hearing, phrase) for phrase in commands):
        return True
    if hearing.found("commands", *WANTED) and hearing.found("wishes", *WHOSE):
        return True  # "please cancel mine"
    if hearing.has("changes") or hearing.corrects_something():
        return True
    asks = hearing.found("facts")
    answered = any(at < _asked_behind(hearing, 0) < len(hearing.tokens) for at in hearing.unsaid())
    if asks and not answered and (hearing.text.rstrip().endswith("?") or hearing.leads[asks[0].start]):
        return True
    said = [*hearing.found("yes_no"), *hearing.found("commands"), *asks]
    rest = [at for at in hearing.unsaid() if not any(phrase.start <= at < phrase.end for phrase in said)]
    return not rest


def _commands(hearing: Hearing, phrase: Found) -> bool:
    """Said to us, and not part of a story: at the start, or unmistakable; "both" and "maybe" only by themselves."""
    if phrase.sense.key == Command.DONT_KNOW:
        return hearing.covers(phrase)
    opens = phrase.sense.where is not Where.ANYWHERE or hearing.leads[phrase.start]
    return opens or phrase.weight >= UNMISTAKABLE


def _asked_behind(hearing: Hearing, start: int) -> int:
    """Where a question to us begins behind an answer: "my left knee, and how much is it"; else the end."""
    for phrase in hearing.found("facts"):
        before = phrase.start - 1
        if start < before and hearing.norms[before] in hearing.lexicon.joins:
            return before
        if start < phrase.start and hearing.leads[phrase.start]:
            return phrase.start
    return len(hearing.tokens)


def _keep(hearing: Hearing, slot: SlotName, start: int) -> None:
    end = len(hearing.tokens)
    for phrase in hearing.found(SlotName.QUESTION, "said"):
        if start < phrase.start and hearing.only_fillers(phrase.end, len(hearing.tokens)):
            end = phrase.start
        elif phrase.end < end and hearing.only_fillers(0, phrase.start):
            start = phrase.end
    if slot is not SlotName.MESSAGE:
        end = min(end, _asked_behind(hearing, start))
    while end > start + 1 and hearing.tokens[end - 1].is_sign and end < len(hearing.tokens):
        end -= 1
    text = hearing.said(start, end)[:LONGEST].strip()
    if not any(letter.isalnum() for letter in text):
        return
    question = hearing.expectation.question or ""
    values: dict[SlotName, Value] = {
        SlotName.REASON: Reason(text),
        SlotName.ADDRESS: Address(text),
        SlotName.QUESTION: Answer(question, text),
        SlotName.MESSAGE: Message(text),
    }
    hearing.take(slot, start, end, Inform(slot, values[slot]))
