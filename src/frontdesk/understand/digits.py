"""Digits as people read them out: one by one, doubled, in pairs and in hundreds ("four one five", "double five",
"twenty forty two", "eight hundred"). Telephone numbers and e-mail addresses are made of them."""

from collections.abc import Mapping, Sequence

from frontdesk.understand.normalize import Kind, Token
from frontdesk.understand.numbers import NumberWords


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
        digit = _digit(tokens, at + 1, words, sounds or {})
        return (digit * times, at + 2) if digit else None
    value = words.cardinals.get(token.norm)
    if value is None:
        digit = _digit(tokens, at, words, sounds or {})
        return (digit, at + 1) if digit else None
    return _scaled(tokens, *_pair(tokens, at, value, words), words)


def _pair(tokens: Sequence[Token], at: int, value: int, words: NumberWords) -> tuple[int, int]:
    """ "Forty two" is 42; "forty fifteen" is 40 and then 15."""
    after = at + 2 if at + 1 < len(tokens) and tokens[at + 1].norm == "-" else at + 1
    if value >= 20 and value % 10 == 0 and after < len(tokens):
        unit = words.cardinals.get(tokens[after].norm, 0)
        if 0 < unit < 10:
            return value + unit, after + 1
    return value, at + 1


def _scaled(tokens: Sequence[Token], value: int, at: int, words: NumberWords) -> tuple[str, int]:
    """ "Eight hundred", "nineteen hundred", "five thousand", "one hundred and five"."""
    scale = words.scales.get(tokens[at].norm) if at < len(tokens) and value else None
    if scale is None or scale > 1000:
        return str(value), at
    value, at = value * scale, at + 1
    if at + 1 < len(tokens) and tokens[at].norm in words.joiners:
        rest = words.cardinals.get(tokens[at + 1].norm, 0)
        if rest:
            rest, end = _pair(tokens, at + 1, rest, words)
            return str(value + rest), end
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
