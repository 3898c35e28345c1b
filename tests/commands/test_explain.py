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
    head, *rows = done.stdout.splitlines()
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
    assert done.stdout.endswith("Nothing was understood: the agent would ask again.\n")


def test_mistakes() -> None:
    fails(
        run_here(*EXPLAIN, "yes", "--asked", "the time"), '"the time" is never asked; there are: service, host', code=2
    )
    fails(run_here("explain"), "Missing argument", code=2)
    fails(run_here("explain", "yes", "--profile", "nowhere.toml"), "nowhere.toml cannot be read")


def test_questions_are_named_as_in_transcripts() -> None:
    assert read_asked("phone") == Expectation(Expecting.SLOT, SlotName.PHONE)
    assert read_asked("confirm phone") == Expectation(Expecting.CONFIRM_SLOT, SlotName.PHONE)
    assert read_asked("confirm_booking") == Expectation(Expecting.CONFIRM_BOOKING)
    with pytest.raises(typer.BadParameter):
        read_asked("slot")
