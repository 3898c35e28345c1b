"""Wordings of one or several words and what each stands for, looked up at a place in what was said."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from frontdesk.understand.normalize import Token

T = TypeVar("T")

JOINER = "-"
"""May stand between the words: "Doppel-L"."""


class Wordings(Generic[T]):
    """The longest wording wins: "double v" is a letter before "double" is two of one. Of two that differ in nothing
    but accents, like "ene" and "eñe", the one that was said does."""

    def __init__(self, entries: Iterable[tuple[Sequence[Token], T]] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[Token, ...], T]]] = {}
        for words, value in entries:
            self._by_first.setdefault(words[0].norm, []).append((tuple(words), value))
        for same in self._by_first.values():
            same.sort(key=lambda entry: -len(entry[0]))

    def __contains__(self, word: str) -> bool:
        """Whether this one word is a wording."""
        return any(len(words) == 1 for words, _ in self._by_first.get(word, ()))

    def at(self, tokens: Sequence[Token], start: int) -> tuple[T, int] | None:
        """What the wording at token `start` stands for, and the token behind it."""
        if start >= len(tokens):
            return None
        best: tuple[T, int] | None = None
        for words, value in self._by_first.get(tokens[start].norm, ()):
            end = _end(words, tokens, start)
            if end is None or (best is not None and end < best[1]):
                continue
            if all(
                word.text.lower() == said.text.lower() for word, said in zip(words, tokens[start:end], strict=False)
            ):
                return value, end
            best = best or (value, end)
        return best

    def ends(self, tokens: Sequence[Token], start: int) -> int:
        """The token behind the wording at `start`; `start` where there is none."""
        found = self.at(tokens, start)
        return found[1] if found else start


def _end(words: Sequence[Token], tokens: Sequence[Token], at: int) -> int | None:
    for place, word in enumerate(words):
        if place and at < len(tokens) and tokens[at].norm == JOINER:
            at += 1
        if at >= len(tokens) or tokens[at].norm != word.norm:
            return None
        at += 1
    return at
