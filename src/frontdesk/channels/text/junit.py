"""Results as JUnit XML, which build servers show."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


@dataclass(frozen=True, slots=True)
class Result:
    """One transcript played one way. `seconds` is how long it took; `failure` is empty when it passed."""

    name: str
    way: str
    seconds: float
    failure: str = ""
    error: bool = False
    """It could not be read or played at all."""


def write_junit(results: Sequence[Result]) -> str:
    suite = ElementTree.Element(
        "testsuite",
        name="frontdesk",
        tests=str(len(results)),
        failures=str(sum(bool(result.failure) and not result.error for result in results)),
        errors=str(sum(result.error for result in results)),
        time=f"{sum(result.seconds for result in results):.3f}",
    )
    for result in results:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=result.name.removesuffix(".txt").replace("/", "."),
            name=f"through {result.way}",
            file=result.name,
            time=f"{result.seconds:.3f}",
        )
        if result.failure:
            told = ElementTree.SubElement(case, "error" if result.error else "failure")
            told.set("message", CONTROL.sub("?", result.failure.splitlines()[0]))
            told.text = CONTROL.sub("?", result.failure)
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
