"""Phrases that are an act by themselves: yes and no, commands, questions about the business, changes, channels."""

from frontdesk.model.caller import Channel, ContactChannel
from frontdesk.model.caller_acts import (
    AskFact,
    Behave,
    CallerAct,
    Change,
    Command,
    Conduct,
    Decline,
    Direction,
    Do,
    Inform,
    RequestAlternatives,
    Topic,
)
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName
from frontdesk.understand.choices import offered
from frontdesk.understand.free_words import FREE
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.lexicon import CHANGEABLE
from frontdesk.understand.phrases import Found, Where

SPELLED = 3
"""So many letters one by one are a spelling."""


def read_yes_no(hearing: Hearing) -> None:
    """Yes and no. A "no" that only opens a correction ("no, Thursday") is still said.

    "I don't want the appointment" says no to the one that is read back, and otherwise cancels one.
    """
    refused = False
    confirming = hearing.expectation.expecting is Expecting.CONFIRM_BOOKING
    cancelling = [] if confirming else [(one.start, one.end) for one in hearing.found("commands", Command.CANCEL)]
    for phrase in hearing.found("yes_no"):
        if (phrase.start, phrase.end) in cancelling:
            continue
        if phrase.sense.key == "polite":  # "yes, if possible"
            if any(one.act == Do(Command.AFFIRM) for one in hearing.evidence):
                _take(hearing, phrase, Do(Command.AFFIRM))
            continue
        if confirming and phrase.sense.key == Command.AFFIRM and _spells_unread(hearing):
            continue
        if refused and phrase.sense.key == Command.AFFIRM and phrase.sense.where in (Where.ALONE, Where.WHOLE):
            continue  # "no, fine"
        refused = refused or phrase.sense.key == Command.NEGATE
        _take(hearing, phrase, Do(Command(phrase.sense.key)))


def _spells_unread(hearing: Hearing) -> bool:
    """Something is spelled that no reader could use: whoever puts a name right does not agree to the old one."""
    return sum(len(hearing.norms[at]) == 1 and hearing.norms[at].isalpha() for at in hearing.unsaid()) >= SPELLED


def read_commands(hearing: Hearing) -> None:
    for phrase in hearing.found("commands"):
        key = phrase.sense.key
        if key == "decline":
            _take(hearing, phrase, Decline(None))
        elif key == Command.NEVER_MIND and hearing.unsaid_besides(phrase):
            continue
        elif key not in ("corrects", "propose"):
            _take(hearing, phrase, Do(Command(key)))
    for phrase in hearing.found_in(SlotName.PREFERRED_TIME, "commands", Command.RESCHEDULE):
        hearing.take("commands", phrase.start, phrase.end, Do(Command.RESCHEDULE), phrase.sure)


def read_declines(hearing: Hearing) -> None:
    """ "I don't have e-mail": named, or said of what was asked."""
    for slot in (SlotName.EMAIL, SlotName.PHONE, SlotName.REASON, SlotName.QUESTION, SlotName.NAME):
        for phrase in hearing.found(slot, "decline"):
            named = phrase.sense.where is not Where.ALONE and slot is not SlotName.QUESTION
            if slot is SlotName.NAME:  # who has one name only may say so beside it, where nobody asks for more
                heard = hearing.asked(slot) if named else hearing.expectation.half is not None
            else:
                heard = named or hearing.asked(slot)
            if heard:
                _take(hearing, phrase, Decline(slot))


WHOLE_CLAUSE = {"unknown": Topic.OTHER, Topic.INSURANCE: Topic.INSURANCE, Topic.CANCELLATION: Topic.CANCELLATION}
"""Questions in words that other readers would take for a value or a wish: "what if I cancel on the day?"."""
READ_APART = {Topic.OTHER, Topic.EMERGENCY, *WHOLE_CLAUSE}


def read_emergency(hearing: Hearing) -> None:
    """Somebody is in danger: nothing else that was said counts. "An emergency appointment" of the business is none."""
    services = hearing.vocabulary.services.find(hearing.norms)
    for phrase in hearing.found("facts", Topic.EMERGENCY):
        if not any(one.start < phrase.end and phrase.start < one.end for one in services):
            hearing.take("facts", 0, len(hearing.tokens), AskFact(Topic.EMERGENCY), phrase.sure)
            return


NOTHING_ELSE_COUNTS = {Conduct.THREAT, Conduct.TRICK, Conduct.PRYING, Conduct.MACHINE}


def read_conduct(hearing: Hearing) -> None:
    """Insults and complaints are no part of an answer; of what an order or a stranger's name stands in, nothing is."""
    for phrase in hearing.found("conduct"):
        conduct = Conduct(phrase.sense.key)
        if phrase.sure < 1:
            continue  # "Moran" is a name
        if conduct is Conduct.COMPLAINT and hearing.asked(*FREE) and not hearing.covers(phrase):
            continue  # "my calves, I've told you already" answers in the caller's own words
        if conduct is Conduct.PRYING and _about_us(hearing, phrase):
            continue
        whole = conduct in NOTHING_ELSE_COUNTS
        start, end = (0, len(hearing.tokens)) if whole else (phrase.start, phrase.end)
        hearing.take("conduct", start, end, Behave(conduct), phrase.sure)
        if whole:
            return


def _about_us(hearing: Hearing, phrase: Found) -> bool:
    """ "Is Daniel booked tomorrow?", "is ten o'clock booked today?": a host, a service or a time is no customer."""
    known, vocabulary = hearing.lexicon, hearing.vocabulary
    ours = vocabulary.hosts.find(hearing.norms)
    within = [token.norm for token in hearing.tokens[phrase.start + 1 : phrase.end - 1] if not token.is_sign]
    if len(within) + 2 > phrase.weight:  # in a gap of the phrase stands who it is about
        ours = [*ours, *vocabulary.services.find(hearing.norms)]
        names = known.name.given_names | known.name.surnames
        if not any(norm in names or norm not in known.familiar for norm in within):
            return True
    return any(one.start < phrase.end and phrase.start < one.end for one in ours)


def read_unknown(hearing: Hearing) -> None:
    """Questions that are taken with their whole clause."""
    for phrase in hearing.found("facts", *WHOLE_CLAUSE):
        end = hearing.clause_end(phrase.start)
        act = AskFact(WHOLE_CLAUSE[phrase.sense.key])
        hearing.take("facts", phrase.start, max(end, phrase.end), act, phrase.sure)


def read_facts(hearing: Hearing) -> None:
    checks = hearing.found("commands", Command.CHECK)
    for phrase in hearing.found("facts", *(topic for topic in Topic if topic not in READ_APART)):
        topic = Topic(phrase.sense.key)
        if any(one.start <= phrase.start and phrase.end <= one.end for one in checks):
            continue  # "what appointments do I have?"
        if topic is Topic.OFFERED and _offers_a_time(hearing, phrase.end):
            continue  # "can you do tomorrow?" asks about tomorrow
        _take(hearing, phrase, AskFact(topic))


def _offers_a_time(hearing: Hearing, at: int) -> bool:
    return not hearing.free(at, at + 1) and not hearing.taken_by(at, SlotName.SERVICE)


def read_any_question(hearing: Hearing) -> None:
    """A question about nothing we know, where no other reader made sense of it."""
    for phrase in hearing.found("facts", Topic.OTHER):
        if hearing.free_up_to_clause_end(phrase.start):
            _take(hearing, phrase, AskFact(Topic.OTHER))


def read_changes(hearing: Hearing) -> None:
    """ "Change my number". The bare name of a slot counts where it was asked what to change."""
    for phrase in hearing.found("changes"):
        key = phrase.sense.key
        if key == "something":
            _take(hearing, phrase, Change(None))
        elif not key.endswith("?") or hearing.expectation.expecting is Expecting.CHANGE:
            _take(hearing, phrase, Change(*CHANGEABLE[key.removesuffix("?")]))


def read_contact_channel(hearing: Hearing) -> None:
    for phrase in hearing.found(SlotName.CONTACT_CHANNEL):
        if phrase.sense.key == "refused":
            continue
        alone = phrase.sense.where in (Where.ALONE, Where.WHOLE)
        if alone and not _is_put_right(hearing, phrase) and not _answers_how_to_meet(hearing, phrase):
            continue
        if _asks_for_a_person(hearing, phrase):
            continue
        if any(hearing.taken_by(at, SlotName.LOCATION) for at in range(phrase.start, phrase.end)):
            continue  # "at the centre", where a place of the business has that name
        if hearing.taken_by(phrase.end, SlotName.PHONE):
            continue  # "call me on 020 …" gives a number
        value = ContactChannel(Channel(phrase.sense.key))
        _take(hearing, phrase, Inform(SlotName.CONTACT_CHANNEL, value, hearing.corrects, phrase.sure))


def _answers_how_to_meet(hearing: Hearing, phrase: Found) -> bool:
    return hearing.asked(SlotName.CONTACT_CHANNEL) and _stands_beside_values(hearing, phrase)


def _is_put_right(hearing: Hearing, phrase: Found) -> bool:
    """ "No, video", "I said video": straight behind words that take something back. "No, phone" may be the number."""
    return phrase.sense.key != Channel.PHONE and any(
        hearing.leads[one.start] and one.end <= phrase.start and hearing.only_fillers(one.end, phrase.start)
        for one in hearing.phrases
        if (one.sense.file, one.sense.key) == ("commands", "corrects")
    )


def _asks_for_a_person(hearing: Hearing, phrase: Found) -> bool:
    """ "Have somebody call me", and nothing else, where nobody asked how to meet."""
    same = any((one.start, one.end) == (phrase.start, phrase.end) for one in hearing.found("commands", Command.PERSON))
    return same and not hearing.asked(SlotName.CONTACT_CHANNEL) and hearing.covers(phrase)


def _stands_beside_values(hearing: Hearing, phrase: Found) -> bool:
    """ "2pm video": what stands around it in its clause was understood."""
    before, after = phrase.start - 1, phrase.end
    while before >= 0 and hearing.only_fillers(before, before + 1) and not hearing.ends_clause(before):
        before -= 1
    while not hearing.ends_clause(after) and hearing.only_fillers(after, after + 1):
        after += 1
    return (before < 0 or hearing.ends_clause(before) or not hearing.free(before, before + 1)) and (
        hearing.ends_clause(after) or not hearing.free(after, after + 1) or _is_courtesy(hearing, after)
    )


def _is_courtesy(hearing: Hearing, at: int) -> bool:
    return any(phrase.start == at for phrase in hearing.found("commands", "thanks", "goodbye"))


def read_alternatives(hearing: Hearing) -> None:
    """ "Something later", "none of these": other openings than those on the table."""
    directions = [direction.value for direction in Direction]
    for phrase in hearing.found("choices", *directions):
        if phrase.sense.where in (Where.ALONE, Where.WHOLE) and not offered(hearing):
            chosen = hearing.expectation.chosen_from and phrase.sense.key != Direction.OTHER
            if not (chosen and hearing.takes_back):
                continue  # "none", where nothing is on offer; but "no, later" is of what was chosen
        _take(hearing, phrase, RequestAlternatives(Direction(phrase.sense.key)))


def _take(hearing: Hearing, phrase: Found, act: CallerAct) -> None:
    if hearing.stands(phrase):
        end = hearing.until_taken(phrase.start, phrase.end)
        hearing.take(phrase.sense.file, phrase.start, end, act, phrase.sure)
