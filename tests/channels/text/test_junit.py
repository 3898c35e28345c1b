"""Results as build servers read them."""

from xml.etree import ElementTree

from frontdesk.channels.text.junit import Result, write_junit


def test_results_are_counted_and_told() -> None:
    suite = ElementTree.fromstring(
        write_junit(
            [
                Result("calls/a.txt", "core", 0.25),
                Result("calls/b.txt", "chat", 0.5, "- agent   ask <phone>\n+ agent   ask \x07 name"),
                Result("calls/c.txt", "core", 0.0, "calls/c.txt:1: no header", error=True),
            ]
        )
    )
    assert suite.attrib == {"name": "frontdesk", "tests": "3", "failures": "1", "errors": "1", "time": "0.750"}
    passed, failed, broken = suite.findall("testcase")
    assert (passed.get("classname"), passed.get("name"), len(passed)) == ("calls.a", "through core", 0)
    told = failed.find("failure")
    assert told is not None
    assert told.get("message") == "- agent   ask <phone>"
    assert told.text == "- agent   ask <phone>\n+ agent   ask ? name"
    assert broken.find("error") is not None
