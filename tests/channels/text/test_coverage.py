"""What the transcripts never showed is listed, and nothing occurs that is not known to be possible."""

import pytest
from tests.channels.text.test_describe import ACTS

from frontdesk.channels.text.coverage import Coverage, Everything, features, possible
from frontdesk.channels.text.play import Performance, Reached
from frontdesk.channels.text.transcript import Script
from frontdesk.model.agent_acts import AgentAct, Ask, Greet
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName


@pytest.mark.parametrize("act", [act for act, _ in ACTS])
def test_every_feature_of_an_act_is_a_possible_one(act: AgentAct) -> None:
    assert set(features(act)) <= set(possible())


def test_the_report_names_what_never_occurred() -> None:
    coverage = Coverage()
    coverage.add([Greet(), Ask(SlotName.PHONE)])
    coverage.expected.add("slot")
    reached = Reached("de", "book", "collecting", ("policy.phone", "repair.skip"))
    coverage.add_call("repairs", Performance(Script((), ()), (), False, (), (), (), (reached,)))
    all_of_it = Everything(["book", "move"], ["collecting"], ["policy.phone", "policy.name", "repair.skip"])
    report = coverage.report(all_of_it)
    assert report.startswith(f"2 of {len(possible())} kinds of agent acts occurred.\n  never: ask service\n")
    assert "  never: ask phone\n" not in report
    assert f"\n1 of {len(Expecting)} expectations were open.\n  never: confirm_slot\n" in report
    assert "\n1 of 2 tasks were done.\n  never: move\n1 of 1 phases were reached.\n" in report
    assert "\n1 of 2 dialogue rules applied.\n  never: policy.name\n1 of 1 repair branches were taken.\n" in report
    never = coverage.never(all_of_it)
    assert {"move", "policy.name", "ask service", "confirm_slot"} <= set(never)
    assert not {"book", "collecting", "policy.phone", "ask phone", "slot"} & set(never)


def test_calls_are_counted_by_phenomenon_and_language() -> None:
    coverage = Coverage()
    for phenomenon, language in (("repairs", "de"), ("repairs", "en"), ("names", "en"), ("names", "en")):
        reached = Reached(language, "book", "ended", ())
        coverage.add_call(phenomenon, Performance(Script((), ()), (), False, (), (), (), (reached,)))
    rows = [line.split() for line in coverage.report(Everything([], [], [])).splitlines()[-4:]]
    assert rows[0] == ["calls", "de", "en", "all"]
    assert rows[1:] == [["names", "2", "2"], ["repairs", "1", "1", "2"], ["all", "1", "3", "4"]]
