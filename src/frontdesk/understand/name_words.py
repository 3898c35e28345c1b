"""Which words of an utterance can be part of a name, and how far a name reaches."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from frontdesk.model.caller import NameHalf
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.lexicon import NameWords
from frontdesk.understand.normalize import Kind, normalize

MOST_WORDS = 5
_BEFORE_CODE = frozenset("{}[]<>=$%`|\\*_/#&;+^~@")
_BEHIND_NAME = frozenset("{<=$%`|*_^~@")
_HYPHENS = frozenset("-")
_APOSTROPHES = frozenset("'’`ʼ")


@dataclass(slots=True)
class Said:
    """The words of a name from token `start` up to, not including, `end`."""

    start: int
    end: int
    words: list[str] = field(default_factory=list)
    titled: bool = False


def read_words(hearing: Hearing, at: int, trust: bool, until: int | None = None) -> Said | None:
    """The name that begins at token `at` and ends before `until`.

    `trust` where a name was asked for or announced, so that odd words count.
    """
    said = Said(at, at)
    at = _skip_titles(hearing, at, said)
    trust = trust or said.titled
    last = len(hearing.tokens) if until is None else until
    while at < last and weighty(said.words, hearing.lexicon.name) < MOST_WORDS + 1 and len(said.words) < 2 * MOST_WORDS:
        if said.words and _hesitates(hearing, at) and is_nameable(hearing, at + 1, trust):
            at += 1
        if said.words and len(hearing.norms[at]) > 2 and hearing.norms[at] in hearing.lexicon.name.titles:
            at += 1  # "Maximilian Freiherr von Example"
            continue
        end = _word_end(hearing, at)
        if not _fits(hearing, at, end, said, trust):
            break
        said.words.append(_text(hearing, at, end))
        at = said.end = end
        if len(hearing.norms[end - 1]) == 1 and at < len(hearing.tokens) and hearing.norms[at] == ".":
            following = at + 1
            if following < len(hearing.tokens) and is_nameable(hearing, following, trust):
                at = following  # "Ada B. Example"
    return _joined(_within_capitals(hearing, said), hearing) if said.words else None


def weighty(words: Sequence[str], names: NameWords) -> int:
    """How many words there are, small ones like "de la" aside."""
    return sum(normalize(word) not in names.particles for word in words)


def starts_in_code(hearing: Hearing, start: int, end: int) -> bool:
    """Template, markup or query signs beside the words: what stands there is not a name."""
    norms, tokens = hearing.norms, hearing.tokens
    if start > 0 and norms[start - 1] in _BEFORE_CODE:
        return True
    call = end < len(norms) and norms[end] == "(" and tokens[end].start == tokens[end - 1].end
    return call or (end < len(norms) and norms[end] in _BEHIND_NAME)


def is_nameable(hearing: Hearing, at: int, trust: bool) -> bool:
    """Whether this one word may be part of a name."""
    if at >= len(hearing.tokens) or not hearing.free(at, at + 1):
        return False
    token, names = hearing.tokens[at], hearing.lexicon.name
    if token.kind is not Kind.WORD or not any(sign.isalpha() for sign in token.norm):
        return False
    if token.norm in hearing.lexicon.spelling.times:
        return False
    if token.norm in names.titles or token.norm in names.firms:
        return False
    if token.norm in hearing.lexicon.fillers:
        return token.norm in names.given_names and has_capital(hearing, at)  # "Vera" where "verá" is a filler
    if token.norm in names.common:
        if token.norm in names.stops:
            return (trust or has_capital(hearing, at)) and _ends_or_goes_on(hearing, at + 1)
        return trust or has_capital(hearing, at)
    return token.norm not in names.stops


def tells_by_capitals(hearing: Hearing) -> bool:
    """Whether capitals mean anything here: not where there are none, or nothing else."""
    words = [hearing.tokens[at].text for at in hearing.words]
    return any(len(word) > 1 and word[:1].isupper() for word in words[1:]) and not hearing.text.isupper()


def has_capital(hearing: Hearing, at: int) -> bool:
    """Written with a capital where not everything is, and not every noun either."""
    plain = hearing.lexicon.name.capital_nouns or hearing.text.isupper()
    return hearing.tokens[at].text[:1].isupper() and not plain


def _ends_or_goes_on(hearing: Hearing, at: int) -> bool:
    return (
        hearing.ends_clause(at)
        or hearing.norms[at] in hearing.lexicon.spelling.with_letter
        or (hearing.tokens[at].kind is not Kind.WORD or hearing.norms[at] not in hearing.lexicon.name.stops)
    )


def _fits(hearing: Hearing, at: int, end: int, said: Said, trust: bool) -> bool:
    token, norm, names = hearing.tokens[at], hearing.norms[at], hearing.lexicon.name
    if token.kind is not Kind.WORD or not hearing.free(at, end):
        return False
    trust = trust or (bool(said.words) and normalize(said.words[-1]) in names.given_names)
    more = end < len(hearing.tokens) and is_nameable(hearing, end, trust)
    if norm in names.joiners and len(said.words) > 1 and more:
        return has_capital(hearing, end) or hearing.norms[end] in names.surnames  # "Ortega y Gasset"
    if len(token.text) == 1 and norm.isascii():
        return _initial(hearing, at, end, said)
    if norm in names.particles and (said.words or norm not in names.stops or said.titled or begins_family(hearing, at)):
        particle = end < len(hearing.tokens) and hearing.norms[end] in names.particles
        if more or particle:
            return True
    if is_nameable(hearing, at, trust):
        return True
    known = norm in names.stops or norm in hearing.lexicon.fillers
    return bool(  # "Emanuel Cant": a family name that is also a word
        known and said.words and has_capital(hearing, at) and has_capital(hearing, at - 1) and hearing.ends_clause(end)
    )


def begins_family(hearing: Hearing, at: int) -> bool:
    """ "Le Goff": a small word with a capital before another; where the family name was asked for, "de la Cruz" too."""
    particles = hearing.lexicon.name.particles
    if at + 1 >= len(hearing.tokens) or hearing.norms[at] not in particles:
        return False
    if hearing.expectation.half is not None and hearing.expectation.half.missing is NameHalf.FAMILY:
        behind = next((one for one in range(at, len(hearing.tokens)) if hearing.norms[one] not in particles), at)
        return is_nameable(hearing, behind, trust=True)
    return has_capital(hearing, at) and has_capital(hearing, at + 1) and is_nameable(hearing, at + 1, trust=True)


def _hesitates(hearing: Hearing, at: int) -> bool:
    """ "Ada um Example"."""
    return hearing.norms[at] in hearing.lexicon.fillers and hearing.norms[at] not in hearing.lexicon.name.stops


def _initial(hearing: Hearing, at: int, end: int, said: Said) -> bool:
    """ "Ada B. Example", "O'Brien" said apart; not the letters of a spelling."""
    after = end + 1 if end < len(hearing.tokens) and hearing.norms[end] == "." else end
    if is_nameable(hearing, after, True) and len(hearing.tokens[after].text) > 1:
        return after > end or hearing.norms[at] not in hearing.lexicon.name.stops
    return bool(said.words) and has_capital(hearing, at) and hearing.ends_clause(end)


def _skip_titles(hearing: Hearing, at: int, said: Said) -> int:
    names = hearing.lexicon.name
    if opens_with_article(hearing, at):
        at += 1
    while at < len(hearing.tokens) and hearing.norms[at] in names.titles and not _is_initial_of(hearing, at):
        said.titled = hearing.norms[at] not in names.given_titles
        at += 1
        while at < len(hearing.tokens) and hearing.norms[at] in {".", "-"}:
            at += 1
    return at


def opens_with_article(hearing: Hearing, at: int) -> bool:
    """ "Die Anna", "la señora": an article before a title or a given name that is known."""
    names, norms = hearing.lexicon.name, hearing.norms
    if at + 1 >= len(norms) or norms[at] not in names.articles:
        return False
    return norms[at + 1] in names.titles or (norms[at + 1] in names.given_names and not names.two_surnames)


def _is_initial_of(hearing: Hearing, at: int) -> bool:
    """A title of one letter has a point or a name behind it: "M. Dupont"."""
    if len(hearing.norms[at]) > 1:
        return False
    after = at + 1 + (hearing.norms[at + 1 : at + 2] == ["."])
    return not is_nameable(hearing, after, True) or len(hearing.norms[after]) == 1


def _word_end(hearing: Hearing, at: int) -> int:
    """The end of one written word: hyphens, apostrophes and vowel signs of other scripts join tokens that touch."""
    tokens = hearing.tokens
    end = at + 1
    while end < len(tokens) and tokens[end].start == tokens[end - 1].end and hearing.free(end, end + 1):
        sign = tokens[end].text
        is_word = tokens[end].kind is Kind.WORD
        joined = is_word and (tokens[end - 1].is_sign or tokens[end - 1].text[-1:] in _APOSTROPHES)
        if joined or unicodedata.category(sign[0]).startswith("M"):
            end += 1
        elif sign in _HYPHENS | _APOSTROPHES and _touches_word(hearing, end + 1):
            end += 2
        else:
            break
    return end


def _touches_word(hearing: Hearing, at: int) -> bool:
    tokens = hearing.tokens
    touches = at < len(tokens) and tokens[at].kind is Kind.WORD and tokens[at].start == tokens[at - 1].end
    return touches and len(tokens[at].norm) > 1


def _text(hearing: Hearing, start: int, end: int) -> str:
    """The word as it is written, composed, without what nobody sees."""
    text = unicodedata.normalize("NFC", hearing.said(start, end))
    return "".join("'" if sign in _APOSTROPHES else sign for sign in text if unicodedata.category(sign) != "Cf")


def _within_capitals(hearing: Hearing, said: Said) -> Said:
    """ "Ada Example regarding my knee": a name with capitals ends with them, unless the clause ends with the name."""
    if hearing.ends_clause(said.end) or not said.words[0][:1].isupper() or hearing.text.isupper():
        return said
    at, kept = said.end, len(said.words)
    while kept > 1 and said.words[kept - 1].islower():
        at -= len(said.words[kept - 1].split("-")) * 2 - 1
        kept -= 1
    return Said(said.start, at, said.words[:kept], said.titled) if kept < len(said.words) else said


def _joined(said: Said, hearing: Hearing) -> Said:
    """ "Mc Donald" and "O Brien" are one word."""
    words: list[str] = []
    for word in said.words:
        if words and words[-1].lower() in {prefix.rstrip("'") for prefix in hearing.lexicon.name.prefixes}:
            prefix = next(p for p in hearing.lexicon.name.prefixes if p.rstrip("'") == words[-1].lower())
            words[-1] = prefix.capitalize() + (word if word[:1].isupper() else word.capitalize())
        else:
            words.append(word)
    said.words = words
    return said
