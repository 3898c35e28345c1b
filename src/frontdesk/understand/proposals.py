"""What becomes of a language model's proposal: the caller's acts, read by the readers, or nothing.

Nothing here trusts the model. A name, a number, an address or a time must stand in what was said and be read there as
one; a choice must be one that the profile offers; and all of it is unsure enough to be asked about.
"""

from datetime import datetime

from frontdesk.model.caller_acts import AskFact, CallerAct, Do, Inform
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.proposal import CHOSEN, COMMANDS, QUOTED, TOPICS, Proposal, ProposedValue
from frontdesk.model.utterance import MAX_WORDS, typed
from frontdesk.understand.hearing import Evidence
from frontdesk.understand.interpret import Interpretation, interpret
from frontdesk.understand.normalize import Token, tokenize
from frontdesk.understand.vocabulary import Vocabulary

PROPOSED = 0.5
"""How sure a proposed value is at most: below what the dialogue takes without asking."""
READER = "proposed"
MOST_VALUES = 4


def read_proposal(text: str, proposal: Proposal, now: datetime, vocabulary: Vocabulary) -> Interpretation:
    """The acts that a proposal about `text` comes to. `now` is aware, in the business's zone. Never raises."""
    tokens = [token for token in tokenize(text[:MAX_WORDS], vocabulary.lexicon.cuts) if not token.is_sign]
    turned_down = any(token.norm in vocabulary.lexicon.negations for token in tokens)
    # A part of "anything but Tuesday" must not become a wish for Tuesday.
    values = () if turned_down else proposal.values[:MOST_VALUES]
    evidence = [read for value in values if (read := _value(value, text, tokens, now, vocabulary))]
    if proposal.topic and proposal.topic in TOPICS:
        evidence.append(_whole(text, AskFact(proposal.topic)))
    if proposal.command and proposal.command in COMMANDS:
        evidence.append(_whole(text, Do(proposal.command)))
    return Interpretation(tuple(dict.fromkeys(one.act for one in evidence)), tuple(evidence))


def _value(
    value: ProposedValue, text: str, tokens: list[Token], now: datetime, vocabulary: Vocabulary
) -> Evidence | None:
    """What the slot's own reader makes of the words; of those of the caller, where they have to be the caller's."""
    words, start, end = value.words, 0, len(text)
    if value.slot in QUOTED:
        if (place := _find(words, tokens, vocabulary)) is None:
            return None
        start, end = place
        words = text[start:end]
    elif value.slot not in CHOSEN:
        return None
    heard = interpret(typed(words), Expectation(Expecting.SLOT, value.slot), now, vocabulary)
    told = next((act for act in heard.acts if isinstance(act, Inform) and act.slot is value.slot), None)
    if told is None:
        return None
    act = Inform(value.slot, told.value, sure=min(PROPOSED, told.sure))
    return Evidence(READER, text[start:end], start, end, act, act.sure)


def _find(words: str, tokens: list[Token], vocabulary: Vocabulary) -> tuple[int, int] | None:
    """The characters where the caller said these words, one after the other."""
    wanted = [token.norm for token in tokenize(words, vocabulary.lexicon.cuts) if not token.is_sign]
    said = [token.norm for token in tokens]
    for at in range(len(said) - len(wanted) + 1) if wanted else ():
        if said[at : at + len(wanted)] == wanted:
            return tokens[at].start, tokens[at + len(wanted) - 1].end
    return None


def _whole(text: str, act: CallerAct) -> Evidence:
    return Evidence(READER, text, 0, len(text), act, PROPOSED)
