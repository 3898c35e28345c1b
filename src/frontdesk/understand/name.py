"""Who is calling: a name said in any way, bare where it was asked for, spelled, and put right by a letter."""

from dataclasses import dataclass, replace

from frontdesk.model.acts import Expecting, Inform
from frontdesk.model.caller import PersonName
from frontdesk.model.slots import SlotName
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.name_form import LONGEST, join_spelled, split, tidy, with_letter, without_letter
from frontdesk.understand.name_words import (
    MOST_WORDS,
    has_capital,
    is_nameable,
    read_words,
    starts_in_code,
    tells_by_capitals,
)
from frontdesk.understand.normalize import Kind
from frontdesk.understand.phrases import Found
from frontdesk.understand.spelling import CHUNK, read_letter, read_spelled

READER = SlotName.NAME.value
PIECE = 2.2
"""Letters of a piece, on average, where a recogniser wrote down a spelling."""
SPELLED_LETTERS = 3
"""Fewer letters are initials, unless nothing else was said."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A name that was said, or a part of one, and how sure the words around it make it."""

    words: tuple[str, ...]
    start: int
    end: int
    sure: float
    spelled: bool = False
    titled: bool = False
    part: str = ""
    """ "given" or "family" where the caller said so."""


def read_name(hearing: Hearing) -> None:
    """The caller's name. Of several, the surest; the last where something is taken back."""
    readings = _pieces(hearing) or _announced(hearing)
    if not any(reading.sure > 0.8 and not reading.part for reading in readings) and hearing.asked(SlotName.NAME):
        readings.extend(_bare(hearing))
    whole = [reading for reading in readings if not reading.part]
    parts = {reading.part: reading for reading in readings if reading.part}
    if not whole and not parts:
        _read_letter_hint(hearing)
        return
    best = max(whole, key=lambda one: (one.sure, one.start if hearing.corrects else -one.start), default=None)
    used = [one for one in (best, *parts.values()) if one is not None]
    name = _person(hearing, best, parts)
    if name is None:
        return
    sure = max(one.sure for one in used)
    confirming = hearing.asked(SlotName.NAME) and hearing.expectation.expecting is Expecting.CONFIRM_SLOT
    first = min(used, key=lambda one: one.start)
    for one in used:
        hearing.block(one.start, one.end)
    act = Inform(SlotName.NAME, name, hearing.corrects or confirming, sure)
    hearing.take(READER, first.start, max(one.end for one in used if one is first or len(used) == 1), act, sure)


def _person(hearing: Hearing, whole: _Reading | None, parts: dict[str, _Reading]) -> PersonName | None:
    names = hearing.lexicon.name
    given, family, spelled = "", "", False
    if whole is not None:
        given, family = split(tidy(whole.words, names), names, whole.titled)
        spelled = whole.spelled
    for part, reading in parts.items():
        text = " ".join(tidy(reading.words, names))
        given, family = (text, family) if part == "given" else (given, text)
        spelled = spelled or reading.spelled
    name = PersonName(given, family, spelled)
    return name if name.full and len(name.full) <= LONGEST else None


# --- names with words around them -------------------------------------------------------------------------------------


def _announced(hearing: Hearing) -> list[_Reading]:
    """ "My name is …", "this is …", "… here", "last name …"."""
    asked = hearing.asked(SlotName.NAME)
    readings: list[_Reading] = []
    for phrase in hearing.found(READER):
        match phrase.sense.key:
            case "other" if asked:
                reading = _read_at(hearing, phrase.end, trust=True, sure=0.6)
            case "strong":
                reading = _read_at(hearing, phrase.end, trust=True, sure=phrase.sure)
            case "given" | "family" as part:
                reading = _read_at(hearing, phrase.end, trust=True, sure=phrase.sure)
                reading = replace(reading, part=part) if reading else None
            case "weak":
                reading = _read_at(hearing, phrase.end, trust=asked, sure=0.9 if asked else 0.7)
                reading = reading if reading and (asked or _is_likely(hearing, reading)) else None
            case "listed":
                reading = _read_at(hearing, phrase.end, trust=asked, sure=0.9 if asked else 0.75)
                reading = reading if reading and not _is_our_own(hearing, reading) else None
            case "faint":
                reading = _read_at(hearing, phrase.end, trust=False, sure=0.6)
                reading = reading if reading and _is_hardly_else(hearing, reading) else None
            case "after":
                reading = _read_before(hearing, phrase, asked)
            case "anew" if asked:
                reading = _read_at(hearing, phrase.end, trust=True, sure=0.9)
                reading = reading if reading and reading.spelled else None
            case _:
                reading = None
        if reading and not any(reading.start < one.end and one.start < reading.end for one in readings):
            readings.append(reading)
    return readings


def _read_at(hearing: Hearing, at: int, trust: bool, sure: float) -> _Reading | None:
    """The name that begins at or shortly behind token `at`: words, a spelling, or both."""
    at = _skip(hearing, at)
    if at > 0 and hearing.norms[at - 1] in hearing.lexicon.name.articles and not hearing.ends_clause(at - 1):
        return None
    said = None
    spelling = _spelling(hearing, at)
    if spelling is None or spelling[2] < SPELLED_LETTERS:
        said = read_words(hearing, at, trust)
        if said is None and spelling is None:
            return None
    words: list[str] = []
    start, spelled, titled = at, False, False
    if said is not None:
        if hearing.negated(said.start) or starts_in_code(hearing, said.start, said.end):
            return None
        words, at, titled = said.words, said.end, said.titled
        end = at
        spelling = _spelling(hearing, _skip(hearing, at))
        if spelling and spelling[2] < SPELLED_LETTERS:
            spelling = None
    else:
        end = at
    names = hearing.lexicon.name
    while spelling is not None:
        for text in spelling[0]:
            words = join_spelled(words, text, names) if said or not spelled else [*words, text]
        spelled, end = True, spelling[1]
        spelling = _spelling(hearing, _skip(hearing, end))
    words, end, hinted = _with_hints(hearing, words, end)
    return _Reading(tuple(words), start, end, sure, spelled or hinted, titled)


def _spelling(hearing: Hearing, at: int) -> tuple[tuple[str, ...], int, int] | None:
    """The words that are spelled at token `at`, where that ends, and how many letters were said."""
    if at >= len(hearing.tokens):
        return None
    chunks = hearing.asked(SlotName.NAME) and _is_spelling_mostly(hearing)
    found = read_spelled(hearing, at, chunks)
    return (found.words, found.end, found.letters) if found and found.words else None


def _is_spelling_mostly(hearing: Hearing) -> bool:
    """Single letters with short pieces between them, as recognisers write a spelling; not a name with a letter."""
    norms = [hearing.norms[at] for at in hearing.words]
    if norms and len(norms[0]) > 2 and norms[0] in hearing.lexicon.name.given_names:
        return False
    singles = sum(len(norm) == 1 for norm in norms)
    pieces = sum(len(norm) <= CHUNK for norm in norms)
    return (
        len(norms) >= SPELLED_LETTERS
        and singles > 0
        and pieces * 5 >= len(norms) * 4
        and (sum(map(len, norms)) <= PIECE * len(norms))
    )


def _pieces(hearing: Hearing) -> list[_Reading]:
    """A whole answer that is one spelling, though some of its pieces look like words: "I am b e r"."""
    words = hearing.words
    if not hearing.asked(SlotName.NAME) or len(words) < 2 * SPELLED_LETTERS or not _is_spelling_mostly(hearing):
        return []
    if sum(len(hearing.norms[at]) == 1 for at in words) < SPELLED_LETTERS:
        return []
    found = read_spelled(hearing, words[0], chunks=True)
    if found is None or found.end <= words[-1]:
        return []
    split_up = [part for text in found.words for part in join_spelled([], text, hearing.lexicon.name)]
    return [_Reading(tuple(split_up), found.start, found.end, 0.9, spelled=True)]


def _skip(hearing: Hearing, at: int) -> int:
    """Past signs, fillers, and words such as "that's spelled", to where a name may begin."""
    connecting = {p.start: p.end for p in hearing.found(READER, "weak", "anew", "strong")}
    while at < len(hearing.tokens):
        if at in connecting:
            at = connecting[at]
        elif hearing.tokens[at].is_sign or hearing.norms[at] in hearing.lexicon.fillers:
            if len(hearing.norms[at]) == 1 and hearing.norms[at].isalpha() and read_spelled(hearing, at):
                return at
            at += 1
        else:
            return at
    return at


def _read_before(hearing: Hearing, phrase: Found, asked: bool) -> _Reading | None:
    """ "Ada Example here", "Example is my name"."""
    start = phrase.start
    while start > 0 and phrase.start - start < 2 * MOST_WORDS and _goes_back(hearing, start - 1):
        start -= 1
    said = read_words(hearing, start, trust=True) if start < phrase.start else None
    if said is None or said.end != phrase.start or not hearing.leads[start]:
        return None
    reading = _Reading(tuple(said.words), start, said.end, 0.75, titled=said.titled)
    if asked or phrase.end - phrase.start > 1 or _is_likely(hearing, reading):
        return reading
    announces = hearing.ends_clause(phrase.end) and hearing.norms[phrase.end :][:1] != ["?"]
    return reading if announces and not _is_our_own(hearing, reading) and not tells_by_capitals(hearing) else None


def _goes_back(hearing: Hearing, at: int) -> bool:
    return (
        is_nameable(hearing, at, True)
        or hearing.norms[at] in hearing.lexicon.name.titles
        or (hearing.norms[at] == "-" and at > 0)
    )


def _is_likely(hearing: Hearing, reading: _Reading) -> bool:
    """After "I'm" or "this is": a name that is known, written with a capital, or all there is."""
    if _is_our_own(hearing, reading):
        return False
    if reading.spelled or reading.titled or reading.words[0].lower() in hearing.lexicon.name.given_names:
        return True
    if has_capital(hearing, reading.start):
        return True
    if tells_by_capitals(hearing):
        return False
    greeted = len(reading.words) == 1 and hearing.has("commands", "greet")
    return (greeted or len(reading.words) in (2, 3)) and hearing.ends_clause(reading.end)


def _is_hardly_else(hearing: Hearing, reading: _Reading) -> bool:
    """After "for": two words with capitals, or a known given name with another word."""
    host = hearing.vocabulary.hosts.find(hearing.norms[reading.start : reading.end])
    if host or _is_our_own(hearing, reading) or len(reading.words) < 2 or reading.titled:
        return False
    if reading.words[0].lower() in hearing.lexicon.name.given_names:
        return True
    return all(word[:1].isupper() for word in reading.words) and not hearing.text.isupper()


def _is_our_own(hearing: Hearing, reading: _Reading) -> bool:
    """The words name a service or a place of the business."""
    norms = hearing.norms[reading.start : reading.end]
    vocabulary = hearing.vocabulary
    return any(names.find(norms) for names in (vocabulary.services, vocabulary.locations))


# --- a bare name ------------------------------------------------------------------------------------------------------


def _bare(hearing: Hearing) -> list[_Reading]:
    """Names that open a clause, where a name was asked for."""
    readings: list[_Reading] = []
    taken = _meaningful(hearing)
    at = 0
    while at < len(hearing.tokens):
        if not hearing.leads[at] or at in taken or not hearing.free(at, at + 1) or hearing.tokens[at].is_sign:
            at += 1
            continue
        reading = _read_at(hearing, at, trust=True, sure=0.95)
        if reading is None or reading.end <= at:
            at += 1
            continue
        if sure := _sure_of_bare(hearing, reading, taken):
            readings.append(replace(reading, sure=sure))
        at = reading.end
    return readings if hearing.corrects else _in_order(hearing, readings)[:1]


def _in_order(hearing: Hearing, readings: list[_Reading]) -> list[_Reading]:
    """ "Example, Ada" and "Ada, Example" are one name, where nothing else was said."""
    if len(readings) != 2 or any(len(one.words) > 1 or one.spelled or one.titled for one in readings):
        return readings
    first, second = readings
    if len(hearing.words) > 2 or hearing.norms[first.end] != ",":
        return readings
    known = [one.words[0].lower() in hearing.lexicon.name.given_names for one in readings]
    words = second.words + first.words if known == [False, True] else first.words + second.words
    return [_Reading(words, first.start, second.end, 0.8)]


def _sure_of_bare(hearing: Hearing, reading: _Reading, taken: set[int]) -> float:
    """How surely words that open a clause are the name that was asked for; 0 where they are not."""
    if reading.spelled:
        return reading.sure
    if len(reading.words) > MOST_WORDS or any(at in taken for at in range(reading.start, reading.end)):
        return 0.0
    if hearing.vocabulary.services.find(hearing.norms[reading.start : reading.end]):
        return 0.0
    if hearing.ends_clause(reading.end):
        return reading.sure
    after = hearing.tokens[reading.end]
    if after.kind is not Kind.WORD or not hearing.free(reading.end, reading.end + 1):
        return reading.sure
    known = reading.words[0].lower() in hearing.lexicon.name.given_names or has_capital(hearing, reading.start)
    if known or hearing.norms[reading.end] in hearing.lexicon.fillers:
        return reading.sure
    return 0.7 if len(reading.words) < 4 and hearing.only_fillers(0, reading.start) else 0.0


def _meaningful(hearing: Hearing) -> set[int]:
    """Words of phrases that mean something else than a name."""
    return {
        at
        for phrase in hearing.phrases
        if phrase.sense.file not in {READER, "phone", "email"} and phrase.sure == 1.0
        if phrase.end - phrase.start > 1 or hearing.norms[phrase.start] not in hearing.lexicon.name.given_names
        for at in range(phrase.start, phrase.end)
    }


# --- put right by a letter --------------------------------------------------------------------------------------------


def _with_hints(hearing: Hearing, words: list[str], end: int) -> tuple[list[str], int, bool]:
    """ "Anna with two Ns": the words, where the hint ends, and whether there was one."""
    hinted = False
    while words:
        at = end
        while at < len(hearing.tokens) and (hearing.tokens[at].is_sign or hearing.norms[at] in hearing.lexicon.fillers):
            at += 1
        hint = _hint(hearing, at)
        if hint is None:
            break
        letters, count, without, end = hint
        sounds = hearing.lexicon.spelling.sounds
        words = without_letter(words, letters) if without else with_letter(words, letters, count, sounds)
        hinted = True
    return words, end, hinted


def _hint(hearing: Hearing, at: int) -> tuple[str, int | None, bool, int] | None:
    """The letters of "with two Ns", how many (None for "a"), whether they are left out, and where that ends."""
    spelling, numbers = hearing.lexicon.spelling, hearing.lexicon.numbers
    if at >= len(hearing.tokens) or hearing.norms[at] not in spelling.with_letter | spelling.without_letter:
        return None
    without = hearing.norms[at] in spelling.without_letter
    count: int | None = None
    at += 1
    if at < len(hearing.tokens) and hearing.norms[at] in hearing.lexicon.negations:
        without, at = True, at + 1
    norm = hearing.norms[at] if at < len(hearing.tokens) else ""
    if norm in numbers.one:
        at += 1
    elif 0 < (many := numbers.cardinals.get(norm, int(norm) if norm in {"1", "2", "3"} else 0)) < 4:
        count, at = many, at + 1
    elif norm in spelling.times:
        count, at = spelling.times[norm], at + 1
    if at >= len(hearing.tokens):
        return None
    if read := read_letter(hearing, at):
        letters, at = read
    else:
        letters, at = hearing.norms[at], at + 1
        for plural in spelling.plurals:
            letters = letters.removesuffix(plural) if len(letters) == len(plural) + 1 else letters
        if not letters.isalpha() or len(letters) > 2 or letters in hearing.lexicon.name.stops:
            return None
    if at < len(hearing.tokens) and hearing.norms[at].removeprefix("'") in spelling.plurals:
        at += 1
    return letters, count, without, at


def _read_letter_hint(hearing: Hearing) -> None:
    """ "With a Y", said of the name that was just read back."""
    value = hearing.expectation.value
    if not isinstance(value, PersonName) or not hearing.asked(SlotName.NAME):
        return
    for at in hearing.words:
        words, end, hinted = _with_hints(hearing, value.full.split(), at)
        if hinted and hearing.free(at, end):
            names = hearing.lexicon.name
            given, family = split(tidy(words, names), names, titled=not value.given)
            name = PersonName(given, family, spelled=True)
            hearing.take(READER, at, end, Inform(SlotName.NAME, name, corrects=True), 0.9)
            return
