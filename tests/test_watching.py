"""Rules of the dialogue leave their names in the state they make, and only those that made it."""

import ast
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from frontdesk import dialog
from frontdesk.dialog.events import Began, Heard, NoInput
from frontdesk.dialog.state import State
from frontdesk.dialog.turn import step
from frontdesk.model.agent_acts import Greet, OfferCallback
from frontdesk.model.caller_acts import Command, Do
from frontdesk.model.utterance import Medium
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.watching import expects, rules

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
BUSINESS = load_profile(SAMPLE)
BEGUN = step(State("c1", Medium.TEXT, "en", "en-GB"), Began(), NOW, BUSINESS).state
JOINTS = {
    *("asking.ask", "asking.ask_again", "policy._ask", "policy.go_on", "hearing.hear", "hearing._listen"),
    *("hearing._take_values", "filling.fill", "filling.let_go", "offering._hold", "offering._kept"),
    *("repair._close", "turn._heard", "turn.finish", "turn.step", "commitment._failed", "commitment.read_back"),
    *(
        "afterwards._anything_else",
        "afterwards._say",
        "offering.keep_holding",
        "policy._check",
        "repair._with_a_note",
        "grounding._without_what_no_longer_fits",
        "answers._to_nothing",
        "hearing._with_the_answer",
        "messages._left_as_it_is",
        "tasks.begin",
        "turn._long_after",
        "waiting._settled",
    ),
}
"""Functions that make a step for the rules which use them, and decide nothing by themselves."""


def test_a_rule_leaves_its_name_in_the_state() -> None:
    assert BEGUN.rules == ("policy.service",)
    assert rules()["policy.which_one"].startswith("What was said fits several services")


def test_a_turn_has_its_own_reasons() -> None:
    silent = step(BEGUN, NoInput(), NOW, BUSINESS).state
    assert silent.rules == ("repair.no_input", "repair.reprompt")
    again = step(silent, Heard((Do(Command.REPEAT),)), NOW, BUSINESS).state
    assert (again.rules, again.heard) == (("commands.repeat",), (Do(Command.REPEAT),))


def test_a_rule_whose_step_is_thrown_away_leaves_nothing() -> None:
    unheard = step(BEGUN, Heard((Do(Command.AFFIRM),)), NOW, BUSINESS).state
    assert unheard.rules == ("repair.no_match", "repair.reprompt")


def test_starting_over_forgets_no_reason() -> None:
    afresh = step(BEGUN, Heard((Do(Command.START_OVER),)), NOW, BUSINESS).state
    assert afresh.rules[0] == "commands.start_over"
    assert afresh.heard == (Do(Command.START_OVER),)


def test_rules_change_nothing_else() -> None:
    assert replace(BEGUN, rules=()) == replace(step(BEGUN, Began(), NOW, BUSINESS).state, rules=())


def test_whatever_makes_a_step_is_a_rule() -> None:
    """Else an answer could come from a place that no explanation names: give it `@rule`, or a place above."""
    made: set[str] = set()
    folder = Path(dialog.__path__[0])
    for file in sorted(folder.rglob("*.py")):
        module = ".".join(file.relative_to(folder).with_suffix("").parts)
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.returns and node.args.args:
                first = node.args.args[0].annotation
                steps = ast.unparse(node.returns) in ("Step", "Step | None")
                if steps and first and ast.unparse(first) == "State":
                    made.add(f"{module}.{node.name}")
    unnamed = {name for name in made if name.replace("._", ".") not in rules()}
    assert unnamed <= JOINTS
    assert made >= JOINTS, "these are no more"


def test_what_an_act_waits_for_is_named() -> None:
    assert expects(OfferCallback()) == "callback"
    assert expects(Greet()) == "nothing"
