"""What becomes of a language model's proposal: the caller's own words, or a choice of the profile, and never sure."""

import pytest
from tests.conversations.desk import NOW, voicing

from frontdesk.dialog.filling import SURE_ENOUGH
from frontdesk.model.caller import Channel, ContactChannel, EmailAddress, PersonName, PhoneNumber
from frontdesk.model.caller_acts import AskFact, CallerAct, Command, Do, Inform, Topic
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.proposal import COMMANDS, Proposal, ProposedValue
from frontdesk.model.slots import HostChoice, ServiceChoice, SlotName, Value
from frontdesk.model.utterance import Hypothesis, Words
from frontdesk.understand.proposals import MOST_VALUES, read_proposal
from frontdesk.understand.tongues import interpret_in

NAME = Expectation(Expecting.SLOT, SlotName.NAME)


def read(text: str, *values: tuple[str, str], command: Command | None = None, topic: Topic | None = None) -> list[str]:
    return [act.kind for act in acts(text, *values, command=command, topic=topic)]


def acts(
    text: str, *values: tuple[str, str], command: Command | None = None, topic: Topic | None = None, lang: str = "en"
) -> tuple[CallerAct, ...]:
    proposed = tuple(ProposedValue(SlotName(slot), words) for slot, words in values)
    return read_proposal(text, Proposal(proposed, command, topic), NOW, voicing().vocabularies[lang]).acts


def value(text: str, slot: str, words: str, lang: str = "en") -> Value | None:
    found = [act for act in acts(text, (slot, words), lang=lang) if isinstance(act, Inform)]
    return found[0].value if found else None


def test_a_quoted_value_is_read_from_the_callers_own_words() -> None:
    text = "everyone round here knows me by ADA  Example, love"
    assert value(text, "name", "Ada Example") == PersonName("Ada", "Example")
    spelt = "everyone round here knows me by Zoë deExample"
    assert value(spelt, "name", "zoe deexample") == PersonName("Zoë", "deExample"), "as they wrote it"
    assert value("mit o zwei o fasst mich jeder: Ada Öztürk heiß ich", "name", "ada öztürk", "de") == PersonName(
        "Ada", "Öztürk"
    )
    said = "ring us on oh two oh, seven nine four six, oh one two three"
    assert value(said, "phone", "oh two oh seven nine four six oh one two three") == PhoneNumber("+442079460123")
    assert value("the wire goes to ada@example.com", "email", "ada@example.com") == EmailAddress("ada@example.com")
    assert value("the arvo of it, half past two", "preferred_time", "half past two")


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        ("name", "Bob Sample"),
        ("name", "Ada"),  # of Adanna: no part of a word is a word
        ("name", "Adanna me"),  # not one after the other
        ("name", "me Adanna"),
        ("name", ""),
        ("name", "?!"),
        ("phone", "020 7946 0123"),
        ("phone", "+44 20 7946 0123"),
        ("email", "adanna@example.com"),
        ("preferred_time", "Friday at ten"),
        ("preferred_time", "round"),  # said, and no time
        ("phone", "folks"),
        ("email", "everyone"),
        ("service", "surgery"),
        ("host", "Dr Nobody"),
        ("contact_channel", "carrier pigeon"),
        ("location", "the moon"),
        ("reason", "everyone"),
        ("address", "everyone"),
        ("question", "everyone"),
    ],
)
def test_nothing_is_invented(slot: str, words: str) -> None:
    assert value("everyone of my folks round here calls Adanna and me", slot, words) is None


def test_a_choice_may_be_meant_in_other_words() -> None:
    assert value("the knead and squeeze thing", "service", "sports massage") == ServiceChoice(("sports-massage",))
    assert value("das mit dem Kneten", "service", "Sportmassage", "de") == ServiceChoice(("sports-massage",))
    assert value("the boffin who plays the organ", "host", "Daniel Frost") == HostChoice(("daniel",))
    on_screen = value("the sofa is where I shall stay", "contact_channel", "by video")
    assert on_screen == ContactChannel(Channel.VIDEO)


def test_nothing_is_taken_as_sure() -> None:
    told = [
        *acts("everyone knows me by Ada Example", ("name", "Ada Example")),
        *acts("the knead and squeeze thing", ("service", "sports massage")),
    ]
    assert len(told) == 2
    for act in told:
        assert isinstance(act, Inform)
        assert act.sure < SURE_ENOUGH
        assert not act.corrects
        assert not act.keyed


def test_what_is_turned_down_is_not_wished_for() -> None:
    assert value("whatever except Friday or so", "preferred_time", "Friday") is None
    assert value("not the kneading", "service", "sports massage") is None


def test_commands_and_questions_are_from_short_lists() -> None:
    assert acts("mumble", command=Command.HELP, topic=Topic.PRICE) == (AskFact(Topic.PRICE), Do(Command.HELP))
    assert acts("mumble") == ()
    for command in set(Command) - {Command.HELP}:
        quiet = acts("mumble", command=command)
        assert (quiet == ()) == (command not in COMMANDS), command
    for topic in (Topic.EMERGENCY, Topic.AVAILABILITY, Topic.OTHER):
        assert acts("mumble", topic=topic) == ()


def test_too_much_is_cut() -> None:
    text = "one Ada two Bea three Cal four Dee five Eve"
    many = [("name", name) for name in "Ada Bea Cal Dee Eve".split()]
    assert len(read(text, *many)) <= MOST_VALUES


def test_a_proposal_counts_only_where_nothing_else_was_read() -> None:
    proposal = Proposal((ProposedValue(SlotName.NAME, "Example"),), Command.HELP)
    vocabularies = voicing().vocabularies

    def heard(text: str, proposed: Proposal | None) -> tuple[CallerAct, ...]:
        words = Words((Hypothesis(text),), proposed=proposed)
        return interpret_in(words, NAME, NOW, vocabularies, "en").interpretation.acts

    read = "my name is Ada Example"
    assert heard(read, proposal) == heard(read, None) != ()
    unread = "everyone round here knows me by Ada Example"
    assert heard(unread, None) == ()
    assert [act.kind for act in heard(unread, proposal)] == ["inform", "do"]
    question = "how deep into my pocket do I reach"
    assert heard(question, Proposal()) == heard(question, None) == (AskFact(Topic.OTHER),)
    assert heard(question, Proposal(topic=Topic.PRICE)) == (AskFact(Topic.PRICE),)
