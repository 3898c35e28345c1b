"""The readers of name, phone and e-mail against the examples of hear/<slot>.examples.toml."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.said import LANGUAGES, NOW, READERS, read, vocabulary

from frontdesk.languages import find_prompts
from frontdesk.model.acts import CallerAct, Command, Do, Inform
from frontdesk.model.caller import EmailAddress, PersonName, PhoneDigits, PhoneEnding, PhoneNumber
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import SlotName, Value
from frontdesk.understand.hearing import Evidence, Hearing

SLOTS = (SlotName.NAME, SlotName.PHONE, SlotName.EMAIL)


@dataclass(frozen=True)
class Example:
    code: str
    slot: SlotName
    group: str
    text: str
    means: str
    expectation: Expectation
    region: str | None


def expecting(slot: SlotName, asked: str | None, confirming: str | None) -> Expectation:
    if confirming is not None:
        return Expectation(Expecting.CONFIRM_SLOT, slot, value=confirmed(slot, confirming))
    return Expectation(Expecting.SLOT, SlotName(asked)) if asked else Expectation(Expecting.ANYTHING_ELSE)


def confirmed(slot: SlotName, text: str) -> Value:
    match slot:
        case SlotName.PHONE:
            return PhoneNumber(text)
        case SlotName.EMAIL:
            return EmailAddress(text)
    name, _, family = text.partition(" ")
    return PersonName(name, family)


def examples() -> Iterator[Example]:
    for code, slot in product(LANGUAGES, SLOTS):
        file = find_prompts() / code / "hear" / f"{slot}.examples.toml"
        for group in tomllib.loads(file.read_text("utf-8"))["group"]:
            expectation = expecting(slot, group.get("asked"), group.get("confirming"))
            says = dict(group.get("says", {})) | dict.fromkeys(group.get("nothing", ()), "")
            for text, means in says.items():
                yield Example(code, slot, group["name"], text, means, expectation, group.get("region"))


EXAMPLES = list(examples())


def describe(evidence: Evidence) -> str:
    act: CallerAct = evidence.act
    if isinstance(act, Do):
        return {Command.AFFIRM: "yes", Command.NEGATE: "no"}[act.command]
    assert isinstance(act, Inform)
    return (
        ("corrects " if act.corrects else "") + written(act.value) + ("?" if act.sure < 0.8 and _is_name(act) else "")
    )


def _is_name(act: Inform) -> bool:
    return act.slot is SlotName.NAME


def written(value: Value) -> str:
    match value:
        case PersonName(given, family, spelled):
            return f"{given}|{family}{'*' if spelled else ''}"
        case PhoneNumber(e164):
            return e164
        case PhoneDigits(digits):
            return f"digits {digits}"
        case PhoneEnding(digits):
            return f"ending {digits}"
        case EmailAddress(address):
            return address
    raise AssertionError(value)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.code} {e.slot}: {e.group}: {e.text}")
def test_example(example: Example) -> None:
    found = read(example.text, example.expectation, example.region, example.code)
    assert "; ".join(describe(one) for one in found if one.reader == example.slot) == example.means


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("slot", SLOTS)
def test_every_slot_has_examples_of_both_kinds(code: str, slot: SlotName) -> None:
    meant = [bool(example.means) for example in EXAMPLES if (example.code, example.slot) == (code, slot)]
    assert meant.count(True) >= 10
    assert meant.count(False) >= 5


WORDS = sorted(vocabulary().lexicon.book.words)
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([*"abcioxyz0129 .,-'@+({:/", "double", "two", "oh", "no", "with", "as", "in", "at", "dot", "name"]),
    st.text(max_size=6),
)
EXPECTATIONS = st.one_of(
    st.builds(Expectation, st.sampled_from(Expecting), st.none() | st.sampled_from(SlotName)),
    st.sampled_from([expecting(SlotName.NAME, None, "Ana Smith"), expecting(SlotName.PHONE, None, "+442079460123")]),
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map(" ".join)), EXPECTATIONS)
def test_whatever_is_said_never_raises_and_nothing_is_taken_twice(text: str, expectation: Expectation) -> None:
    found = sorted(read(text, expectation), key=lambda one: one.start)
    for one, following in pairwise(found):
        assert one.end <= following.start
    assert all(text[one.start : one.end] == one.text and 0 < one.sure <= 1 for one in found)


LONG = ("a ", "no 1 ", "five ", "ada at ", "a. ", "o'", "a b ", "ada, ", "my name is ", "under a b c ", "it's ada not ")


@pytest.mark.parametrize("text", [piece * (2_000 // len(piece)) for piece in LONG])
@pytest.mark.parametrize("slot", SLOTS)
def test_long_input_is_read_in_a_bounded_number_of_steps(text: str, slot: SlotName) -> None:
    calls = 0

    class Counting(Hearing):
        def free(self, start: int, end: int) -> bool:
            nonlocal calls
            calls += 1
            return super().free(start, end)

    hearing = Counting(text, Expectation(Expecting.SLOT, slot), NOW, vocabulary())
    for reader in READERS:
        reader(hearing)
    assert calls < 100 * max(50, len(hearing.tokens))
