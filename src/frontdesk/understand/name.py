"""Who is calling: a name said in any way, bare where it was asked for, spelled, and put right by a letter."""

from dataclasses import replace

from frontdesk.model.caller import PersonName
from frontdesk.model.caller_acts import Command, Do, Inform, Topic
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.name_bare import is_our_own, read_bare, read_beside_number, read_own_clause, surer
from frontdesk.understand.name_form import LONGEST, given_and_family, knows, other_half, put_right, split, tidy
from frontdesk.understand.name_hints import with_hints
from frontdesk.understand.name_reading import READER, Reading, cue_end, is_spelled_on, read_at, read_pieces
from frontdesk.understand.name_words import (
    MOST_WORDS,
    Said,
    has_capital,
    is_nameable,
    read_words,
    tells_by_capitals,
)
from frontdesk.understand.normalize import normalize
from frontdesk.understand.phrases import Found, Where

MOST_CUES = 24
"""Nobody says a name this often in one breath; the rest is not looked at."""
POSSESSIVE = "'s"
FULL_NAME = 2
HELD = 0.75
TOLD = 0.9
"""Which half of a name it is was asked, and is told."""
UNSURE = ("weak", "listed", "other")
"""Asked about once: "the Example Hall booking" may be of a place."""


def read_name(hearing: Hearing) -> None:
    """The caller's name. Of several, the surest; the last where something is taken back."""
    if _dictates_an_address(hearing):
        return
    readings = read_pieces(hearing) or _announced(hearing)
    if not any(reading.sure > 0.8 and not reading.part for reading in readings) and hearing.asked(SlotName.NAME):
        readings.extend(read_bare(hearing))
    if not readings:
        readings = read_beside_number(hearing) or read_own_clause(hearing)
    whole = [reading for reading in readings if not reading.part]
    parts = {reading.part: reading for reading in readings if reading.part}
    if not whole and not parts:
        _read_letter_hint(hearing)
        return
    if parts and not whole and (before := _before_part(hearing, min(parts.values(), key=lambda one: one.start))):
        whole = [before]
    best = max(whole, key=lambda one: (one.sure, one.start if hearing.corrects else -one.start), default=None)
    used = [one for one in (best, *parts.values()) if one is not None]
    half = hearing.expectation.half
    name = _person(hearing, best, parts)
    if name is None:
        return
    meant_before = half is not None and _was_the_other_half(hearing, name, half, parts)
    sure = max(one.sure for one in used)
    confirming = hearing.asked(SlotName.NAME) and hearing.expectation.expecting is Expecting.CONFIRM_SLOT
    first = min(used, key=lambda one: one.start)
    for one in used:
        hearing.block(one.start, one.end)
    only_given = name.spelled and best is None and set(parts) == {"given"}
    act = Inform(SlotName.NAME, name, hearing.corrects or confirming or only_given or meant_before, sure)
    hearing.take(READER, first.start, max(one.end for one in used if one is first or len(used) == 1), act, sure)


def _dictates_an_address(hearing: Hearing) -> bool:
    """ "It's ada dot example …", where the e-mail was asked for: an address, even if it cannot be read."""
    words = hearing.lexicon.email
    return hearing.asked(SlotName.EMAIL) and any(
        norm in words.at or (norm in words.dot and norm.isalpha()) for norm in hearing.norms
    )


def _person(hearing: Hearing, whole: Reading | None, parts: dict[str, Reading]) -> PersonName | None:
    names = hearing.lexicon.name
    half = hearing.expectation.half
    if half is not None and whole is not None and not parts:
        return _of_length(*other_half(whole.words, half.given, half.family, names), whole.spelled)
    given, family, spelled = "", "", False
    if half is not None and parts:  # "my last name is Lopez"
        said = {part: " ".join(tidy(reading.words, names)) for part, reading in parts.items()}
        spelled = any(reading.spelled for reading in parts.values())
        return _of_length(said.get("given", ""), said.get("family", ""), spelled)
    before = hearing.expectation.value if hearing.asked(SlotName.NAME) else None
    if isinstance(before, PersonName):
        given, family = (before.given, before.family) if whole is None else ("", "")
    if whole is not None:
        given, family = given_and_family(whole.words, names, whole.titled)
        if isinstance(before, PersonName) and len(whole.words) == 1:
            given, family = put_right(before.given, before.family, given or family)
        elif len(parts) == 1 and not (given and family):
            given, family = ("", given or family) if "given" in parts else (given or family, "")
        spelled = whole.spelled
    for part, reading in parts.items():
        if len(parts) == 1 and whole is None and part == "given" and not family and len(reading.words) > 1:
            given, family = given_and_family(reading.words, names)  # "nombre Ana García"
            continue
        text = " ".join(tidy(reading.words, names))
        given, family = (text, family) if part == "given" else (given, text)
        spelled = spelled or reading.spelled
    return _of_length(given, family, spelled)


def _of_length(given: str, family: str, spelled: bool) -> PersonName | None:
    name = PersonName(given, family, spelled)
    return name if name.full and len(name.full) <= LONGEST else None


def _was_the_other_half(hearing: Hearing, name: PersonName, half: PersonName, parts: dict[str, Reading]) -> bool:
    """ "Lopez", "and your last name?", "Lopez is my last name", or "no, Lopez": that is what was said before."""
    return name.full.casefold() == half.full.casefold() and (bool(parts) or hearing.takes_back)


# --- names with words around them -------------------------------------------------------------------------------------


def _announced(hearing: Hearing) -> list[Reading]:
    """ "My name is …", "this is …", "… here", "last name …"."""
    asked = hearing.asked(SlotName.NAME)
    for_other = any(one.act == Do(Command.FOR_SOMEBODY) for one in hearing.evidence)
    readings: list[Reading] = []
    for phrase in [*hearing.found(READER)[:MOST_CUES], *(_half_taken(hearing) if for_other else ())]:
        if phrase.sure < 1.0 and phrase.end - phrase.start == 1:
            continue  # "Lester" is no slip of "letter"
        if is_spelled_on(hearing, phrase) or (phrase.sense.key in UNSURE and _is_asked_about(hearing, phrase)):
            continue
        match phrase.sense.key:
            case "other" if asked or (for_other and _is_of_theirs(hearing, phrase)):
                reading = read_at(hearing, cue_end(hearing, phrase), trust=True, sure=0.9 if for_other else 0.6)
            case "strong":
                reading = read_at(hearing, cue_end(hearing, phrase), trust=True, sure=phrase.sure)
            case "given" | "family" as part:
                reading = read_at(hearing, cue_end(hearing, phrase), trust=True, sure=phrase.sure)
                reading = replace(reading, part=part) if reading else None
            case "weak":
                reading = read_at(hearing, cue_end(hearing, phrase), trust=asked, sure=0.9 if asked else 0.7)
                if asked and reading and reading.spelled and not hearing.only_fillers(0, phrase.start):
                    continue  # "Ada Example, that's E X A …" is read from its beginning
                reading = (
                    surer(hearing, reading) if reading and (asked or _is_meant(hearing, reading, phrase)) else None
                )
            case "listed":
                reading = read_at(hearing, cue_end(hearing, phrase), trust=asked, sure=0.9 if asked else 0.75)
                reading = reading if reading and not is_our_own(hearing, reading) else None
            case "faint":
                reading = read_at(hearing, cue_end(hearing, phrase), trust=False, sure=0.6)
                reading = reading if reading and _is_hardly_else(hearing, reading) else None
            case "after":
                reading = _read_before(hearing, phrase, asked)
            case "given_after" | "family_after" as part:
                if reading := _read_before(hearing, phrase, asked):
                    sure = max(reading.sure, TOLD) if asked else reading.sure
                    reading = replace(reading, part=part.removesuffix("_after"), sure=sure)
            case "held":
                reading = _read_held(hearing, phrase)
            case "anew" if asked:
                reading = read_at(hearing, cue_end(hearing, phrase), trust=True, sure=0.9)
                reading = reading if reading and reading.spelled else None
            case _:
                reading = None
        if reading and not any(reading.start < one.end and one.start < reading.end for one in readings):
            readings.append(reading)
    return readings


def _is_of_theirs(hearing: Hearing, cue: Found) -> bool:
    """ "It's for my daughter, her name is Zoe": of who comes, and not of the doctor."""
    return not hearing.lexicon.theirs.isdisjoint(hearing.norms[cue.start : cue.end])


def _half_taken(hearing: Hearing) -> list[Found]:
    """ "For my son, his name is Max": "my son" tells whom it is for, and leads to his name as well."""
    cues = (one for one in hearing.phrases if (one.sense.file, one.sense.key) == (READER, "other"))
    return [one for one in cues if not hearing.stands(one) and hearing.free(one.end - 1, one.end)]


def _is_asked_about(hearing: Hearing, cue: Found) -> bool:
    """ "What is its average rating?": a question word opens the clause."""
    if any(one.start < cue.start for one in hearing.found("commands", Command.CANCEL, Command.RESCHEDULE)):
        return False  # "is it possible to cancel the booking under Example?"
    questions = [one for one in hearing.found("facts", Topic.OTHER) if one.start < cue.start]
    opened = (hearing.clause_end(one.start) for one in questions if one.sense.where is Where.START)
    return any(cue.start < one.end for one in questions) or any(cue.end <= end for end in opened)


def _read_before(hearing: Hearing, phrase: Found, asked: bool) -> Reading | None:
    """ "Ada Example here", "Example is my name"."""
    start = phrase.start
    while start > 0 and phrase.start - start < 2 * MOST_WORDS and _goes_back(hearing, start - 1):
        start -= 1
    said = read_words(hearing, start, trust=True, until=phrase.start) if start < phrase.start else None
    if said is None or said.end != phrase.start or not hearing.leads[start]:
        return None
    words = _behind_comma(hearing, start, said) if len(said.words) == 1 else None
    reading = surer(hearing, Reading(words or tuple(said.words), start, said.end, 0.75, titled=said.titled))
    if asked or phrase.end - phrase.start > 1 or _is_likely(hearing, reading, start):
        return reading
    announces = hearing.ends_clause(phrase.end) and hearing.norms[phrase.end :][:1] != ["?"]
    names = hearing.lexicon.name
    known = normalize(reading.words[-1]) in names.surnames if names.capital_nouns else not tells_by_capitals(hearing)
    return reading if announces and known and not is_our_own(hearing, reading) else None


def _read_held(hearing: Hearing, phrase: Found) -> Reading | None:
    """ "The Ada Example booking": two words with capitals between an article and what they hold, in words without."""
    start, names = phrase.start, hearing.lexicon.name
    while start > 0 and phrase.start - start <= MOST_WORDS and has_capital(hearing, start - 1):
        start -= 1
    articled = start > 0 and hearing.norms[start - 1] in names.articles
    said = read_words(hearing, start, trust=False, until=phrase.start) if articled else None
    if said is None or said.end != phrase.start or len(said.words) < FULL_NAME:
        return None
    reading = Reading(tuple(said.words), start, said.end, HELD)
    ours = is_our_own(hearing, reading) or hearing.vocabulary.hosts.find(hearing.norms[start : said.end])
    strange = hearing.lexicon.familiar.isdisjoint(map(normalize, said.words))
    return reading if not ours and (strange or knows(said.words[0], names)) else None


def _behind_comma(hearing: Hearing, start: int, said: Said) -> tuple[str, ...] | None:
    """ "Example, Ada" of "Example, Ada is my name"."""
    at = start - 2
    if (
        at < 0
        or hearing.norms[at + 1] != ","
        or not hearing.leads[at]
        or not knows(said.words[0], hearing.lexicon.name)
    ):
        return None
    family = read_words(hearing, at, trust=True)
    return (*said.words, *family.words) if family and family.end == start - 1 else None


def _before_part(hearing: Hearing, part: Reading) -> Reading | None:
    """ "Example" of "Example, first name Ada"."""
    cue = next((one for one in hearing.found(READER, part.part) if one.end <= part.start), None)
    if cue is None:
        return None
    at = cue.start
    while at > 0 and (hearing.norms[at - 1] == "," or _goes_back(hearing, at - 1)):
        at -= 1
    said = read_words(hearing, at, trust=True, until=cue.start) if at < cue.start and hearing.leads[at] else None
    behind = said is not None and all(hearing.tokens[one].is_sign for one in range(said.end, cue.start))
    return Reading(tuple(said.words), said.start, said.end, part.sure) if said and behind else None


def _goes_back(hearing: Hearing, at: int) -> bool:
    return (
        is_nameable(hearing, at, True)
        or hearing.norms[at] in hearing.lexicon.name.titles
        or (hearing.norms[at] == "-" and at > 0)
    )


def _is_meant(hearing: Hearing, reading: Reading, cue: Found) -> bool:
    """After words that also take something back only what can hardly be else: "I said upper arm"."""
    corrects = any(one.start == cue.start for one in hearing.found("commands", "corrects"))
    return _is_hardly_else(hearing, reading) if corrects else _is_likely(hearing, reading, cue.start)


def _is_likely(hearing: Hearing, reading: Reading, start: int) -> bool:
    """After "I'm" or "this is": a name that is known, written with a capital, or all there is."""
    if is_our_own(hearing, reading) or hearing.norms[reading.end : reading.end + 1] == [POSSESSIVE]:
        return False
    if reading.spelled or reading.titled or knows(reading.words[0], hearing.lexicon.name):
        return True
    if has_capital(hearing, reading.start):
        return True
    if tells_by_capitals(hearing) or not hearing.leads[start]:
        return False
    greeted = len(reading.words) == 1 and hearing.has("commands", "greet")
    return (greeted or len(reading.words) in (2, 3)) and hearing.ends_clause(reading.end)


def _is_hardly_else(hearing: Hearing, reading: Reading) -> bool:
    """After "for": two words with capitals, or a known given name with another word."""
    asked, hosts = hearing.asked(SlotName.NAME), hearing.vocabulary.hosts
    found = hosts.find(hearing.norms[reading.start : reading.end])  # a caller may have a host's surname
    host = any(one.whole or not asked for one in found)
    if host or is_our_own(hearing, reading) or len(reading.words) < 2 or reading.titled:
        return False
    if knows(reading.words[0], hearing.lexicon.name):
        return True
    return all(word[:1].isupper() for word in reading.words) and not hearing.text.isupper()


# --- put right by a letter --------------------------------------------------------------------------------------------


def _read_letter_hint(hearing: Hearing) -> None:
    """ "With a Y", said of the name that was just read back."""
    value = hearing.expectation.value
    if not isinstance(value, PersonName) or not hearing.asked(SlotName.NAME):
        return
    for at in hearing.words:
        words, end, hinted = with_hints(hearing, value.full.split(), at)
        if hinted and hearing.free(at, end):
            names = hearing.lexicon.name
            given, family = split(tidy(words, names), names, titled=not value.given)
            name = PersonName(given, family, spelled=True)
            hearing.take(READER, at, end, Inform(SlotName.NAME, name, corrects=True), 0.9)
            return
