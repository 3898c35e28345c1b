"""What the played transcripts exercised, and what never occurred in any of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from frontdesk.channels.text.play import Performance
from frontdesk.model.agent_acts import (
    Acknowledge,
    AgentAct,
    Ask,
    Confirm,
    Failure,
    HandOff,
    HandOffReason,
    Help,
    NotifyFailure,
    NotifySuccess,
    NotOffered,
    Offer,
    ReadBack,
    Reprompt,
    Say,
    SayNoOpenings,
    Tell,
    Trouble,
    Which,
)
from frontdesk.model.booking import NoOpenings
from frontdesk.model.caller_acts import Topic
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName

SLOTS = tuple(SlotName)
CONFIRMED = (SlotName.SERVICE, SlotName.HOST, SlotName.LOCATION, SlotName.NAME, SlotName.PHONE, SlotName.EMAIL)
"""What can be misheard is put to the caller by itself; the rest is checked in the read-back."""
SEVERAL = (SlotName.SERVICE, SlotName.HOST, SlotName.LOCATION, SlotName.PREFERRED_TIME)
"""What was said can mean several of these."""
UNECHOED = (SlotName.QUESTION, SlotName.APPOINTMENT, SlotName.MESSAGE)
"""Never said in passing: what is looked for is told or not found, and a message is always read back as a question."""
OUTSIDE = (Note.ONE_MOMENT, Note.STILL_WORKING, Note.HEAR_IT_OUT, Note.CALLBACK_FAILED)
"""Said by the telephone's door, outside of any turn, or when the store fails, which cannot be staged."""
SHOWN = (Topic.AVAILABILITY, Topic.BOOKED)
"""Questions that are answered by an offer, and by the booking."""
BROKEN = (Failure.TROUBLE,)
"""Failures that no transcript can stage: they are tested in `tests/conversations/test_commit_truth.py`."""


def features(act: AgentAct) -> list[str]:
    """The kinds of thing an act is an example of."""
    match act:
        case Ask() | Confirm() | Which():
            return [f"{act.kind} {act.slot}"]
        case Acknowledge():
            return [f"acknowledge {act.slot}", *(["acknowledge corrected"] if act.corrected else [])]
        case Reprompt():
            expecting = act.expectation.expecting
            return [f"reprompt {expecting}", f"reprompt {act.trouble}", *(["reprompt with keys"] if act.keys else [])]
        case Offer():
            marks = (("taken", act.taken), ("more", act.more), ("again", act.again))
            found = [f"offer missed {act.missed}"] if act.missed else []
            return ["offer", *found, *(f"offer {word}" for word, so in marks if so)]
        case SayNoOpenings():
            return [f"no openings {act.reason}"]
        case NotOffered():
            return [f"not offered {act.slot}"]
        case ReadBack():
            return ["read back", *(["read back again"] if act.again else [])]
        case NotifySuccess():
            found = ["success moved"] if act.moved else [f"success {act.booking.status}"]
            return [*found, *(["success again"] if act.again else [])]
        case NotifyFailure():
            return [f"failure {act.failure}"]
        case Tell():
            return [f"tell {act.topic}", *([] if act.known else ["tell unknown"])]
        case Help():
            return [f"help {act.expectation.expecting}"]
        case Say():
            return [f"say {act.note}"]
        case HandOff():
            return [f"hand off {act.reason}"]
        case _:
            return [act.kind.replace("_", " ")]


def possible() -> list[str]:
    """Every kind of thing an agent can do, in the order of `model/agent_acts.py`."""
    # Nothing is expected any more once a conversation is over, so nothing can be asked again then.
    expecting = [item for item in Expecting if item is not Expecting.NOTHING]
    return [
        "greet",
        *(f"ask {slot}" for slot in SLOTS),
        *(f"reprompt {item}" for item in expecting),
        *(f"reprompt {trouble}" for trouble in Trouble),
        "reprompt with keys",
        *(f"confirm {slot}" for slot in CONFIRMED),
        *(f"acknowledge {slot}" for slot in SLOTS if slot not in UNECHOED),
        "acknowledge corrected",
        *(f"which {slot}" for slot in SEVERAL),
        "offer",
        *(f"offer missed {reason}" for reason in NoOpenings),
        "offer taken",
        "offer more",
        "offer again",
        *(f"no openings {reason}" for reason in NoOpenings),
        *(f"not offered {slot}" for slot in (SlotName.HOST, SlotName.LOCATION, SlotName.CONTACT_CHANNEL)),
        "ask consent",
        "read back",
        "read back again",
        "recap",
        "ask what to change",
        "success confirmed",
        "success pending",
        "success again",
        *(f"failure {failure}" for failure in Failure if failure not in BROKEN),
        *(f"tell {topic}" for topic in Topic if topic not in SHOWN),
        "tell unknown",
        *(f"help {item}" for item in expecting),
        *(f"say {note}" for note in Note if note not in OUTSIDE),
        "offer callback",
        *(f"hand off {reason}" for reason in HandOffReason if reason is not HandOffReason.SYSTEM),  # the store fails
        "ask anything else",
        *("confirm cancel", "confirm instead"),
        *("say not found", "tell appointments", "which appointment", "ask new time", "confirm move"),
        *("ask move or cancel", "say refused", "success moved", "confirm waiting", "notify waiting"),
        "goodbye",
    ]


REPAIRS = ("repair.", "limits.", "hearing.refused", "hearing.cannot_tell", "changing.")
"""Rules that get a conversation going again which has gone astray, by how their names begin."""


@dataclass(frozen=True, slots=True)
class Everything:
    """What can happen in the dialogue: filled by whoever knows it."""

    tasks: Sequence[str]
    phases: Sequence[str]
    """Those in which a conversation can wait for its caller."""
    rules: Sequence[str]


@dataclass
class Coverage:
    """Collects over many calls."""

    acts: set[str] = field(default_factory=set)
    expected: set[str] = field(default_factory=set)
    tasks: set[str] = field(default_factory=set)
    phases: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By phenomenon (the transcript's folder) and the language it ended in."""

    def add(self, acts: Iterable[AgentAct]) -> None:
        for act in acts:
            self.acts.update(features(act))

    def add_call(self, phenomenon: str, performance: Performance) -> None:
        self.add(act for turn in performance.turns if turn for act in turn.acts)
        for reached in performance.reached:
            self.tasks.add(reached.task)
            self.phases.add(reached.phase)
            self.rules.update(reached.rules)
        if performance.reached:
            self.calls[phenomenon, performance.reached[-1].language] += 1

    def never(self, everything: Everything) -> list[str]:
        """What never occurred, in one list."""
        return [
            *_never(possible(), self.acts),
            *_never(list(Expecting), self.expected),
            *_never(everything.tasks, self.tasks),
            *_never(everything.phases, self.phases),
            *_never(everything.rules, self.rules),
        ]

    def report(self, everything: Everything) -> str:
        """What occurred, counted, and everything that never did; then the calls."""
        repairs = [rule for rule in everything.rules if rule.startswith(REPAIRS)]
        others = [rule for rule in everything.rules if rule not in repairs]
        return "\n".join(
            [
                *_missing("kinds of agent acts occurred", possible(), self.acts),
                *_missing("expectations were open", list(Expecting), self.expected),
                *_missing("tasks were done", everything.tasks, self.tasks),
                *_missing("phases were reached", everything.phases, self.phases),
                *_missing("dialogue rules applied", others, self.rules),
                *_missing("repair branches were taken", repairs, self.rules),
                *self._table(),
            ]
        )

    def _table(self) -> list[str]:
        """Calls by phenomenon and language."""
        languages = sorted({language for _, language in self.calls})
        width = max((len(phenomenon) for phenomenon, _ in self.calls), default=0)
        rows = [f"{'calls'.ljust(width)}  {' '.join(f'{one:>4}' for one in [*languages, 'all'])}"]
        for phenomenon in [*sorted({phenomenon for phenomenon, _ in self.calls}), "all"]:
            counts = [self._count(phenomenon, language) for language in languages]
            cells = " ".join(f"{count or '':>4}" for count in [*counts, sum(counts)])
            rows.append(f"{phenomenon.ljust(width)}  {cells}")
        return rows

    def _count(self, phenomenon: str, language: str) -> int:
        return sum(n for (where, code), n in self.calls.items() if code == language and phenomenon in (where, "all"))


def _missing(what: str, everything: Sequence[str], seen: set[str]) -> list[str]:
    never = _never(everything, seen)
    return [f"{len(everything) - len(never)} of {len(everything)} {what}.", *(f"  never: {one}" for one in never)]


def _never(everything: Iterable[str], seen: set[str]) -> list[str]:
    return [one for one in everything if one not in seen]
