"""The tables of docs/understanding.md that count sayings are those of today; the ones that time them are measured."""

import pytest
from benchmarks.pages import BEGIN, END, UNDERSTANDING
from benchmarks.understanding import classes_table, examples_table

from frontdesk.commands.examples import try_language
from frontdesk.languages import find_prompts, known_languages


@pytest.fixture(scope="module")
def tables() -> dict[str, str]:
    prompts = find_prompts()
    codes = known_languages(prompts)
    tried = [one for code in codes for one in try_language(prompts, code)]
    return {"examples": examples_table(tried), "classes": classes_table(tried)}


@pytest.mark.parametrize("name", ["examples", "classes"])
def test_the_page_tells_how_the_readers_stand(tables: dict[str, str], name: str) -> None:
    written = UNDERSTANDING.read_text("utf-8").split(BEGIN.format(name))[1].split(END.format(name))[0]
    assert written == tables[name], "run `make understanding ARGS=--write`"
