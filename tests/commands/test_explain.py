"""`frontdesk explain`: every word of an utterance stands in the table once, with the reader that took it."""

import re

import pytest
import typer
from tests.commands.running import NOW, STANDARD, fails, run, run_here

from frontdesk.commands.explain import read_asked
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import SlotName

EXPLAIN = ("explain", "--profile", STANDARD, "--now", NOW)


def test_the_table() -> None:
    done = run(*EXPLAIN, "hello, tomorrow at ten, zzyzx blorp, my number is 415 555 0123")
    assert (done.returncode, done.stderr) == (0, "")
    head, *rows = done.stdout.split("\n\n")[0].splitlines()
    assert re.split(r"\s{2,}", head) == ["words", "reader", "sure", "means"]
    cells = [re.split(r"\s{2,}", row) for row in rows]
    assert ["hello", "commands", "1.00", "greet"] in cells
    assert any(row[1] == "preferred_time" and "Fri 10:00" in row[3] for row in cells)
    assert any(row[0].startswith(", zzyzx blorp") and row[1] == "-" for row in cells)
    assert any(row[1] == "phone" and row[3] == "phone: +14155550123" for row in cells)
    assert len({row.index(cell[1]) for row, cell in zip(rows, cells, strict=True)}) <= 2, "columns are aligned"


def test_nothing_understood_is_said() -> None:
    done = run_here(*EXPLAIN, "zzyzx blorp", "--asked", "confirm phone")
    assert done.returncode == 0
    assert "\nNothing was understood: the agent would ask again.\n" in done.stdout


def test_words_rules_and_times() -> None:
    done = run_here(*EXPLAIN, "yes, tomorrow at half past two")
    words, rules, times = ([re.split(r"\s{2,}", row) for row in part.splitlines()] for part in _tables(done.stdout)[1:])
    assert ["tomorrow", "tomorrow", "word"] in words
    assert ["yes", "hear/yes_no.toml", "affirm (start)"] in rules
    assert ["tomorrow", "times: day", "days_from_today"] in rules
    assert ["half past two", "times: clock", "hour_shifted"] in rules
    assert times[1:] == [
        ["Fri 2026-03-06 14:30", "Fri 2026-03-06 14:31", "minute"],
        ["Fri 2026-03-06 02:30", "Fri 2026-03-06 02:31", "minute"],
    ]


def _tables(text: str) -> list[str]:
    return text.split("\n\n")


def test_mistakes() -> None:
    fails(
        run_here(*EXPLAIN, "yes", "--asked", "the time"), '"the time" is never asked; there are: service, host', code=2
    )
    fails(run_here("explain", "ja", "--language", "xx"), 'no folder for the language "xx"')
    fails(run_here("explain"), "give either what a caller says, or --conversation", code=2)
    fails(run_here("explain", "yes", "--profile", "nowhere.toml"), "nowhere.toml cannot be read")


def test_questions_are_named_as_in_transcripts() -> None:
    assert read_asked("phone") == Expectation(Expecting.SLOT, SlotName.PHONE)
    assert read_asked("confirm phone") == Expectation(Expecting.CONFIRM_SLOT, SlotName.PHONE)
    assert read_asked("confirm_booking") == Expectation(Expecting.CONFIRM_BOOKING)
    with pytest.raises(typer.BadParameter):
        read_asked("slot")
