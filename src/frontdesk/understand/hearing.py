"""One hypothesis of an utterance while the readers work on it: its tokens, its phrases, and who took what."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from frontdesk.model.caller_acts import CallerAct, Command, Topic
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import SlotName
from frontdesk.understand.normalize import Token, tokenize
from frontdesk.understand.phrases import Found, Sense, Where
from frontdesk.understand.vocabulary import Vocabulary

CLAUSE_ENDS = frozenset(".,;:!?…\n")
COURTESIES = {Command.THANKS, Command.GOODBYE}
"""What may stand behind a phrase that is otherwise all that was said: "okay, thank you"."""
REASON_ENDS = Sense(SlotName.REASON, "end")
"""Where a reason ends; the words themselves belong to what follows."""
BESIDE = {
    Sense("wishes", key)
    for key in (
        *(Command.FOR_SOMEBODY, Command.FOR_MYSELF, Command.SEVERAL, Command.THE_OTHER),
        *("mine", "somebodys", "tell", "may_tell", "told"),
    )
}
"""They count beside any phrase they share words with: "I need two appointments", "cancel the other appointment"."""
UNSURE_NAMES = {Sense(SlotName.NAME, "faint"), Sense(SlotName.NAME, "held")}
FAINT = {"cue", "mine", "weak"}
"""Single words that a value may stand behind: a question about anything is heard across them."""
UNREAD = {"wish", "favour", "amend"}
"""They only open or close what may mean nothing to us, and so keep no reader off their words."""
PROPOSES = Sense("commands", "propose", Where.START)
YES_ALONE = Sense("yes_no", Command.AFFIRM, Where.ALONE)
REFUSALS = ("refused", "perhaps_refused")
TAKES_BACK = Sense("commands", "corrects", Where.ANYWHERE)
NAME_CUES = {Sense(SlotName.NAME, key) for key in ("strong", "given", "family")}
FULL_NAME = 2
"""Words of a name that are looked for however they are written; more where they have capitals."""
FIXED = {
    *(("commands", key) for key in ("goodbye", "thanks", "greet", "repeat", "help", "person", "wait", "dont_know")),
    *(("commands", key) for key in ("never_mind", "slower", "go_back", "start_over", "out_of_scope", "cancel")),
    (SlotName.QUESTION, "said"),
    *(
        ("facts", key)
        for key in ("address", "phone", "price", "robot", "who", "services", "preparation", "privacy", "booked")
    ),
}
"""Phrases in which a word of time is none."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which reader took which words for which act. `start` and `end` are characters of the hypothesis."""

    reader: str
    text: str
    start: int
    end: int
    act: CallerAct
    sure: float


class Hearing:
    """What was said, and which of it no reader has taken yet. Positions are those of `tokens`."""

    def __init__(self, text: str, expectation: Expectation, now: datetime, vocabulary: Vocabulary) -> None:
        self.text = text
        self.expectation = expectation
        self.now = now
        self.vocabulary = vocabulary
        self.lexicon = vocabulary.lexicon
        self.tokens = tokenize(text, self.lexicon.cuts)
        self.norms = [token.norm for token in self.tokens]
        self.words = [at for at, token in enumerate(self.tokens) if not token.is_sign]
        self.evidence: list[Evidence] = []
        self._taken = bytearray(len(self.tokens))
        self.unread: set[str] = set()
        """What is done to something no reader may know: it is wished for, favoured, amended."""
        self.leads = self._leads_without_phrases()
        self.phrases = self._phrases()
        self._by_file: dict[str, list[Found]] = {}
        for phrase in self.phrases:
            self._by_file.setdefault(phrase.sense.file, []).append(phrase)

    def asked(self, *slots: SlotName) -> bool:
        """A value of one of these slots is the open question, or is being confirmed."""
        slot = self.expectation.slot
        if slot is SlotName.APPOINTMENT and not {SlotName.NAME, SlotName.PREFERRED_TIME}.isdisjoint(slots):
            return True  # a name or a day tells which appointment
        return slot in slots and self.expectation.expecting in {
            Expecting.SLOT,
            Expecting.CONFIRM_SLOT,
            Expecting.OPTION,
        }

    def free(self, start: int, end: int) -> bool:
        return not any(self._taken[start:end])

    def take(self, reader: str, start: int, end: int, act: CallerAct, sure: float = 1.0) -> None:
        first, last = self.tokens[start], self.tokens[end - 1]
        self.evidence.append(
            Evidence(reader, self.text[first.start : last.end], first.start, last.end, act, round(sure, 3))
        )
        self.block(start, end)

    def block(self, start: int, end: int) -> None:
        """Keeps other readers off these tokens."""
        self._taken[start:end] = b"\1" * (end - start)

    def release(self, start: int, end: int) -> None:
        """Gives these tokens back to the readers that come after."""
        self._taken[start:end] = bytes(end - start)

    def replace(self, position: int, act: CallerAct) -> None:
        """Gives the evidence at `position` another act: what was said turned out to mean this."""
        self.evidence[position] = replace(self.evidence[position], act=act)

    def said(self, start: int, end: int) -> str:
        """The words of these tokens as they were said."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def taken_by(self, at: int, reader: str) -> bool:
        """Whether this reader took the token at `at`."""
        if at >= len(self.tokens):
            return False
        here = self.tokens[at].start
        return any(one.reader == reader and one.start <= here < one.end for one in self.evidence)

    def covers(self, phrase: Found) -> bool:
        """The phrase is all that was said, fillers aside."""
        return self.only_fillers(0, phrase.start) and self.only_fillers(phrase.end, len(self.tokens))

    @property
    def corrects(self) -> bool:
        """Something is taken back: "no, …", "I meant …"."""
        return self.has("commands", "corrects")

    @property
    def takes_back(self) -> bool:
        """The same, or "no", "wait", "rather" alone."""
        hedged = any(norm in self.lexicon.hedges for norm in self.norms)
        refused = not self.lexicon.noes.isdisjoint(self.norms)
        return self.corrects or refused or hedged or self.has("commands", Command.WAIT)

    def corrects_something(self) -> bool:
        """It opens with words that take something back, and goes on."""
        return any(self.leads[one.start] and not self.covers(one) for one in self.found("commands", "corrects"))

    def found(self, file: str, *keys: str) -> list[Found]:
        """Phrases of a file that no reader has taken, in the order they were said."""
        return [
            phrase
            for phrase in self._by_file.get(file, ())
            if (not keys or phrase.sense.key in keys) and self.stands(phrase)
        ]

    def found_in(self, reader: str, file: str, key: str) -> list[Found]:
        """Phrases that this reader took for part of its own: "change my appointment" of "… from Monday to Friday"."""
        return [
            phrase
            for phrase in self._by_file.get(file, ())
            if phrase.sense.key == key and not self.stands(phrase) and self.taken_by(phrase.end - 1, reader)
        ]

    def stands(self, phrase: Found) -> bool:
        """Its first word is free, and most others: "could I come in" of "could I come in Thursday".

        What stands in its gaps is no word of it.
        """
        taken = sum(self._taken[phrase.start : phrase.end])
        gaps = phrase.end - phrase.start - phrase.weight
        return self.free(phrase.start, phrase.start + 1) and 2 * max(0, taken - gaps) < phrase.weight

    def until_taken(self, start: int, end: int) -> int:
        """Where the words that are still free end: "cancel my" of "cancel my three o'clock appointment"."""
        return next((at for at in range(start, end) if not self.free(at, at + 1)), end)

    def has(self, file: str, *keys: str) -> bool:
        """Whether a phrase was said, taken or not."""
        return any(not keys or phrase.sense.key in keys for phrase in self._by_file.get(file, ()))

    def clause_end(self, at: int) -> int:
        """Where the clause ends that the token at `at` is in."""
        while not self.ends_clause(at):
            at += 1
        return at

    def free_up_to_clause_end(self, at: int) -> bool:
        """No reader has taken a word from here to the end of the clause."""
        return self.free(at, self.clause_end(at))

    def fixed(self) -> set[int]:
        """Positions in phrases whose words mean nothing by themselves: "not right now", "have a nice evening"."""
        return {
            at
            for phrase in self.phrases
            if phrase.weight > 1
            and (phrase.sense.file == "yes_no" or (phrase.sense.file, phrase.sense.key) in FIXED)
            and phrase.weight == sum(not self.tokens[at].is_sign for at in range(phrase.start, phrase.end))
            for at in range(phrase.start, phrase.end - self._turns_down(phrase.end - 1))
        }

    def _turns_down(self, at: int) -> bool:
        """The "not" of "no, not half past three" belongs to the time, as does that of "vale, no antes de las dos"."""
        if self.norms[at] not in self.lexicon.negations or self.ends_clause(at + 1):
            return False
        return self.norms[at] not in self.lexicon.noes or (at > 0 and self.norms[at - 1] == ",")

    def ends_clause(self, at: int) -> bool:
        return at >= len(self.tokens) or self.norms[at] in CLAUSE_ENDS

    def only_fillers(self, start: int, end: int) -> bool:
        return all(self.tokens[at].is_sign or self.norms[at] in self.lexicon.fillers for at in range(start, end))

    def negated(self, at: int) -> bool:
        """ "Not Anna": the value that starts at `at` is turned down."""
        return at > 0 and self.norms[at - 1] in self.lexicon.negations

    def unsaid(self) -> list[int]:
        """Words that nobody has taken and that are no fillers."""
        return [at for at in self.words if not self._taken[at] and self.norms[at] not in self.lexicon.fillers]

    def unsaid_besides(self, phrase: Found) -> list[int]:
        return [at for at in self.unsaid() if not phrase.start <= at < phrase.end]

    def _leads_without_phrases(self) -> list[bool]:
        """For each token whether it opens a clause, fillers aside."""
        leads, open = [], True
        for norm in self.norms:
            leads.append(open)
            open = norm in CLAUSE_ENDS or (open and (norm in self.lexicon.fillers or not norm.isalnum()))
        return [*leads, open]

    def _phrases(self) -> list[Found]:
        said = [at for at, token in enumerate(self.tokens) if not token.is_sign or _is_symbol(token.norm)]
        norms = [self.norms[at] for at in said]
        meant = [None if norm in self.lexicon.name.stops else self.lexicon.slips.meant(norm) for norm in norms]
        found = [
            Found(p.sense, said[p.start], said[p.end - 1] + 1, p.sure, p.weight)
            for p in self.lexicon.book.find(norms, meant)
        ]
        names = _behind_name_cues(found, self.tokens)
        found = [phrase for phrase in found if phrase.sure == 1.0 or names.isdisjoint(range(phrase.start, phrase.end))]
        openings = [phrase for phrase in found if phrase.sense.key in UNREAD]
        found = [phrase for phrase in found if phrase.sense.key not in UNREAD]
        self._follow_leads(found)
        self._courtesies = {at for p in found if _is_courtesy(p) for at in range(p.start, p.end)}
        found = [phrase for phrase in found if self._counts(phrase)]
        found.sort(
            key=lambda p: (not _is_emergency(p), _is_any_question(p), -p.weight, p.sense == PROPOSES, -p.sure, p.start)
        )
        best: dict[int, tuple[int, int]] = {}
        faint: set[int] = set()
        kept: list[Found] = []
        for phrase in found:
            if (
                phrase.sense == REASON_ENDS
                or phrase.sense in BESIDE
                or (phrase.sense.file == SlotName.NAME and _announces_beside(phrase, kept))
            ):
                kept.append(phrase)  # it says nothing itself: "and my name is …" is a name all the same
                continue
            span = (phrase.start, phrase.end)
            passable = faint if _is_any_question(phrase) else ()
            if all(best.get(at, span) == span or at in passable for at in range(*span)):
                best.update(dict.fromkeys(range(*span), span))
                faint.update(range(*span) if phrase.sense.key in FAINT else ())
                kept.append(phrase)
        answers = {at for p in kept if p.sense.file == "yes_no" for at in range(p.start, p.end)}
        self.unread = {p.sense.key for p in openings if p.start not in answers and self._counts(p)}
        return sorted(kept, key=lambda p: p.start)

    def _follow_leads(self, found: list[Found]) -> None:
        """What stands behind "yes", "hello" or "thank you" opens the clause as well."""
        for phrase in sorted(found, key=lambda p: p.start):
            opens = phrase.sense.where is Where.START and phrase.sense.file != "facts"
            opens = opens or phrase.sense in (YES_ALONE, TAKES_BACK)  # "sure that's fine", "I said video"
            opens = opens or _is_courtesy(phrase)
            if opens and self.leads[phrase.start]:
                at = phrase.end
                self.leads[at] = True
                while at < len(self.tokens) and (self.norms[at] in self.lexicon.fillers or self.tokens[at].is_sign):
                    at += 1
                    self.leads[at] = True

    def _counts(self, phrase: Found) -> bool:
        if phrase.sense.key in REFUSALS and any(self.ends_clause(at) for at in range(phrase.start, phrase.end)):
            return False  # "no, with Dan" refuses nobody
        if (phrase.sense.file, phrase.sense.key) == (SlotName.PHONE, "offered") and not self.asked(SlotName.PHONE):
            return False  # "yes, that one" is the number only where a number is meant
        if phrase.sense.file == SlotName.CONTACT_CHANNEL and self.asked(SlotName.CONTACT_CHANNEL):
            return phrase.sense.where is not Where.WHOLE or self.covers(phrase)  # "2pm video": its reader looks around
        match phrase.sense.where:
            case Where.ANYWHERE:
                return True
            case Where.START:
                return self.leads[phrase.start]
            case Where.ALONE:
                return self.leads[phrase.start] and self._trails(phrase.end)
            case Where.WHOLE:
                return self.covers(phrase)

    def _trails(self, at: int) -> bool:
        while not self.ends_clause(at):
            if not (self.norms[at] in self.lexicon.fillers or self.tokens[at].is_sign or at in self._courtesies):
                return False
            at += 1
        return True


def _behind_name_cues(found: list[Found], tokens: Sequence[Token]) -> set[int]:
    """Words behind "my name is": those are a name before they are a slip of something else."""
    names: set[int] = set()
    for phrase in found:
        if phrase.sense in NAME_CUES and phrase.sure == 1.0:
            at = phrase.end
            while at < len(tokens) and (tokens[at].text[:1].isupper() or at < phrase.end + FULL_NAME):
                names.add(at)
                at += 1
    return names


def _announces_beside(phrase: Found, kept: Sequence[Found]) -> bool:
    """Words beside a name, within others that leave room for one: the "for" of "an appointment for", "so it's"."""
    beside = [one for one in kept if one.start < phrase.end and phrase.start < one.end]
    if phrase.sense in UNSURE_NAMES:
        return all(one.sense.file != SlotName.NAME for one in beside)
    return bool(beside) and all(one.sense.key in {"cue", "end"} for one in beside)


def _is_courtesy(phrase: Found) -> bool:
    return phrase.sense.key in COURTESIES and phrase.sense.where is Where.ANYWHERE


def _is_any_question(phrase: Found) -> bool:
    """Of no topic in particular: every other phrase says more."""
    return phrase.sense.file == "facts" and phrase.sense.key == Topic.OTHER


def _is_emergency(phrase: Found) -> bool:
    """Heard before anything else."""
    return phrase.sense.file == "facts" and phrase.sense.key == Topic.EMERGENCY


def _is_symbol(sign: str) -> bool:
    """A picture that stands for words, like a thumb that is up."""
    return any(unicodedata.category(letter) == "So" for letter in sign)
