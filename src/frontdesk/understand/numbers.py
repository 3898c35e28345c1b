"""Numbers in words and figures ("twenty-five", "a hundred and five", "25", "fifth", "5th") read from tokens.

The words of a language stand in `hear/numbers.toml`; nothing here knows one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from frontdesk.understand.normalize import Kind, Token, normalize, tokenize

FILE = "numbers"
LARGEST = 999_999_999


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of a language, each looked up by its norm."""

    cardinals: Mapping[str, int]
    """0 to 99: "seven", "seventeen", "seventy"; languages that write 21 as one word list it here."""
    ordinals: Mapping[str, int]
    scales: Mapping[str, int]
    """ "hundred" = 100, "thousand" = 1000."""
    zero: frozenset[str] = frozenset()
    """Said for a nought inside a row of digits: "oh"."""
    one: frozenset[str] = frozenset()
    """Articles that mean one before a scale or a unit: "a hundred", "an hour"."""
    joiners: frozenset[str] = frozenset()
    """ "and" in "a hundred and five"."""
    sounds_like: Mapping[str, int] = field(default_factory=dict)
    """Words that a recogniser writes for a number: "to", "for", "won"."""
    ordinal_endings: frozenset[str] = frozenset()
    """Letters that stand tight after a figure: "5th"."""
    ordinal_point: bool = False
    """ "5." is the fifth (German)."""
    multiples: Mapping[str, int] = field(default_factory=dict)
    """ "dozen" = 12, "couple" = 2: a number of things, never a clock or a day."""
    repeats: Mapping[str, int] = field(default_factory=dict)
    """ "double" = 2: the next digit that many times, in a row of digits."""

    @classmethod
    def parse(cls, table: Mapping[str, object]) -> "NumberWords":
        """Reads the parsed `hear/numbers.toml`. Raises ValueError naming file and key."""
        known = set(cls.__dataclass_fields__)
        if unknown := sorted(set(table) - known):
            raise ValueError(f"{FILE}.toml: {unknown[0]} is not a key; the keys are {', '.join(sorted(known))}")
        point = table.get("ordinal_point", False)
        if not isinstance(point, bool):
            raise ValueError(f"{FILE}.toml: ordinal_point must be true or false")
        return cls(
            cardinals=_values(table, "cardinals", required=True),
            ordinals=_values(table, "ordinals", required=True),
            scales=_values(table, "scales"),
            zero=_words(table, "zero"),
            one=_words(table, "one"),
            joiners=_words(table, "joiners"),
            sounds_like=_values(table, "sounds_like"),
            ordinal_endings=_words(table, "ordinal_endings"),
            ordinal_point=point,
            multiples=_values(table, "multiples"),
            repeats=_values(table, "repeats"),
        )


def read_cardinal(tokens: Sequence[Token], i: int, words: NumberWords) -> tuple[int, int] | None:
    """The longest number that begins at token `i`, and the token after it: "two hundred and five" is (205, i + 4)."""
    if i >= len(tokens):
        return None
    first = tokens[i]
    if first.kind is Kind.NUMBER:
        return _read_figures(tokens, i, words)
    if first.kind is not Kind.WORD:
        return None
    return _read_words(tokens, i, words)


def read_ordinal(tokens: Sequence[Token], i: int, words: NumberWords) -> tuple[int, int] | None:
    """ "fifth", "twenty first", "5th" (and "5." where the language writes so), and the token after it."""
    if i >= len(tokens):
        return None
    first = tokens[i]
    if first.kind is Kind.NUMBER and len(first.norm) <= 3 and i + 1 < len(tokens):
        ending = tokens[i + 1]
        tight = ending.start == first.end
        if tight and (ending.norm in words.ordinal_endings or (words.ordinal_point and ending.norm == ".")):
            return int(first.norm), i + 2
        return None
    if (value := words.ordinals.get(first.norm)) is not None:
        return value, i + 1
    tens = words.cardinals.get(first.norm, 0)
    if tens >= 20 and tens % 10 == 0:
        j = _past_hyphen(tokens, i + 1)
        if j < len(tokens) and 0 < (ones := words.ordinals.get(tokens[j].norm, 0)) < 10:
            return tens + ones, j + 1
    return None


def read_digit(tokens: Sequence[Token], i: int, words: NumberWords) -> int | None:
    """The single digit that token `i` names in a row of digits ("four", "oh", "4"), or None."""
    if i >= len(tokens):
        return None
    norm = tokens[i].norm
    if tokens[i].kind is Kind.NUMBER:
        return int(norm) if len(norm) == 1 else None
    if norm in words.zero:
        return 0
    value = words.cardinals.get(norm)
    return value if value is not None and value < 10 else None


def _read_figures(tokens: Sequence[Token], i: int, words: NumberWords) -> tuple[int, int] | None:
    if len(tokens[i].norm) > 9:
        return None
    value = int(tokens[i].norm)
    scale = words.scales.get(tokens[i + 1].norm) if i + 1 < len(tokens) else None
    return (value * scale, i + 2) if scale is not None and value * scale <= LARGEST else (value, i + 1)


def _read_words(tokens: Sequence[Token], i: int, words: NumberWords) -> tuple[int, int] | None:
    total = 0  # of the parts already closed by "thousand" or "million"
    group = 0  # the part being read: "two hundred and five"
    room = scale_room = LARGEST  # what the next part must stay below: after "twenty" only 1 to 9 may follow
    end, j = i, i
    if tokens[i].norm in words.one and i + 1 < len(tokens) and tokens[i + 1].norm in words.scales:
        group, j = 1, i + 1
    while j < len(tokens):
        norm = tokens[j].norm
        if (value := words.cardinals.get(norm)) is not None:
            if value >= room or (value == 0 and j > i):
                break
            group += value
            room = 10 if value >= 20 and value % 10 == 0 else 0
        elif (scale := words.scales.get(norm)) is not None:
            if scale >= scale_room or (j > i and group == 0):
                break
            group = (group or 1) * scale
            room = scale
            if scale >= 1000:
                total, group, scale_room, room = total + group, 0, scale, scale
        elif j == end and j > i and _joins(tokens, j, words):
            j += 1
            continue
        else:
            break
        j += 1
        end = j
    value = total + group
    return (value, end) if end > i and value <= LARGEST else None


def _joins(tokens: Sequence[Token], j: int, words: NumberWords) -> bool:
    """ "and" after "hundred", the hyphen in "twenty-five"."""
    before = tokens[j - 1]
    if tokens[j].norm == "-":
        return tokens[j].start == before.end
    return tokens[j].norm in words.joiners and before.norm in words.scales


def _past_hyphen(tokens: Sequence[Token], i: int) -> int:
    return i + 1 if i < len(tokens) and tokens[i].norm == "-" else i


def _values(table: Mapping[str, object], key: str, *, required: bool = False) -> dict[str, int]:
    found = table.get(key, {})
    if not isinstance(found, Mapping) or (required and not found):
        raise ValueError(f"{FILE}.toml: {key} must be a table of words and their numbers")
    values: dict[str, int] = {}
    for word, value in found.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ValueError(f"{FILE}.toml: {key}.{word} must be a whole number")
        values[_one_word(key, str(word))] = int(value)
    return values


def _words(table: Mapping[str, object], key: str) -> frozenset[str]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise ValueError(f"{FILE}.toml: {key} must be a list of words")
    return frozenset(_one_word(key, word) for word in found)


def _one_word(key: str, word: str) -> str:
    if len(tokenize(word)) != 1:
        raise ValueError(f"{FILE}.toml: {key} holds {word!r}, which must be one word")
    return normalize(word)
