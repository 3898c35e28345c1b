"""What the transcripts never showed is listed, and nothing occurs that is not known to be possible."""

import pytest
from tests.channels.text.test_describe import ACTS

from frontdesk.channels.text.coverage import Coverage, features, possible
from frontdesk.model.acts import AgentAct, Ask, Greet
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName


@pytest.mark.parametrize("act", [act for act, _ in ACTS])
def test_every_feature_of_an_act_is_a_possible_one(act: AgentAct) -> None:
    assert set(features(act)) <= set(possible())


def test_the_report_names_what_never_occurred() -> None:
    coverage = Coverage()
    coverage.add([Greet(), Ask(SlotName.PHONE)])
    coverage.expected.add("slot")
    coverage.rules.add("policy.phone")
    report = coverage.report(all_rules=["policy.phone", "policy.name"])
    assert report.startswith(f"2 of {len(possible())} kinds of agent acts occurred.\n  never: ask service\n")
    assert "  never: ask phone\n" not in report
    assert f"\n1 of {len(Expecting)} expectations were open.\n  never: confirm_slot\n" in report
    assert report.endswith("1 of 2 dialogue rules applied.\n  never: policy.name")
