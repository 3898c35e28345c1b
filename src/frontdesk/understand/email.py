"""E-mail addresses: typed, or said in words ("ada dot example at example dot com"), or spelled."""

import re
from dataclasses import dataclass

from frontdesk.model.caller import EmailAddress
from frontdesk.model.caller_acts import Inform
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName
from frontdesk.understand.digits import read_digits
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.normalize import Kind
from frontdesk.understand.spelling import read_letter

READER = SlotName.EMAIL.value
LONGEST = 254
"""Characters of an address (RFC 5321, 4.5.3.1.3, less the angle brackets)."""
LONGEST_LOCAL = 64
LABEL_WORDS = 4
"""Words that one part of a host may be said in: "example mail dot com"."""
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+", re.IGNORECASE)
_MARKS = frozenset("_-+")


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    start: int
    end: int


def read_email(hearing: Hearing) -> None:
    """The first address that is given; of several, the last where something is taken back."""
    found = sorted([*_typed(hearing), *_spoken(hearing)], key=lambda part: part.start)
    if not found:
        return
    confirming = hearing.asked(SlotName.EMAIL) and hearing.expectation.expecting is Expecting.CONFIRM_SLOT
    best = found[-1] if hearing.corrects else found[0]
    act = Inform(SlotName.EMAIL, EmailAddress(best.text), hearing.corrects or confirming)
    hearing.take(READER, best.start, best.end, act)
    for other in found:
        hearing.block(other.start, other.end)


def tidy_address(address: str) -> str | None:
    """The address with its host in small letters, or None where it cannot be one (RFC 5321)."""
    local, at, host = address.rpartition("@")
    host = host.lower().rstrip(".")
    labels = host.split(".")
    fits = bool(at) and len(local) <= LONGEST_LOCAL and len(address) <= LONGEST
    sensible = _LOCAL.fullmatch(local) and local[:1] != "." and local[-1:] != "." and ".." not in local
    named = len(labels) > 1 and all(_is_label(label) for label in labels) and len(labels[-1]) > 1
    return f"{local}@{host}" if fits and sensible and named and not labels[-1].isdigit() else None


def _is_label(label: str) -> bool:
    return label.replace("-", "").isalnum() and label[0] != "-" and label[-1] != "-" and len(label) <= 63


def _typed(hearing: Hearing) -> list[_Part]:
    found = []
    for at, token in enumerate(hearing.tokens):
        if token.kind is Kind.EMAIL and hearing.free(at, at + 1):
            text = token.text.rpartition(":")[2].strip("<>()[]{}\"',;!?")
            if address := tidy_address(text):
                found.append(_Part(address, at, at + 1))
    return found


def _spoken(hearing: Hearing) -> list[_Part]:
    """Addresses around a spoken or a lone written "at"."""
    found: list[_Part] = []
    starts = {phrase.end for phrase in hearing.found(READER, "cue")}
    examples = _examples(hearing)
    floor = 0
    for at, norm in enumerate(hearing.norms):
        if norm not in hearing.lexicon.email.at or at < floor or not hearing.free(at, at + 1):
            continue
        host = _host(hearing, at + 1)
        local = _local(hearing, floor, at, starts, examples) if host else None
        if host and local and (address := tidy_address(f"{local.text}@{host.text}")):
            found.append(_Part(address, local.start, host.end))
            floor = host.end
    return found


def _host(hearing: Hearing, at: int) -> _Part | None:
    """ "Example dot co dot uk"; a provider without its ending is no address, for nobody may make one up."""
    start, labels, words = at, [""], 0
    end = at
    while at < len(hearing.tokens):
        if labels[-1] and _is_dot(hearing, at):
            labels, words, at = [*labels, ""], 0, at + 1
            continue
        if words and len(labels) > 1 and not _letters_only(hearing, at, labels[-1]):
            break  # the ending is one word
        piece = _piece(hearing, at)
        if piece is None or words == LABEL_WORDS + 20 * (len(labels[-1]) == words):
            break
        labels[-1] += piece[0]
        words, at = words + 1, piece[1]
        end = at
    labels = [label for label in labels if label]
    return _Part(".".join(labels), start, end) if len(labels) > 1 else None


def _letters_only(hearing: Hearing, at: int, label: str) -> bool:
    """The ending is being spelled: "dot c o m"."""
    return len(label) < 3 and len(hearing.norms[at]) == 1 and hearing.norms[at].isalpha() and len(label) > 0


def _is_dot(hearing: Hearing, at: int) -> bool:
    if hearing.norms[at] == ".":
        return at + 1 < len(hearing.tokens) and hearing.tokens[at + 1].start == hearing.tokens[at].end
    return hearing.norms[at] in hearing.lexicon.email.dot


def _local(hearing: Hearing, floor: int, end: int, starts: set[int], examples: set[int]) -> _Part | None:
    """What stands before the "at", back to where the address begins."""
    begin = end
    while begin > floor and begin not in starts and (begin - 1 in examples or _belongs(hearing, begin - 1)):
        begin -= 1
    while begin < end and (_is_filler(hearing, begin) or (begin not in examples and _is_lone_word(hearing, begin))):
        begin += 1
    text, at = "", begin
    while at < end:
        if _is_dot(hearing, at) or hearing.norms[at] == ".":
            text, at = text + ".", at + 1
        elif not _is_filler(hearing, at) and (piece := _piece(hearing, at)) is not None and piece[1] <= end:
            text, at = text + piece[0], piece[1]
        else:
            at += 1
    return _Part(text, begin, end) if text else None


def _is_filler(hearing: Hearing, at: int) -> bool:
    norm = hearing.norms[at]
    return norm in hearing.lexicon.fillers and len(norm) > 1 and _digits(hearing, at) is None


def _examples(hearing: Hearing) -> set[int]:
    """The tokens of "A as in apple"."""
    inside: set[int] = set()
    for at in range(len(hearing.tokens)):
        read = read_letter(hearing, at)
        if read and read[1] - at > 1:
            inside.update(range(at, read[1]))
    return inside


def _belongs(hearing: Hearing, at: int) -> bool:
    """Whether this token is part of the address that is being said."""
    norm, token = hearing.norms[at], hearing.tokens[at]
    email = hearing.lexicon.email
    if not hearing.free(at, at + 1):
        return False
    if norm in email.dot or norm in email.marks or norm in _MARKS or norm in hearing.lexicon.fillers:
        return True
    if at and "_".join(hearing.norms[at - 1 : at + 1]) in email.marks:
        return True
    if token.is_sign:
        return norm == "." and at + 1 < len(hearing.tokens) and hearing.tokens[at + 1].start == token.end
    if read_digits(hearing.tokens, at, hearing.lexicon.numbers) or norm in hearing.lexicon.numbers.repeats:
        return True
    if token.kind not in {Kind.WORD, Kind.CODE, Kind.NUMBER, Kind.FIGURES, Kind.PHONE}:
        return False
    return len(norm) == 1 or norm not in hearing.lexicon.name.stops or _joined(hearing, at)


def _is_lone_word(hearing: Hearing, at: int) -> bool:
    """The "e" of "e r i dot" is a letter; that of "è samuele dot" is a word."""
    after = hearing.tokens[at + 1 : at + 2]
    spelled = any(len(token.text) == 1 and token.text.isalpha() for token in after)
    lone = len(hearing.norms[at]) == 1 and hearing.norms[at] in hearing.lexicon.name.stops
    return lone and not spelled and not _joined(hearing, at)


def _joined(hearing: Hearing, at: int) -> bool:
    """A dot, a mark or the "at" stands behind this word, so it is part of the address whatever it means."""
    email, norms = hearing.lexicon.email, hearing.norms
    if at + 1 >= len(norms):
        return False
    after = norms[at + 1]
    return _is_dot(hearing, at + 1) or after in email.marks or after in _MARKS or after in email.at


def _piece(hearing: Hearing, at: int) -> tuple[str, int] | None:
    """The characters that one or a few tokens stand for."""
    token, norm = hearing.tokens[at], hearing.norms[at]
    if norm in _MARKS:
        return norm, at + 1
    if mark := _mark(hearing, at):
        return mark
    if _is_spelled(hearing, at) and (letter := read_letter(hearing, at)):
        return letter
    if digits := _digits(hearing, at):
        return digits
    if token.kind in {Kind.WORD, Kind.CODE, Kind.FIGURES, Kind.PHONE} and norm.isascii():
        return norm.replace("'", "").replace(" ", ""), at + 1
    return None


def _mark(hearing: Hearing, at: int) -> tuple[str, int] | None:
    """The mark said from here, in two words or in one: "guion bajo" is no "guion"."""
    for words in (2, 1):
        if mark := hearing.lexicon.email.marks.get("_".join(hearing.norms[at : at + words])):
            return mark, at + words
    return None


def _is_spelled(hearing: Hearing, at: int) -> bool:
    """A single letter, several of one, or a word of a spelling alphabet among others."""
    norms, spelling = hearing.norms, hearing.lexicon.spelling
    around = norms[max(0, at - 1) : at] + norms[at + 1 : at + 2]
    if norms[at] in spelling.times:
        return at + 1 < len(norms) and len(norms[at + 1]) == 1 and norms[at + 1].isalpha()
    return len(norms[at]) == 1 or (
        norms[at] in spelling.alphabet and any(len(norm) == 1 or norm in spelling.alphabet for norm in around)
    )


def _digits(hearing: Hearing, at: int) -> tuple[str, int] | None:
    """Digits; an "oh" is one only next to another."""
    numbers = hearing.lexicon.numbers
    read = read_digits(hearing.tokens, at, numbers)
    if read is None or hearing.norms[at] not in numbers.zero:
        return read
    after = read_digits(hearing.tokens, at + 1, numbers)
    before = read_digits(hearing.tokens, at - 1, numbers) if at else None
    return read if after or before else None
