"""The run fails when something that can happen is played in none of its calls; not when only some are run."""

from tests.happened import LANGUAGES, Happened, Told

from frontdesk.channels.text.coverage import possible
from frontdesk.model.expectation import Expecting
from frontdesk.watching import everything


def told(language: str, *left_out: str) -> Told:
    there = everything()
    sets = (possible(), list(Expecting), there.tasks, there.phases, there.rules)
    return "greetings", language, tuple(tuple(str(one) for one in found if str(one) not in left_out) for found in sets)


def test_what_never_happens_in_any_call_is_named() -> None:
    happened = Happened(len(LANGUAGES))
    for language in LANGUAGES:
        happened.add(told(language, "say refused"))
    assert "never: say refused" in happened.fault()


def test_nothing_is_wrong_where_all_of_it_happens_somewhere() -> None:
    happened = Happened(len(LANGUAGES) + 1)
    for language in (*LANGUAGES, "en"):
        assert not happened.fault(), "not all calls were played"
        happened.add(told(language, "goodbye" if language == "de" else "say refused" if language == "fr" else ""))
    assert not happened.fault()


def test_a_language_that_nobody_speaks_is_a_fault() -> None:
    happened = Happened(1)
    happened.add(told("en"))
    assert "goodbye" not in happened.fault().partition("calls")[0]
    assert happened.fault()
