"""The notation of phrases in hear/*.toml, parsed once.

`can you [please] repeat (that|it)`: words, `[optional]`, `(one|of these)`, `<group>` from groups.toml, and `*` for up
to three words of any kind.
"""

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
    if reader.at < len(phrase):
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


class _Reader:
    def __init__(self, phrase: str, groups: Groups) -> None:
        self.phrase, self.groups, self.at = phrase, groups, 0

    def choice(self) -> OneOf:
        sequences = [self._sequence()]
        while self._sign() == "|":
            self.at += 1
            sequences.append(self._sequence())
        return OneOf(tuple(dict.fromkeys(sequences)))

    def _sign(self) -> str:
        return self.phrase[self.at : self.at + 1]

    def _sequence(self) -> Sequence:
        pieces: list[str | OneOf] = []
        while self._sign() and self._sign() not in "|)]":
            if self._sign() == " ":
                self.at += 1
            else:
                pieces.append(self._piece())
        return tuple(pieces)

    def _piece(self) -> str | OneOf:
        match self._sign():
            case "[":
                return OneOf(((), *self._inside("]").sequences))
            case "(":
                return self._inside(")")
            case "<":
                end = self.phrase.find(">", self.at)
                name = self.phrase[self.at + 1 : end]
                if end < 0 or name not in self.groups:
                    raise ValueError(f'"{self.phrase}" names a group that groups.toml does not have')
                self.at = end + 1
                return OneOf(tuple(self.groups[name]))
        start = self.at
        while self._sign() and self._sign() not in " |()[]<>":
            self.at += 1
        if start == self.at:
            raise ValueError(f'"{self.phrase}" has a bracket out of place')
        return self.phrase[start : self.at]

    def _inside(self, close: str) -> OneOf:
        self.at += 1
        inside = self.choice()
        if self._sign() != close:
            raise ValueError(f'"{self.phrase}" opens a bracket that it does not close')
        self.at += 1
        return inside
