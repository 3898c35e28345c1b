"""Whole utterances against the examples of hear/<file>.examples.toml, for every file without a test of its own.

A meaning is what `meaning` writes of each act, in order: "yes", "book", "ask hours", "select 2", "service follow-up".
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from tests.understand.said import LANGUAGES, NOW, vocabulary

from frontdesk.languages import find_prompts
from frontdesk.model.acts import (
    AskFact,
    CallerAct,
    Change,
    Decline,
    Do,
    Inform,
    RequestAlternatives,
    Select,
    SpeakLanguage,
)
from frontdesk.model.booking import Opening
from frontdesk.model.caller import ContactChannel, EmailAddress, PersonName, PhoneDigits, PhoneEnding, PhoneNumber
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import (
    Address,
    Answer,
    HostChoice,
    LocationChoice,
    Reason,
    ServiceChoice,
    SlotName,
    Value,
)
from frontdesk.model.utterance import typed
from frontdesk.model.when import PreferredTime
from frontdesk.understand.interpret import interpret

ELSEWHERE = {"preferred_time", "name", "phone", "email"}
FILES = {
    (code, path.name.removesuffix(".examples.toml")): path
    for code in LANGUAGES
    for path in sorted((find_prompts() / code / "hear").glob("*.examples.toml"))
    if path.name.removesuffix(".examples.toml") not in ELSEWHERE
}
OPENINGS = ((6, 10, 0, "daniel"), (6, 14, 30, "daniel"), (10, 9, 0, "marta"))
"""Friday 6 March 10:00 and 14:30 with Daniel, Tuesday 10 March 9:00 with Marta."""


@dataclass(frozen=True)
class Example:
    code: str
    file: str
    group: str
    text: str
    means: str
    asked: str


def examples() -> Iterator[Example]:
    for (code, file), path in FILES.items():
        for group in tomllib.loads(path.read_text("utf-8"))["group"]:
            says = dict(group.get("says", {})) | dict.fromkeys(group.get("nothing", ()), "")
            for text, means in says.items():
                yield Example(code, file, group["name"], text, means, group.get("asked", "nothing"))


EXAMPLES = list(examples())


def expectation(asked: str) -> Expectation:
    confirmed = asked.removeprefix("confirm ")
    if confirmed in set(SlotName):
        question = "area" if confirmed == SlotName.QUESTION else None
        return Expectation(
            Expecting.SLOT if confirmed == asked else Expecting.CONFIRM_SLOT, SlotName(confirmed), question
        )
    return Expectation(Expecting(asked), openings=openings() if asked == Expecting.OPENING else ())


def openings() -> tuple[Opening, ...]:
    starts = [(NOW.replace(day=day, hour=hour, minute=minute), host) for day, hour, minute, host in OPENINGS]
    return tuple(Opening("first-consultation", host, start, start + timedelta(minutes=45)) for start, host in starts)


def meaning(act: CallerAct) -> str:
    match act:
        case Do(command):
            return {"affirm": "yes", "negate": "no"}.get(command, command)
        case AskFact(topic):
            return f"ask {topic}"
        case Select(index):
            return f"select {index + 1}"
        case RequestAlternatives(direction):
            return f"others {direction}"
        case Change(slot):
            return f"change {slot or 'something'}"
        case Decline(slot):
            return f"decline {slot or 'it'}"
        case SpeakLanguage(language):
            return f"in {language}"
        case Inform(_, value, corrects):
            return f"corrects {written(value)}" if corrects else written(value)


def written(value: Value) -> str:
    match value:
        case HostChoice(ids, any_of=True):
            return f"any of host {' or '.join(ids)}"
        case ServiceChoice(ids) | HostChoice(ids) | LocationChoice(ids):
            return f"{value.kind} {' or '.join(ids) or 'any'}"
        case ContactChannel(channel):
            return f"channel {channel}"
        case Reason(text) | Address(text) | Answer(_, text):
            return f"{value.kind} {text}"
        case PreferredTime():
            return "time"
        case PersonName():
            return f"name {value.full}"
        case PhoneNumber(text) | PhoneDigits(text) | PhoneEnding(text) | EmailAddress(text):
            return text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.code} {e.file}: {e.group}: {e.text}")
def test_example(example: Example) -> None:
    heard = interpret(typed(example.text), expectation(example.asked), NOW, vocabulary(code=example.code))
    assert "; ".join(map(meaning, heard.acts)) == example.means


@pytest.mark.parametrize(("code", "file"), FILES)
def test_every_file_has_examples_of_both_kinds(code: str, file: str) -> None:
    own = [example for example in EXAMPLES if (example.code, example.file) == (code, file)]
    assert sum(bool(example.means) for example in own) >= 10
    assert sum(not example.means for example in own) >= 3
