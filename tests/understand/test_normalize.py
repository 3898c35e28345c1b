"""Tokens: what people write is kept recognisable, and offsets point into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.understand.normalize import MAX_TOKENS, Cuts, Kind, normalize, tokenize


def norms(text: str) -> list[str]:
    return [token.norm for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Friday’s fine", ["friday", "'s", "fine"]),
        ("can't, o'clock", ["can't", ",", "o'clock"]),
        ("9's fine", ["9", "'s", "fine"]),
        ("3pm 5th 10h30", ["3", "pm", "5", "th", "10", "h", "30"]),
        ("3 p.m. on", ["3", "pm", "on"]),
        ("a. m.", ["a", ".", "m", "."]),
        ("10:30:15", ["10:30"]),
        ("9-11", ["9", "-", "11"]),
        ("twenty-five", ["twenty", "-", "five"]),
        ("1,500", ["1500"]),
        ("fri\u200bday", ["friday"]),
        ("cafe\u0301 STRASSE Straße", ["cafe", "strasse", "strasse"]),
        ("\x00hello\x07", ["hello"]),
        ("SW1A 2", ["sw1a", "2"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert norms(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("10:30", Kind.CLOCK),
        ("10.30", Kind.FIGURES),
        ("5/6", Kind.FIGURES),
        ("05.06.2026", Kind.FIGURES),
        ("2026-03-05", Kind.FIGURES),
        ("2026-03-06T10:00", Kind.STAMP),
        ("2026-03-06T10:00:00+01:00", Kind.STAMP),
        ("(415) 555-0123", Kind.PHONE),
        ("+44 20 7946 0123", Kind.PHONE),
        ("020.7946.0123", Kind.PHONE),
        ("4155550123", Kind.PHONE),
        ("someone@example.com", Kind.EMAIL),
        ("https://example.com/10:30", Kind.URL),
        ("www.example.com", Kind.URL),
        ("$40", Kind.MONEY),
        ("40.50 €", Kind.MONEY),
        ("SW1A", Kind.CODE),
        ("v2", Kind.CODE),
    ],
)
def test_one_token_of_its_kind(text: str, kind: Kind) -> None:
    assert [(token.text, token.kind) for token in tokenize(text)] == [(text, kind)]


@pytest.mark.parametrize(
    "text", ["10 30 2026", "from 0900 to 1700", "415 555", "at 10.30 or 11.30", "2026-03-05 10:00", "5 people at 10"]
)
def test_not_a_phone_number(text: str) -> None:
    assert not [token for token in tokenize(text) if token.kind is Kind.PHONE]


@pytest.mark.parametrize("text", ["030/23125014", "0171/39 200 12", "0171.3920012"])
def test_an_area_code_and_a_slash_are_a_phone_number(text: str) -> None:
    assert [token.kind for token in tokenize(text)] == [Kind.PHONE]


def test_a_time_after_a_phone_number_stays_one() -> None:
    assert norms("415 555 0123 10 am") == ["415 555 0123", "10", "am"]
    assert norms("4155550123 3pm") == ["4155550123", "3", "pm"]


@given(st.text(max_size=300))
def test_offsets_point_into_what_was_said(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert token.norm
        assert end <= token.start < token.end
        assert text[token.start : token.end] == token.text
        end = token.end


@given(st.text(max_size=30))
def test_normal_words_stay_so(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


def test_long_input_is_cut() -> None:
    assert len(tokenize("a " * 1_000)) == MAX_TOKENS
    assert tokenize("x" * 3_000)[0].end == 2_000


def test_a_language_cuts_words_that_are_written_together() -> None:
    french = Cuts(elisions=frozenset({"l", "d", "jusqu"}))
    tokens = tokenize("jusqu’à l'après-midi, l' heure d'été", french)
    assert [token.norm for token in tokens] == [
        *("jusqu'", "a", "l'", "apres", "-", "midi", ",", "l'", "heure", "d'", "ete"),
    ]
    assert tokens[0].text + tokens[1].text == "jusqu’à"
    hurried = tokenize("jusqu a l apres midi", french)
    assert [token.norm for token in hurried] == ["jusqu'", "a", "l'", "apres", "midi"]
    spelled = tokenize("b l ain, deux l", french)
    assert [token.norm for token in spelled] == ["b", "l", "ain", ",", "deux", "l"]
    german = Cuts(compounds={"freitagfrueh": ("freitag", "frueh")})
    first, second = tokenize("Freitagfrüh", german)
    assert (first.text, second.text, second.norm, second.start, second.end) == ("Freitag", "früh", "frueh", 7, 11)


@pytest.mark.parametrize(("typed", "proper"), [("manana", "mañana"), ("FRUEH", "früh"), ("decembre", "Décembre")])
def test_words_are_looked_up_as_people_type_them(typed: str, proper: str) -> None:
    assert normalize(typed) == normalize(proper)
