"""From what was said and what was asked to the caller's acts: the one public function, and the order of the readers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from frontdesk.model.caller_acts import (
    AskFact,
    CallerAct,
    Change,
    Command,
    Decline,
    Do,
    Inform,
    RequestAlternatives,
    Select,
    Topic,
)
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import MAX_WORDS, Keys, Words
from frontdesk.understand.appointment import read_ticket
from frontdesk.understand.choices import choose_by_value, read_exact_choice, read_place
from frontdesk.understand.email import read_email
from frontdesk.understand.free_words import FREE, read_asked_words, read_volunteered_address, read_volunteered_reason
from frontdesk.understand.hearing import Evidence, Hearing
from frontdesk.understand.keypad import read_keys
from frontdesk.understand.message import read_asked_message, read_message
from frontdesk.understand.name import read_name
from frontdesk.understand.naming import read_host, read_location, read_service
from frontdesk.understand.phone import read_phone
from frontdesk.understand.phrase_acts import (
    read_alternatives,
    read_any_question,
    read_changes,
    read_commands,
    read_conduct,
    read_contact_channel,
    read_declines,
    read_emergency,
    read_facts,
    read_unknown,
    read_yes_no,
)
from frontdesk.understand.questions import read_named_questions, read_own_answers, say_what_about
from frontdesk.understand.settling import settle
from frontdesk.understand.times import read_time
from frontdesk.understand.vocabulary import Vocabulary
from frontdesk.understand.wishes import (
    as_callers_name,
    begins_one_more,
    for_whom,
    one_more_first,
    read_again,
    read_somebody,
    read_which,
    read_wishes,
    says_of_one_more,
)

USABLE = 0.4
"""A recogniser's confidence below this is as good as not having heard; 0 means it gave none. Refuse, ask, accept are
the three tiers that telephone dialogues commonly make of it; 0.5 is VoiceXML's default (W3C VoiceXML 2.0, 6.3.2)."""
CLEAR = 0.8
"""From here on it is taken as said: scores differ between recognisers, and nothing is committed before a read-back."""
HYPOTHESES = 5
NOTHING_ASKED = Expectation(Expecting.NOTHING)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What an utterance does; no acts is no-match. `evidence` tells which reader took what."""

    acts: tuple[CallerAct, ...]
    evidence: tuple[Evidence, ...] = ()


READERS: tuple[Callable[[Hearing], None], ...] = (
    read_emergency,
    read_conduct,
    read_asked_message,
    read_exact_choice,
    read_own_answers,
    read_named_questions,
    read_unknown,
    read_again,
    read_asked_words,
    read_message,
    read_email,
    read_ticket,
    read_phone,
    read_place,
    read_somebody,
    read_name,
    read_service,
    read_host,
    read_location,
    read_volunteered_reason,
    read_time,
    read_volunteered_address,
    read_contact_channel,
    read_wishes,
    read_alternatives,
    read_changes,
    read_declines,
    read_facts,
    read_yes_no,
    read_commands,
    read_which,
    read_any_question,
    say_what_about,
    choose_by_value,
    settle,
    for_whom,
)
"""In order: what one reader took, the next ones do not see."""


def interpret(
    utterance: Words | Keys, expectation: Expectation, now: datetime, vocabulary: Vocabulary
) -> Interpretation:
    """The caller's acts. `now` is aware, in the business's zone. Never raises on any text, and takes linear time.

    Of several hypotheses of a recogniser, the first that answers what was asked is taken, else the first that means
    anything.
    """
    if expectation.slot is SlotName.CALLER_NAME:  # read like any name
        asked = replace(expectation, slot=SlotName.NAME)
        return as_callers_name(interpret(utterance, asked, now, vocabulary))
    if isinstance(utterance, Keys):
        return Interpretation(read_keys(utterance.keys, expectation, now.date(), vocabulary.day_first))
    best: Interpretation | None = None
    for hypothesis in utterance.alternatives[:HYPOTHESES]:
        confidence = hypothesis.confidence or 1.0
        if confidence < USABLE:
            continue
        heard = _read(hypothesis.text[:MAX_WORDS], expectation, now, vocabulary, confidence)
        if any(_answers(act, expectation) for act in heard.acts):
            return heard
        if heard.acts and best is None:
            best = heard
    return best or Interpretation(())


def _read(
    text: str, expectation: Expectation, now: datetime, vocabulary: Vocabulary, confidence: float
) -> Interpretation:
    hearing = Hearing(text, expectation, now, vocabulary)
    evidence = _of_two(hearing) or _by_readers(hearing)
    acts = dict.fromkeys(_with_confidence(one.act, confidence) for one in evidence)
    return Interpretation(tuple(acts), tuple(evidence))


def _of_two(hearing: Hearing) -> list[Evidence]:
    """What is said of one more appointment answers nothing that was asked of this one; empty where there is none."""
    text, at = hearing.text, begins_one_more(hearing)
    if at is None:
        return []
    asked = hearing.expectation if hearing.expectation.slot is None else NOTHING_ASKED
    this = Hearing(text[:at].rstrip(" ,;"), hearing.expectation, hearing.now, hearing.vocabulary)
    other = Hearing(" " * at + text[at:], asked, hearing.now, hearing.vocabulary)
    more = one_more_first(other, _by_readers(other))
    return [*_by_readers(this), *more] if says_of_one_more(more) or not hearing.asked(*FREE) else []


def _by_readers(hearing: Hearing) -> list[Evidence]:
    for reader in READERS:
        reader(hearing)
    return sorted(hearing.evidence, key=lambda one: one.start)


def _with_confidence(act: CallerAct, confidence: float) -> CallerAct:
    return replace(act, sure=act.sure * confidence) if isinstance(act, Inform) and confidence < CLEAR else act


def _answers(act: CallerAct, expectation: Expectation) -> bool:
    match act:
        case Inform(slot) | Decline(slot):
            return slot is expectation.slot
        case Select() | RequestAlternatives() | Change() | AskFact(Topic.EMERGENCY):
            return True
        case Do(Command.AFFIRM | Command.NEGATE):
            return expectation.expecting is not Expecting.SLOT
        case _:
            return False
