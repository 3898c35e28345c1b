"""Rules of the dialogue are noticed when they apply, and only then."""

from datetime import UTC, datetime

from frontdesk.dialog.events import Began
from frontdesk.dialog.state import State
from frontdesk.dialog.turn import step
from frontdesk.model.acts import Greet, OfferCallback
from frontdesk.model.utterance import Medium
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.watching import expects, rules, watch_rules

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def test_the_rules_that_make_a_step_are_noticed() -> None:
    applied: set[str] = set()
    business, state = load_profile(SAMPLE), State("c1", Medium.TEXT, "en", "en-GB")
    with watch_rules(applied):
        step(state, Began(), NOW, business)
    assert {"turn.step", "policy.go_on", "policy.service"} <= applied
    assert not {"policy.which_one", "policy.read_back", "repair.no_match"} & applied
    assert applied <= set(rules().values())


def test_nothing_is_noticed_afterwards() -> None:
    applied: set[str] = set()
    with watch_rules(applied):
        pass
    step(State("c1", Medium.TEXT, "en", "en-GB"), Began(), NOW, load_profile(SAMPLE))
    assert not applied


def test_what_an_act_waits_for_is_named() -> None:
    assert expects(OfferCallback()) == "callback"
    assert expects(Greet()) == "nothing"
