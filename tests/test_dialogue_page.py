"""docs/dialogue.md is what the code says, and the code is read rightly."""

import re

from frontdesk.dialog.answers import ANSWERS
from frontdesk.dialog.policy import RULES
from frontdesk.drawing import EFFECTS, PAGE, page, questions, read, world
from frontdesk.model.expectation import Expecting
from frontdesk.watching import rules

PAGE_NOW = page()


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == PAGE_NOW, "run `make dialogue ARGS=--write`"


def test_it_is_the_same_every_time() -> None:
    assert page() == PAGE_NOW


def test_everything_that_can_happen_is_in_it() -> None:
    dotted = r"([a-z_.]+\.[a-z_]+)"
    named = set(re.findall(rf'\["{dotted}"\]', PAGE_NOW)) | set(re.findall(f"`{dotted}`", PAGE_NOW))
    assert set(rules()) <= named
    for order in RULES.values():
        for rule in order:
            assert f'["policy.{rule.__name__.strip("_")}"]' in PAGE_NOW or rule.__module__ != "frontdesk.dialog.policy"
    for expecting in ANSWERS:
        assert f'expecting_{expecting}(["{expecting}"])' in PAGE_NOW
    opened = {line.split('(["')[1].split('"')[0] for line in questions()}
    assert opened >= set(Expecting) - {Expecting.NOTHING}, "every expectation is opened by some act"


def test_what_a_rule_asks_and_does_is_read_from_its_source() -> None:
    assert read("policy.callback").makes == ("Ask", "LeaveCallback")
    assert "Which" in read("policy.which_one").makes
    assert read("commitment.on_booked").phases == ("settled",)
    assert "offering.find_wish" in read("policy.preferred_time").uses
    assert "Book" in read("commitment.commit").makes


def test_every_effect_comes_back_to_a_rule() -> None:
    drawn = "\n".join(world())
    asked = set(re.findall(r"--> effect_(\w+)", drawn))
    answered = set(re.findall(r"effect_(\w+)\S*\[?.*--> event_", drawn))
    assert asked <= EFFECTS
    assert answered >= {"FindOpenings", "HoldOpenings", "Book", "CancelBooking"}
    assert 'event_Booked(["booked"]) --> commitment_on_booked["commitment.on_booked"]' in drawn
