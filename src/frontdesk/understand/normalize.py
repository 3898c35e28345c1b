"""An utterance cut into tokens, with the figures people write (clocks, dates, phones, prices) kept recognisable.

Everything is one linear scan: each pattern eats a run of characters and none contains a nested repetition.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

MAX_CHARACTERS = 2_000
MAX_TOKENS = 400
PHONE_DIGITS = 7
"""Fewer digits in a row are not taken for a phone number: "10 30" and "2026" are times and years."""


class Kind(StrEnum):
    """What a token looks like; what it means is for the readers to say."""

    WORD = "word"
    NUMBER = "number"
    """Digits: "3", "0900", "1,500" (whose norm is "1500"). "3pm" is the number "3" and the word "pm"."""
    CLOCK = "clock"
    """ "10:30", norm without seconds."""
    FIGURES = "figures"
    """Numbers joined by points, slashes or dashes: "5/6", "05.06.2026", "2026-03-05", "10.30"."""
    STAMP = "stamp"
    """An ISO date and time in one: "2026-03-06T10:00"."""
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    MONEY = "money"
    CODE = "code"
    """Letters and digits in one: "SW1A", "v2"."""
    SIGN = "sign"
    """One character of punctuation."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, figure or sign: `text` as it was said, `norm` to look it up, `start` and `end` in what was said.

    A possessive "'s" ("friday's", "that's") is a token of its own; other apostrophes stay inside ("can't", "o'clock").
    """

    text: str
    norm: str
    start: int
    end: int
    kind: Kind = Kind.WORD

    @property
    def is_sign(self) -> bool:
        return self.kind is Kind.SIGN


@dataclass(frozen=True, slots=True)
class Cuts:
    """Words that a language writes together and that readers need apart."""

    elisions: frozenset[str] = frozenset()
    """Shortened words before an apostrophe that are words of their own: "l'" in "l'après-midi"."""
    compounds: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """ "freitagnachmittag" is ("freitag", "nachmittag")."""
    apart: frozenset[str] = frozenset()
    """Words that keep their accent, being others without it: "uñas" are nails, "unas" some."""


UNCUT = Cuts()


# Characters nobody sees and combining marks belong to the word around them; they are dropped or composed in `norm`.
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_LETTER = rf"(?:[^\W\d_]|[\u0300-\u036f{_INVISIBLE}])"
_CURRENCY = "$€£¥₹"
_SCAN = re.compile(
    rf"""(?P<stamp>[12]\d\d\d-\d\d?-\d\d?T\d\d?:\d\d(?::\d\d)?(?:\.\d{{1,9}})?(?:Z|[+-]\d\d:?\d\d)?(?![\d:]))
      |(?P<money>[{_CURRENCY}][ ]?\d[\d,.]*|\d[\d,.]*[ ]?[{_CURRENCY}])
      |(?P<clock>\d\d?:\d\d(?::\d\d)?(?![\d:]))
      |(?P<figures>\d+(?:[./]\d+)+(?![\d])|(?<![\d-])\d{{1,4}}-\d\d?-\d{{1,4}}(?![\d-]))
      |(?P<number>\d{{1,3}}(?:,\d\d\d)+(?!\d)|\d+)
      |(?P<dotted>{_LETTER}\.{_LETTER}\.(?:{_LETTER}\.)*|[ap]\.m(?![\w]))
      |(?P<possessive>['’ʼ]s(?!\w))
      |(?P<word>{_LETTER}+(?:['’ʼ`]{_LETTER}+)*)
      |(?P<sign>[^\s])""",
    re.VERBOSE | re.IGNORECASE,
)
_CODE_TAIL = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"\S+")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "‘": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})
_DROP = re.compile(f"[{_INVISIBLE}]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "œ": "oe", "æ": "ae"})
_QUOTES = frozenset("'’ʼ`‘")
_VOWELS = frozenset("aeiouy")
_MUTE = _VOWELS | {"h"}
_EDGES = ".,;:!?()[]{}<>\"'"


def tokenize(text: str, cuts: Cuts = UNCUT) -> tuple[Token, ...]:
    """The first 400 tokens of the first 2,000 characters, in order; offsets point into `text` as it came."""
    text = text[:MAX_CHARACTERS]
    tokens: list[Token] = []
    position = 0
    if "@" in text or "://" in text or "www." in text.lower():
        for chunk in _CHUNK.finditer(text):
            if (kind := _address_kind(chunk.group().strip(_EDGES))) is not None:
                start, end = _without_edges(text, chunk.start(), chunk.end())
                _scan(text, position, start, tokens)
                tokens.append(Token(text[start:end], normalize(text[start:end]), start, end, kind))
                position = end
    _scan(text, position, len(text), tokens)
    if cuts is not UNCUT:
        tokens = _cut_all(text, tokens, cuts)
    return tuple(_join_phones(text, tokens[:MAX_TOKENS]))


def normalize(word: str) -> str:
    """A word as it is looked up: case folded, with plain quotes and dashes, nothing invisible, and without accents,
    as people type it: "é" is "e", "ñ" is "n". Umlauts are spelled out, as where a keyboard has none: "ü" is "ue".
    """
    if word.isascii() and word.isprintable():
        return word.lower()
    plain = unicodedata.normalize("NFC", _DROP.sub("", word).translate(_APOSTROPHES)).casefold()
    if plain.isascii():
        return plain
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", plain.translate(_SPELLED_OUT)))
    return unicodedata.normalize("NFC", bare)


def _cut_all(text: str, tokens: Sequence[Token], cuts: Cuts) -> list[Token]:
    pieces: list[Token] = []
    for i, token in enumerate(tokens):
        before = pieces[-1] if pieces else None
        if token.norm in cuts.elisions and _lacks_apostrophe(tokens, i):
            pieces.append(Token(token.text, f"{token.norm}'", token.start, token.end))
        elif (
            token.text in _QUOTES and before is not None and before.norm in cuts.elisions and before.end == token.start
        ):
            pieces[-1] = _token(text, before.start, token.end, Kind.WORD)  # "l' après"
        else:
            pieces += _cut(token, cuts)
    return pieces


def _lacks_apostrophe(tokens: Sequence[Token], i: int) -> bool:
    """ "l apres-midi", "jusqu a", as typed in a hurry; not the letters of a name that is spelled."""
    if i + 1 == len(tokens) or tokens[i + 1].kind is not Kind.WORD or tokens[i + 1].start == tokens[i].end:
        return False
    spelled = i > 0 and len(tokens[i - 1].norm) == 1 and tokens[i - 1].norm not in _VOWELS
    following = tokens[i + 1].norm
    return following[0] in _MUTE and (len(tokens[i].norm) > 1 or (len(following) > 2 and not spelled))


def _cut(token: Token, cuts: Cuts) -> Sequence[Token]:
    """A token as the words it holds: "l'après" is two, "freitagnachmittag" is two."""
    if token.kind is not Kind.WORD:
        return (token,)
    norm = token.norm
    if (
        cuts.apart
        and not token.text.isascii()
        and (word := unicodedata.normalize("NFC", token.text).lower()) in cuts.apart
    ):
        return (Token(token.text, word, token.start, token.end),)
    if "'" in norm:
        head, _, tail = norm.partition("'")
        if head in cuts.elisions and tail:
            return _halves(token, next(i for i, sign in enumerate(token.text) if sign in _QUOTES) + 1, cuts)
        return (token,)
    if norm not in cuts.compounds:
        return (token,)
    head = cuts.compounds[norm][0]
    return _halves(token, next(i for i in range(len(norm)) if normalize(token.text[:i]) == head), cuts)


def _halves(token: Token, at: int, cuts: Cuts) -> Sequence[Token]:
    middle = token.start + at
    first, second = token.text[:at], token.text[at:]
    after = Token(second, normalize(second), middle, token.end)
    return (Token(first, normalize(first), token.start, middle), *_cut(after, cuts))


def _scan(text: str, start: int, end: int, tokens: list[Token]) -> None:
    while start < end and len(tokens) < MAX_TOKENS:
        match = _SCAN.search(text, start, end)
        if match is None:
            return
        start = match.end()
        kind = match.lastgroup or ""
        raw = match.group()
        if kind == "word":
            after_digit = match.start() > 0 and text[match.start() - 1].isdigit()  # "10h30" is three tokens
            tail = None if after_digit else _CODE_TAIL.match(text, start, end)
            if tail is not None and tail.group()[0].isdigit():
                start = tail.end()
                tokens.append(_token(text, match.start(), start, Kind.CODE))
            else:
                _add_word(text, match.start(), start, tokens)
        elif kind == "dotted":
            tokens.append(Token(raw, normalize(raw).replace(".", ""), match.start(), start))
        elif kind == "possessive":
            tokens.append(Token(raw, "'s", match.start(), start))
        elif kind == "number":
            tokens.append(Token(raw, _digits(raw), match.start(), start, Kind.NUMBER))
        elif kind == "clock":
            hour, minute = raw.split(":")[:2]
            tokens.append(Token(raw, f"{_digits(hour)}:{_digits(minute)}", match.start(), start, Kind.CLOCK))
        elif (token := _token(text, match.start(), start, Kind(kind))).norm:
            tokens.append(token)


def _token(text: str, start: int, end: int, kind: Kind) -> Token:
    return Token(text[start:end], normalize(text[start:end]), start, end, kind)


def _add_word(text: str, start: int, end: int, tokens: list[Token]) -> None:
    norm = normalize(text[start:end])
    if norm.endswith("'s") and len(norm) > 2:
        tokens.append(Token(text[start : end - 2], norm[:-2], start, end - 2))
        tokens.append(Token(text[end - 2 : end], "'s", end - 2, end))
    elif norm:
        tokens.append(Token(text[start:end], norm, start, end))


def _digits(raw: str) -> str:
    """Digits of any script as ASCII, without thousands separators."""
    return raw if raw.isascii() and "," not in raw else "".join(str(int(c)) for c in raw if c.isdecimal())


def _address_kind(chunk: str) -> Kind | None:
    lowered = chunk.lower()
    if "://" in chunk or lowered.startswith("www."):
        return Kind.URL
    name, at, domain = chunk.partition("@")
    return Kind.EMAIL if at and name and domain else None


def _without_edges(text: str, start: int, end: int) -> tuple[int, int]:
    while text[start] in _EDGES:
        start += 1
    while text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _join_phones(text: str, tokens: list[Token]) -> list[Token]:
    """Runs of figures that make up a phone number ("(415) 555-0123", "+44 20 7946 0123") as one token."""
    joined: list[Token] = []
    i = 0
    while i < len(tokens):
        end = _phone_end(text, tokens, i)
        if end > i:
            token = _token(text, tokens[i].start, tokens[end - 1].end, Kind.PHONE)
            joined.append(token)
            i = end
        else:
            joined.append(tokens[i])
            i += 1
    return joined


def _phone_end(text: str, tokens: Sequence[Token], i: int) -> int:
    """Where the phone number that begins at token `i` ends; `i` if none does. A run is at most some 20 tokens long."""
    first = tokens[i]
    if first.kind not in (Kind.NUMBER, Kind.FIGURES) and first.norm not in ("+", "("):
        return i
    groups: list[str] = []
    digits, end, j = 0, i, i
    while j < len(tokens) and digits < 16 and j < i + 24:
        token = tokens[j]
        tight = j > i and token.start == tokens[j - 1].end
        if token.kind is Kind.NUMBER or (
            token.kind is Kind.FIGURES and ("/" not in token.norm or _is_area_code(token))
        ):
            if token.text != token.norm:
                break  # "1,500"
            size = sum(c.isdigit() for c in token.norm)
            if j + 1 < len(tokens) and tokens[j + 1].kind is Kind.WORD and tokens[j + 1].start == token.end:
                break  # "4155550123 3pm"
            if digits >= 10 and size <= 2 and not tight and not all(len(group) <= 3 for group in groups):
                break  # "415 555 0123 10 am"
            digits += size
            groups.append(token.norm)
            end = j + 1
        elif token.norm not in ("+", "-", "(", ")", ".", "/") or (token.norm == "." and not tight):
            break
        j += 1
    if any(_is_date([group]) for group in groups if "." in group):
        return i  # "12.03.2026 14 Uhr"
    if digits < PHONE_DIGITS or _is_date(groups) or all(len(group) == 4 for group in groups):
        return i
    if len(groups) == 1 and first.norm != "+" and first.kind is Kind.NUMBER and digits > 15:
        return i
    run = tokens[i:end]
    return end if any(t.kind is Kind.NUMBER or t.norm.count(".") > 1 or _is_area_code(t) for t in run) else i


def _is_area_code(token: Token) -> bool:
    """ "030/23125", "0171.3920012": no date and no clock time begins so."""
    first, rest = token.norm[:3], token.norm[3:].lstrip("0123456789")
    return first.startswith("0") and first.isdecimal() and len(rest) > 2


def _is_date(groups: Sequence[str]) -> bool:
    """ "2026-03-05", "05.06.2026", "10 30 2026": day, month and year, not a phone number."""
    if len(groups) == 1:
        groups = re.split(r"[./-]", groups[0])
    sizes = [len(group) for group in groups]
    if len(groups) != 3 or not all(group.isdigit() for group in groups):
        return False
    year = groups[0] if sizes[0] == 4 else groups[2]
    others = groups[1:] if sizes[0] == 4 else groups[:2]
    return len(year) == 4 and 1900 <= int(year) < 2100 and all(len(o) <= 2 and 0 < int(o) <= 31 for o in others)
