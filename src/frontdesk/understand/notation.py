"""The notation of phrases in hear/*.toml, parsed once.

`can you [please] repeat (that|it)`: words, `[optional]`, `(one|of these)`, `<group>` from groups.toml, and `*` for up
to three words of any kind.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

GAP = "*"
MOST_FORMS = 4_000

Groups = Mapping[str, tuple[tuple[str, ...], ...]]
"""Named lists of word sequences."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several sequences; an optional part has the empty one among them."""

    sequences: tuple["Sequence", ...]


Sequence = tuple[str | OneOf, ...]
"""Words, gaps and choices, one after the other."""


def parse(phrase: str, groups: Groups | None = None) -> Sequence:
    """Raises ValueError, with the phrase in its message, when brackets or groups do not add up."""
    reader = _Reader(phrase, groups or {})
    whole = reader.choice()
    if not reader.done:
        raise ValueError(f'"{phrase}" closes a bracket that it did not open')
    return (whole,)


def expand(phrase: str, groups: Groups | None = None) -> list[tuple[str, ...]]:
    """All the word sequences a phrase stands for. Raises ValueError when there are too many, or as `parse` does."""
    forms = [form for form in _forms(parse(phrase, groups), phrase) if form]
    return list(dict.fromkeys(forms))


def _forms(sequence: Sequence, phrase: str) -> list[tuple[str, ...]]:
    forms: list[tuple[str, ...]] = [()]
    for piece in sequence:
        if isinstance(piece, str):
            tails: list[tuple[str, ...]] = [(piece,)]
        else:
            tails = [form for option in piece.sequences for form in _forms(option, phrase)]
        if len(forms) * len(tails) > MOST_FORMS:
            raise ValueError(f'"{phrase}" stands for too many forms; write it as several phrases')
        forms = [form + tail for form in forms for tail in tails]
    return forms


_PIECES = re.compile(r"<[^<>]*>|[\[\]()|<>]|[^\s\[\]()|<>]+")
_END = ""


class _Reader:
    def __init__(self, phrase: str, groups: Groups) -> None:
        self.phrase, self.groups = phrase, groups
        self.pieces: list[str] = [*_PIECES.findall(phrase), _END]
        self.at = 0

    @property
    def done(self) -> bool:
        return self.pieces[self.at] == _END

    def choice(self) -> OneOf:
        sequences = [self._sequence()]
        while self.pieces[self.at] == "|":
            self.at += 1
            sequences.append(self._sequence())
        return OneOf(tuple(dict.fromkeys(sequences)))

    def _sequence(self) -> Sequence:
        found: list[str | OneOf] = []
        while (piece := self.pieces[self.at]) not in _CLOSING:
            self.at += 1
            found.append(self._piece(piece))
        return tuple(found)

    def _piece(self, piece: str) -> str | OneOf:
        if piece == "[":
            return OneOf(((), *self._inside("]").sequences))
        if piece == "(":
            return self._inside(")")
        if piece[0] == "<":
            if piece[1:-1] not in self.groups:
                raise ValueError(f'"{self.phrase}" names a group that groups.toml does not have')
            return OneOf(tuple(self.groups[piece[1:-1]]))
        if piece == ">":
            raise ValueError(f'"{self.phrase}" has a bracket out of place')
        return piece

    def _inside(self, close: str) -> OneOf:
        inside = self.choice()
        if self.pieces[self.at] != close:
            raise ValueError(f'"{self.phrase}" opens a bracket that it does not close')
        self.at += 1
        return inside


_CLOSING = frozenset({_END, "|", ")", "]"})
