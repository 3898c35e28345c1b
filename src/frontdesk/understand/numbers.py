"""Numbers in words and figures ("twenty-five", "a hundred and five", "25", "fifth", "5th") read from tokens.

The words of a language stand in `hear/numbers.toml`; nothing here knows one.
"""

from collections.abc import Sequence

from frontdesk.understand.normalize import Kind, Token
from frontdesk.understand.number_words import Node, NumberWords

LARGEST = 999_999_999


def read_small(tokens: Sequence[Token], i: int, tree: Node) -> tuple[int, int] | None:
    """The longest row of words from token `i` on that is a number of the tree, and the token after it; hyphens inside
    are passed over."""
    node, found = tree, None
    while i < len(tokens):
        token = tokens[i]
        if token.norm == "-" and node is not tree and token.start == tokens[i - 1].end:
            i += 1
            continue
        after = node.after.get(token.norm)
        if after is None:
            break
        node, i = after, i + 1
        if node.value is not None and not (found and _goes_on(tokens, i)):
            found = node.value, i
    return found


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """ "vingt quatre-vingt": the word that would end here belongs to what follows the hyphen."""
    tight = i + 1 < len(tokens) and tokens[i].norm == "-" and tokens[i].start == tokens[i - 1].end
    return tight and tokens[i + 1].start == tokens[i].end and tokens[i + 1].kind is Kind.WORD


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
    return read_small(tokens, i, words.ranks)


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
        if (small := read_small(tokens, j, words.small)) is not None:
            value, after = small
            if value >= room or (value == 0 and j > i):
                break
            group += value
            room = 100 if value >= 100 and value % 100 == 0 else 0
            j = end = after
            continue
        if (scale := words.scales.get(norm)) is not None:
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
    """ "and" after "hundred", the hyphen in "two-hundred"."""
    before = tokens[j - 1]
    if tokens[j].norm == "-":
        return tokens[j].start == before.end
    hundreds = before.norm in words.scales or words.cardinals.get(before.norm, 0) >= 100
    return hundreds and tokens[j].norm in words.joiners
