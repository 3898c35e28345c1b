"""The examples of every language, those of times aside (test_preferred_time.py): each means what it says it means."""

from functools import cache
from itertools import product
from pathlib import Path

import pytest
from tests.spoken import language
from tests.understand.said import LANGUAGES

from frontdesk.examples.sayings import EXACT, Ear, Saying, read_sayings
from frontdesk.languages import find_prompts
from frontdesk.model.slots import SlotName
from frontdesk.profiles import SAMPLE, load_profile

SAYINGS = [
    saying
    for code in LANGUAGES
    for saying in read_sayings(find_prompts(), code)
    if saying.file != SlotName.PREFERRED_TIME
]


@cache
def ear(code: str) -> Ear:
    return Ear(language(code).lexicon, load_profile(SAMPLE), code, language(code).region)


@pytest.mark.parametrize("saying", SAYINGS, ids=lambda saying: saying.name)
def test_saying(saying: Saying) -> None:
    assert ear(saying.language).hear(saying) == saying.means


FILES = sorted({saying.file for saying in SAYINGS})


@pytest.mark.parametrize(("code", "file"), list(product(LANGUAGES, FILES)))
def test_every_file_has_sayings_of_both_kinds(code: str, file: str) -> None:
    means = [bool(saying.means) for saying in SAYINGS if (saying.language, saying.file) == (code, file)]
    assert means.count(True) >= 10
    assert means.count(False) >= 3


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    hear = tmp_path / "en" / "hear"
    hear.mkdir(parents=True)
    (hear / "name.examples.toml").write_text('[[group]]\nsays = {"Ada" = "Ada|"}\n')
    with pytest.raises(ValueError, match=r"en/hear/name\.examples\.toml: 'name'"):
        list(read_sayings(tmp_path, "en"))


def test_exact_readers_are_tried_in_the_order_of_the_house() -> None:
    assert EXACT == (SlotName.EMAIL, SlotName.PHONE, SlotName.NAME)
