"""The number words of a language, from `hear/numbers.toml`; those of several parts are put together once, at start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from frontdesk.understand.normalize import normalize, tokenize

FILE = "numbers"


@dataclass(slots=True)
class Node:
    """A place in the tree of number words; `value` is set where a number ends."""

    value: int | None = None
    after: "dict[str, Node]" = field(default_factory=dict)

    def add(self, words: Sequence[str], value: int) -> None:
        node = self
        for word in words:
            node = node.after.setdefault(word, Node())
        if node.value is None:
            node.value = value


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of a language, each looked up by its norm."""

    cardinals: Mapping[str, int]
    """Numbers of one word: "seven", "seventeen", "einundzwanzig"."""
    ordinals: Mapping[str, int]
    """Ordinals of one word: "fifth", "einundzwanzigste"."""
    scales: Mapping[str, int]
    """ "hundred" = 100, "thousand" = 1000."""
    small: Node
    """All numbers below a hundred and round hundreds, of one word or several: "twenty five", "soixante dix"."""
    ranks: Node
    """All ordinals: "fifth", "twenty first"."""
    zero: frozenset[str]
    """Said for a nought inside a row of digits: "oh"."""
    one: frozenset[str]
    """Articles that mean one before a scale or a unit: "a hundred", "an hour"."""
    joiners: frozenset[str]
    """ "and" in "a hundred and five"."""
    sounds_like: Mapping[str, int]
    """Words that a recogniser writes for a number: "to", "for", "won"."""
    ordinal_endings: frozenset[str]
    """Letters that stand tight after a figure: "5th"."""
    ordinal_point: bool
    """ "5." is the fifth (German)."""
    multiples: Mapping[str, int]
    """ "dozen" = 12, "couple" = 2: a number of things, never a clock or a day."""
    repeats: Mapping[str, int]
    """ "double" = 2: the next digit that many times, in a row of digits."""
    repeats_joiners: frozenset[str]
    """ "die" in "zweimal die fünf"."""
    open_tens: bool
    """ "setenta cuatro" is 70 and 4 in a row of digits; where false, tens and a unit are always one number."""
    open_hundreds: bool
    """ "seiscientos doce" is 612 in a row of digits; where false, only "six hundred and twelve" is one number."""

    @classmethod
    def parse(cls, table: Mapping[str, object]) -> "NumberWords":
        """Reads the parsed `hear/numbers.toml`. Raises ValueError naming file and key."""
        if unknown := sorted(set(table) - KEYS):
            raise ValueError(f"{FILE}.toml: {unknown[0]} is not a key; the keys are {', '.join(sorted(KEYS))}")
        cardinals = _values(table, "cardinals", required=True)
        ordinals = _values(table, "ordinals", required=True)
        endings = _words(table, "ordinal_word_endings") or {""}
        ordinals = {(*words[:-1], words[-1] + ending): n for words, n in ordinals.items() for ending in endings}
        one, scales = _words(table, "one"), _singles(_values(table, "scales"))
        units_first = _words(table, "units_first")
        small = dict(cardinals)
        joined = _tens(cardinals, small, _words(table, "tens_joiners"), _values(table, "rooms"))
        if units_first:
            small |= _units_first(_singles(cardinals) | dict.fromkeys(one, 1), cardinals, units_first)
            ordinals |= _units_first(_singles(cardinals) | dict.fromkeys(one, 1), ordinals, units_first)
        else:
            small |= joined
            ordinals |= _tens(cardinals, {w: n for w, n in ordinals.items() if n < 10}, frozenset(), {})
        if _switch(table, "glued_scales"):
            small |= _glued(_singles(small) | dict.fromkeys(one, 1), scales, _words(table, "joiners"))
        return cls(
            cardinals=_singles(small),
            ordinals=_singles(ordinals),
            scales=scales,
            small=_tree(small),
            ranks=_tree(ordinals),
            zero=_words(table, "zero"),
            one=one,
            joiners=_words(table, "joiners"),
            sounds_like=_singles(_values(table, "sounds_like")),
            ordinal_endings=_words(table, "ordinal_endings"),
            ordinal_point=_switch(table, "ordinal_point"),
            multiples=_singles(_values(table, "multiples")),
            repeats=_singles(_values(table, "repeats")),
            repeats_joiners=_words(table, "repeats_joiners"),
            open_tens=_switch(table, "open_tens"),
            open_hundreds=_switch(table, "open_hundreds"),
        )


KEYS = {
    *("cardinals", "ordinals", "scales", "zero", "one", "joiners", "sounds_like", "multiples"),
    *("repeats", "repeats_joiners"),
    *("ordinal_endings", "ordinal_word_endings", "ordinal_point"),
    *("tens_joiners", "rooms", "units_first", "glued_scales", "open_tens", "open_hundreds"),
}


Numbers = dict[tuple[str, ...], int]


def _tens(cardinals: Numbers, after: Numbers, joiners: frozenset[str], rooms: Numbers) -> Numbers:
    """Tens and what follows them: "twenty five", "treinta y cinco", "soixante et onze". A number that the file lists
    as a word of its own is not put together ("veintiuno"), but "soixante-dix" is, though there is "septante".
    """
    listed = {value for words, value in after.items() if value >= 20}
    found: Numbers = {}
    for tens, high in cardinals.items():
        if not 20 <= high < 100 or high % 10:
            continue
        room = rooms.get(tens, 10)
        for low, value in after.items():
            if 0 < value < room and (value >= 10 or high + value not in listed):
                found[*tens, *low] = high + value
                found |= {(*tens, joiner, *low): high + value for joiner in joiners}
    return found


def _units_first(units: Mapping[str, int], tens: Numbers, joiners: frozenset[str]) -> Numbers:
    """ "einundzwanzig", also when written as three words."""
    found: Numbers = {}
    for (word, *more), high in tens.items():
        if more or not 20 <= high < 100 or high % 10:
            continue
        for unit, value in units.items():
            for joiner in joiners if 0 < value < 10 else ():
                found[(unit + joiner + word,)] = high + value
                found[unit, joiner, word] = high + value
    return found


def _glued(small: Mapping[str, int], scales: Mapping[str, int], joiners: frozenset[str]) -> Numbers:
    """ "zweihundertfünfzig", "zweihundertundeins", "zweitausend": hundreds or thousands and the rest as one word."""
    found: Numbers = {}
    for scale, size in scales.items():
        for many, count in [*small.items(), ("", 1)]:
            if size <= 1000 and 0 < count < 10:
                head = many + scale
                if many:
                    found[(head,)] = count * size
                for joiner in ("", *joiners):
                    found |= {(head + joiner + rest,): count * size + n for rest, n in small.items() if 0 < n < 100}
    return found


def _tree(numbers: Numbers) -> Node:
    root = Node()
    for words, value in numbers.items():
        root.add(words, value)
    return root


def _singles(numbers: Numbers) -> dict[str, int]:
    return {words[0]: value for words, value in numbers.items() if len(words) == 1}


def _switch(table: Mapping[str, object], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"{FILE}.toml: {key} must be true or false")
    return value


def _values(table: Mapping[str, object], key: str, *, required: bool = False) -> Numbers:
    found = table.get(key, {})
    if not isinstance(found, Mapping) or (required and not found):
        raise ValueError(f"{FILE}.toml: {key} must be a table of words and their numbers")
    values: Numbers = {}
    for word, value in found.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ValueError(f"{FILE}.toml: {key}.{word} must be a whole number")
        if not (pieces := tuple(token.norm for token in tokenize(str(word)) if token.norm != "-")):
            raise ValueError(f"{FILE}.toml: {key} holds an empty word")
        values[pieces] = int(value)
    return values


def _words(table: Mapping[str, object], key: str) -> frozenset[str]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise ValueError(f"{FILE}.toml: {key} must be a list of words")
    for word in found:
        if len(tokenize(word)) != 1:
            raise ValueError(f"{FILE}.toml: {key} holds {word!r}, which must be one word")
    return frozenset(map(normalize, found))
