"""Reading a language: the one we ship is whole, and each kind of mistake is refused in one sentence that finds it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from frontdesk.languages import LanguageError, find_prompts, load_language
from frontdesk.model.utterance import Medium

REPOSITORY = Path(__file__).parents[1] / "prompts"


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """A copy to make mistakes in."""
    return shutil.copytree(REPOSITORY, tmp_path / "prompts")


def say(folder: Path, key: str, overlay: Path | None = None, medium: Medium = Medium.VOICE) -> str:
    language = load_language(folder, "en", overlay)
    return language.prompts.say(key, language.locale, medium, 0, {"business": "Mill Lane", "options": "x"})


def test_english_is_whole() -> None:
    language = load_language(REPOSITORY, "en")
    assert (language.code, language.name, language.locale, language.region) == ("en", "English", "en-GB", "GB")
    assert language.prompts.parts_of_day
    assert "default" in language.invites.by_name


def test_prompts_are_found() -> None:
    assert find_prompts() == REPOSITORY
    assert find_prompts(REPOSITORY / "en") == REPOSITORY / "en"
    with pytest.raises(LanguageError, match="nowhere is not a folder of words"):
        find_prompts(Path("nowhere"))


def test_a_language_that_is_not_there_names_those_that_are(prompts: Path) -> None:
    for folder in prompts.iterdir():
        if folder.is_dir() and folder.name not in ("en", "es"):
            shutil.rmtree(folder)
    with pytest.raises(LanguageError, match='no folder for the language "xx"; it has: en, es'):
        load_language(prompts, "xx")


def replace(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "en" / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return change


def remove(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "en" / file).unlink()


MISTAKES = [
    (replace("say/phone.toml", "[ask]", "[asks]"), "en/say/phone.toml, asks: nothing says this"),
    (replace("say/name.toml", "label =", "lable ="), "en/say/name.toml, lable: nothing says this"),
    (replace("say/goodbye.toml", "[offer_callback]\nboth", "[x]\nboth"), "en/say/goodbye.toml, x: nothing says this"),
    (
        replace("say/repair.toml", 'hello = ["Hello!", "Hello there!"]\n', ""),
        "en/say/repair.toml, note.hello: is",
    ),
    (
        replace("say/host.toml", "{{ value }}", "{{ valeu }}"),
        'en/say/host.toml, confirm: cannot mention "valeu"',
    ),
    (replace("say/host.toml", "{{ value }}", "{{ value "), "en/say/host.toml, confirm: is not a template"),
    (replace("say/host.toml", "{{ value }}", "{{ value | shout }}"), "en/say/host.toml, confirm: is not a template"),
    (
        replace("say/host.toml", "{{ value }}", "{{ 1 if value | shout }}"),
        "en/say/host.toml, confirm: is not a template",
    ),
    (replace("say/reason.toml", "[ask]\nvoice =", "[ask]\nboht ="), "en/say/reason.toml, ask.boht: nothing says this"),
    (
        replace("say/address.toml", "[which]\nboth", "[which]\nvoice"),
        "en/say/address.toml, which: has no wording",
    ),
    (
        replace("say/booking.toml", 'taken = ["', 'taken = [7, "'),
        "en/say/booking.toml, taken: must be a text",
    ),
    (replace("say/formats.toml", '"oh one', '"one'), "en/say/formats.toml, digits: must be 10 words, not 9"),
    (replace("say/phone.toml", "[ask]", "[ask"), "en/say/phone.toml is not TOML: "),
    (remove("say/facts.toml"), "en/say/facts.toml is missing; copy it from another language"),
    (remove("language.toml"), "en/language.toml is missing"),
    (replace("language.toml", "region =", "regoin ="), "en/language.toml, region: is missing"),
    (replace("language.toml", '"en-GB"', '"english"'), "en/language.toml, locale: "),
    (replace("language.toml", "morning =", "forenoon ="), "en/language.toml, parts_of_day.forenoon: write one of"),
    (
        replace("language.toml", '"05:00-12:00"', '"five"'),
        'en/language.toml, parts_of_day.morning: "five" is',
    ),
    (remove("invite/default.title.j2"), "en/invite/default.title.j2 is missing"),
    (
        replace("invite/default.title.j2", "{{ name }}", "{{ nmae }}"),
        "en/invite/default.title.j2: cannot mention",
    ),
    (replace("hear/yes_no.toml", "[affirm", "[afirm"), "en/hear/yes_no.toml"),
]


@pytest.mark.parametrize(("mistake", "message"), MISTAKES, ids=[message[:60] for _, message in MISTAKES])
def test_a_mistake_is_refused(prompts: Path, mistake: Callable[[Path], None], message: str) -> None:
    mistake(prompts)
    with pytest.raises(LanguageError) as refused:
        load_language(prompts, "en")
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_a_mistake_in_toml_names_the_line(prompts: Path) -> None:
    replace("say/phone.toml", "[ask]", "[ask")(prompts)
    with pytest.raises(LanguageError, match=r"at line [0-9]+, column"):
        load_language(prompts, "en")


def test_a_business_words_some_prompts_its_own_way(prompts: Path, tmp_path: Path) -> None:
    own = tmp_path / "own/en/say"
    own.mkdir(parents=True)
    (own / "name.toml").write_text('ask = { voice = ["And you are?"] }\n[help]\nboth = ["Just a name."]\n')
    overlay = tmp_path / "own"
    assert say(prompts, "name.ask", overlay) == "And you are?"
    assert say(prompts, "name.ask", overlay, Medium.TEXT) == say(prompts, "name.ask", medium=Medium.TEXT)
    assert say(prompts, "name.help", overlay) == say(prompts, "name.help", overlay, Medium.TEXT) == "Just a name."
    assert say(prompts, "phone.ask", overlay) == say(prompts, "phone.ask")
    (own / "name.toml").write_text('asks = "And you are?"\n')
    with pytest.raises(LanguageError, match=r"en/say/name\.toml, asks"):
        load_language(prompts, "en", overlay)


def test_a_language_without_an_overlay_is_itself(prompts: Path, tmp_path: Path) -> None:
    assert say(prompts, "name.ask", tmp_path / "nothing") == say(prompts, "name.ask")
