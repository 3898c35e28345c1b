"""Which language an utterance is in, or asks for."""

import pytest
from tests.spoken import language
from tests.understand.said import LANGUAGES, vocabulary

from frontdesk.examples.sayings import NOW, asked_for, read_sayings
from frontdesk.languages import find_prompts
from frontdesk.model.caller_acts import AskFact, Command, Do, Topic
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.utterance import Keys, typed
from frontdesk.understand.tongues import Heard, interpret_in, spoken_language, wanted_language

LEXICONS = {code: language(code).lexicon for code in LANGUAGES}
VOCABULARIES = {code: vocabulary(code=code) for code in LANGUAGES}
OPEN = Expectation(Expecting.ANYTHING_ELSE)


def hear(text: str, so_far: str, asked: Expectation = OPEN) -> Heard:
    return interpret_in(typed(text), asked, NOW, VOCABULARIES, so_far)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("können wir Deutsch reden?", "de"),
        ("auf Deutsch bitte", "de"),
        ("do you speak German?", "de"),
        ("vous parlez allemand ?", "de"),
        ("can we do this in English", "en"),
        ("sprechen Sie Englisch?", "en"),
        ("English", "en"),
        ("on peut parler français ?", "fr"),
        ("in French please", "fr"),
        ("auf Französisch bitte", "fr"),
        ("¿habla usted español?", "es"),
        ("podemos hablar en castellano", "es"),
        ("Spanisch, geht das? ich meine auf Spanisch", "es"),
        ("lieber wieder deutsch", "de"),
        ("can we go back to English please", "en"),
        ("repassons au français", "fr"),
        ("on peut parler espagnol ?", "es"),
        ("mejor volvamos al castellano", "es"),
        ("torniamo all'italiano", "it"),
    ],
)
@pytest.mark.parametrize("so_far", LANGUAGES)
def test_asking_for_a_language_in_any_language(text: str, code: str, so_far: str) -> None:
    heard = hear(text, so_far)
    assert heard.language == code
    assert heard.asked is (code != so_far)


@pytest.mark.parametrize(
    "text", ["my German shepherd", "I like Spanish food", "Ana French", "English breakfast", "Deutschmann"]
)
def test_a_language_in_passing_is_not_asked_for(text: str) -> None:
    assert wanted_language(text, LEXICONS) is None


def test_a_language_that_is_spoken_already_is_answered() -> None:
    heard = hear("do you speak English?", "en")
    assert heard.interpretation.acts == (AskFact(Topic.LANGUAGES),)
    assert not heard.asked


def test_what_else_was_said_counts_too() -> None:
    heard = hear("können wir Deutsch reden? ich möchte absagen", "en")
    assert (heard.language, heard.asked) == ("de", True)
    assert Do(Command.CANCEL) in heard.interpretation.acts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Guten Tag, ich hätte gern einen Termin am Freitag", "de"),
        ("bonjour, je voudrais un rendez-vous vendredi", "fr"),
        ("hola, quería pedir una cita para el viernes", "es"),
        ("hi, I'd like to book an appointment for Friday", "en"),
    ],
)
@pytest.mark.parametrize("so_far", LANGUAGES)
def test_who_just_speaks_another_language_is_understood(text: str, code: str, so_far: str) -> None:
    heard = hear(text, so_far)
    assert heard.language == code
    assert not heard.asked
    assert heard.interpretation.acts


@pytest.mark.parametrize("text", ["Anna Schmidt", "María de la Cruz", "10:30", "020 7946 0123", "", "Herr Müller"])
def test_names_and_figures_belong_to_no_language(text: str) -> None:
    assert spoken_language(text, LEXICONS, "en") == "en"


def test_a_word_in_passing_is_understood_without_a_change_of_language() -> None:
    heard = hear("ja", "en", asked_for("confirm_booking"))
    assert heard.language == "en"
    assert heard.interpretation.acts == (Do(Command.AFFIRM),)


@pytest.mark.parametrize(
    ("text", "code"), [("bonsoir madame", "fr"), ("Guten Tag", "de"), ("buenos días", "es"), ("hello", "en")]
)
def test_a_greeting_tells_the_language(text: str, code: str) -> None:
    assert hear(text, "en").language == code


def test_keys_are_of_no_language() -> None:
    assert interpret_in(Keys("1"), OPEN, NOW, VOCABULARIES, "de").language == "de"


@pytest.mark.parametrize("code", LANGUAGES)
def test_nobody_is_taken_for_a_speaker_of_another_language(code: str) -> None:
    """All examples of a language, heard in it."""
    files = ("commands", "yes_no", "preferred_time", "facts", "changes", "reason", "choices")
    texts = [saying.text for file in files for saying in read_sayings(find_prompts(), code, file)]
    taken = [text for text in texts if spoken_language(text, LEXICONS, code) != code]
    assert len(taken) <= len(texts) // 500, taken
