"""Numbers in words and figures."""

import tomllib
from pathlib import Path

import pytest

from frontdesk.understand.digits import read_digits, split_digits
from frontdesk.understand.normalize import tokenize
from frontdesk.understand.number_words import NumberWords
from frontdesk.understand.numbers import read_cardinal, read_ordinal

PROMPTS = Path(__file__).parents[2] / "prompts"


def table(code: str) -> dict[str, object]:
    return tomllib.loads((PROMPTS / code / "hear" / "numbers.toml").read_text("utf-8"))


TABLE = table("en")
WORDS = NumberWords.parse(TABLE)


@pytest.mark.parametrize(
    ("text", "value", "used"),
    [
        ("seven", 7, 1),
        ("twenty five", 25, 2),
        ("twenty-five", 25, 3),
        ("ten thirty", 10, 1),
        ("twenty twenty six", 20, 1),
        ("a hundred and five", 105, 4),
        ("two hundred", 200, 2),
        ("two thousand and twenty six", 2026, 5),
        ("nineteen hundred", 1900, 2),
        ("three hundred thousand", 300_000, 3),
        ("five and six", 5, 1),
        ("zero", 0, 1),
        ("25", 25, 1),
        ("1,500", 1500, 1),
        ("5 thousand", 5000, 2),
        ("five hundred and", 500, 2),
    ],
)
def test_cardinals(text: str, value: int, used: int) -> None:
    assert read_cardinal(tokenize(text), 0, WORDS) == (value, used)


@pytest.mark.parametrize("text", ["", "a", "friday", "and five", "10:30", "fifth"])
def test_no_cardinal(text: str) -> None:
    assert read_cardinal(tokenize(text), 0, WORDS) is None


@pytest.mark.parametrize(
    ("text", "value", "used"),
    [("fifth", 5, 1), ("twenty first", 21, 2), ("thirty-first", 31, 3), ("5th", 5, 2), ("22nd", 22, 2)],
)
def test_ordinals(text: str, value: int, used: int) -> None:
    assert read_ordinal(tokenize(text), 0, WORDS) == (value, used)


@pytest.mark.parametrize("text", ["five", "5", "5 th", "5 thousand", "twenty", "twenty tenth"])
def test_no_ordinal(text: str) -> None:
    assert read_ordinal(tokenize(text), 0, WORDS) is None


def test_a_language_may_write_ordinals_with_a_point() -> None:
    german = NumberWords.parse(TABLE | {"ordinal_point": True})
    assert read_ordinal(tokenize("5. "), 0, german) == (5, 2)
    assert read_ordinal(tokenize("5."), 0, WORDS) is None


def test_digits_read_out() -> None:
    tokens = tokenize("four oh 1 12 nine hello")
    read = ("4", "0", "1", "12", "9", None)
    assert [read_digits(tokens, i, WORDS) for i in range(6)] == [d and (d, i + 1) for i, d in enumerate(read)]


def test_a_row_of_number_words_may_be_two_numbers() -> None:
    french = NumberWords.parse(table("fr"))
    assert read_digits(tokenize("soixante dix neuf cent vingt"), 0, french) == ("79", 3)
    assert read_digits(tokenize("vingt quatre-vingt"), 0, french) == ("20", 1)
    assert split_digits(tokenize("soixante douze"), french) == ["6012"]
    assert split_digits(tokenize("deux cents quarante-cinq"), french) == ["2145", "20045"]
    assert split_digits(tokenize("soixante-douze"), french) == []


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"cardinals": {}}, "cardinals"),
        ({"cardinals": {"-": 21}}, "cardinals"),
        ({"ordinals": {"first": "1"}}, "ordinals.first"),
        ({"one": "a an"}, "one"),
        ({"ordinal_point": 1}, "ordinal_point"),
        ({"cardinal": {"one": 1}}, "cardinal"),
    ],
)
def test_a_mistake_in_the_words_is_named(change: dict[str, object], names: str) -> None:
    with pytest.raises(ValueError, match=rf"numbers\.toml: {names}"):
        NumberWords.parse(TABLE | change)


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("fr", "soixante-dix", 70),
        ("fr", "quatre-vingt-dix", 90),
        ("de", "einundzwanzig", 21),
        ("de", "fuenf und dreissig", 35),
        ("de", "zweihundertfünfzig", 250),
        ("de", "zweihundertundzwölf", 212),
        ("de", "zweitausend sechsundzwanzig", 2026),
        ("fr", "vingt et un", 21),
        ("fr", "soixante-dix-sept", 77),
        ("fr", "soixante et onze", 71),
        ("fr", "quatre-vingt-dix-neuf", 99),
        ("fr", "septante-deux", 72),
        ("fr", "deux mille vingt-six", 2026),
        ("es", "veintiuno", 21),
        ("es", "treinta y cinco", 35),
        ("es", "seiscientos doce", 612),
        ("es", "dos mil veintiséis", 2026),
    ],
)
def test_how_languages_put_numbers_together(code: str, text: str, value: int) -> None:
    tokens = tokenize(text)
    assert read_cardinal(tokens, 0, NumberWords.parse(table(code))) == (value, len(tokens))


@pytest.mark.parametrize(
    ("code", "text", "digits"),
    [
        ("en", "six hundred twelve", "600"),
        ("en", "six hundred and twelve", "612"),
        ("de", "hundertfünf", "105"),
        ("fr", "cent vingt-trois", "123"),
        ("es", "seiscientos doce", "612"),
        ("es", "seiscientos treinta y cuatro", "634"),
        ("es", "seiscientos treinta cuatro", "630"),
        ("es", "setenta cuatro", "70"),
        ("fr", "soixante-dix-sept", "77"),
    ],
)
def test_digits_in_hundreds(code: str, text: str, digits: str) -> None:
    found = read_digits(tokenize(text), 0, NumberWords.parse(table(code)))
    assert found is not None
    assert found[0] == digits


def test_a_german_ordinal_is_one_word_with_an_ending() -> None:
    assert read_ordinal(tokenize("einundzwanzigsten"), 0, NumberWords.parse(table("de"))) == (21, 1)
