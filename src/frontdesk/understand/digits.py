"""Digits as people read them out: one by one, doubled, in pairs and in hundreds ("four one five", "double five",
"twenty forty two", "eight hundred"). Telephone numbers and e-mail addresses are made of them."""

from collections.abc import Mapping, Sequence

from frontdesk.understand.normalize import Kind, Token
from frontdesk.understand.number_words import NumberWords
from frontdesk.understand.numbers import read_small


def read_digits(
    tokens: Sequence[Token], at: int, words: NumberWords, sounds: Mapping[str, str] | None = None
) -> tuple[str, int] | None:
    """The digits that begin at token `at`, and the token after them: "double five" is ("55", at + 2).

    `sounds` are words that a recogniser writes for a digit, where digits are expected.
    """
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind is Kind.NUMBER:
        return (token.norm, at + 1) if token.text.isdecimal() else None
    if token.kind is not Kind.WORD:
        return None
    if times := words.repeats.get(token.norm):
        first = at + 1
        if first < len(tokens) and tokens[first].norm in words.repeats_joiners:
            first += 1
        digit = _digit(tokens, first, words, sounds or {})
        return (digit * times, first + 1) if digit else None
    small = _below_hundred(tokens, at, words)
    if small is None:
        if words.scales.get(token.norm) == 100 and words.open_hundreds:
            return _scaled(tokens, 1, at, words)  # "cent vingt"
        digit = _digit(tokens, at, words, sounds or {})
        return (digit, at + 1) if digit else None
    return _scaled(tokens, *small, words)


def _below_hundred(tokens: Sequence[Token], at: int, words: NumberWords) -> tuple[int, int] | None:
    small = read_small(tokens, at, words.small)
    if small is not None and words.open_tens and small[1] == at + 2 and 20 < small[0] < 100:
        return small[0] // 10 * 10, at + 1  # "setenta cuatro"
    return small


def split_digits(tokens: Sequence[Token], words: NumberWords) -> list[str]:
    """The digits of tokens that may as well be two numbers as one: "soixante douze" is 72, or 60 and 12."""
    found = []
    for k in range(1, len(tokens)):
        if tokens[k - 1].kind is not Kind.WORD or tokens[k].kind is not Kind.WORD or tokens[k].norm in words.joiners:
            continue
        first, second = read_digits(tokens[:k], 0, words), read_digits(tokens[k:], 0, words)
        if first and second and first[1] == k and second[1] == len(tokens) - k:
            found.append(first[0] + second[0])
    return found


def _scaled(tokens: Sequence[Token], value: int, at: int, words: NumberWords) -> tuple[str, int]:
    """ "Eight hundred", "nineteen hundred", "five thousand", "one hundred and five", "seiscientos doce";
    but "soixante-dix-neuf cent vingt-trois" are two numbers where hundreds need no word to go on.
    """
    scale = words.scales.get(tokens[at].norm) if at < len(tokens) and value else None
    if scale is not None and scale <= 1000 and (scale > 100 or value < 10 or not words.open_hundreds):
        value, at = value * scale, at + 1
    elif value < 100 or value % 100:
        return str(value), at
    joined = at < len(tokens) and tokens[at].norm in words.joiners
    if joined or words.open_hundreds:
        rest = _below_hundred(tokens, at + joined, words)
        if rest is not None and 0 < rest[0] < 100:
            return str(value + rest[0]), rest[1]
    return str(value), at


def _digit(tokens: Sequence[Token], at: int, words: NumberWords, sounds: Mapping[str, str]) -> str | None:
    if at >= len(tokens):
        return None
    norm = tokens[at].norm
    if norm in words.zero:
        return "0"
    if tokens[at].kind is Kind.NUMBER:
        return norm if len(norm) == 1 else None
    value = words.cardinals.get(norm)
    return str(value) if value is not None and value < 10 else sounds.get(norm)
