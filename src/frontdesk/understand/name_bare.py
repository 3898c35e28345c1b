"""A name that stands by itself: where it was asked for, beside a number, or as a clause of its own."""

from dataclasses import replace

from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName
from frontdesk.understand.hearing import PROPOSES, Hearing
from frontdesk.understand.name_form import knows
from frontdesk.understand.name_reading import READER, Reading, read_at
from frontdesk.understand.name_words import MOST_WORDS, has_capital, weighty
from frontdesk.understand.normalize import Kind, normalize
from frontdesk.understand.spelling import read_spelled
from frontdesk.understand.vocabulary import Naming

MOST_BARE = 4
MOST_LISTED = 40
"""Words of a list among which a name is looked for."""
FULL = 0.9
"""A first and a last name that were told unasked, but told as a name: the read-back is check enough."""

LIKELY = 0.75
"""Two words beside a number, without capitals and not known as names: asked about once."""
OF_THE_PERSON = (SlotName.PHONE, SlotName.EMAIL, SlotName.CONTACT_CHANNEL)

SENTENCE_ENDS = frozenset(".!?…\n")
REMARK = 2
"""Words that may stand behind a name of one word that we do not know."""


def read_bare(hearing: Hearing) -> list[Reading]:
    """Names that open a clause, where a name was asked for."""
    readings: list[Reading] = []
    taken = _meaningful(hearing)
    at = 0
    while at < len(hearing.tokens) and len(readings) < MOST_BARE:
        opens = hearing.leads[at] and hearing.free(at, at + 1) and not hearing.tokens[at].is_sign
        if not opens or (at in taken and not read_spelled(hearing, at)):
            at += 1
            continue
        reading = read_at(hearing, at, trust=True, sure=0.95)
        if reading is None or reading.end <= at:
            at += 1
            continue
        if sure := _sure_of_bare(hearing, reading, taken):
            readings.append(replace(reading, sure=sure))
        at = reading.end
    return readings if hearing.corrects else _in_order(hearing, readings)[:1]


def read_beside_number(hearing: Hearing) -> list[Reading]:
    """ "Ada Example 020 7946 0123", where something about the person was asked: a full name and a number, no more."""
    if not hearing.asked(*OF_THE_PERSON) or not any(one.reader == SlotName.PHONE for one in hearing.evidence):
        return []
    rest = hearing.unsaid()
    reading = read_at(hearing, rest[0], trust=True, sure=LIKELY) if len(rest) > 1 else None
    if reading is None or len(reading.words) < 2 or reading.end <= rest[-1] or _is_ours_alone(hearing, reading):
        return []
    if not _meaningful(hearing).isdisjoint(range(reading.start, reading.end)):
        return []
    return [surer(hearing, reading)]


def read_own_clause(hearing: Hearing) -> list[Reading]:
    """ "Ada Example, a table for two": a full name that opens what is said or is all of it, told unasked; anywhere in a
    list that has the number too."""
    confirming = hearing.expectation.expecting in (Expecting.CONFIRM_BOOKING, Expecting.CHANGE)
    said = [one for one in hearing.found("yes_no") if confirming and hearing.leads[one.start]]  # "no, Ada Example"
    skipped = {at for one in said for at in range(one.start, one.end)}
    words = (at for at in hearing.words if at not in skipped and hearing.norms[at] not in hearing.lexicon.fillers)
    first = next(words, None)
    starts = [] if first is None else [first]
    listed = any(one.reader == SlotName.PHONE for one in hearing.evidence)
    starts += [at for at in hearing.words if at != first] if listed else []
    found = (_own_clause(hearing, at, confirming, listed) for at in starts[:MOST_LISTED] if hearing.leads[at])
    return next((list(one) for one in found if one), [])


def _own_clause(hearing: Hearing, at: int, confirming: bool, listed: bool) -> tuple[Reading, ...]:
    if not hearing.free(at, at + 1):
        return ()
    names, reading = hearing.lexicon.name, read_at(hearing, at, trust=False, sure=LIKELY)
    if reading is None or reading.spelled or reading.start != at or len(reading.words) not in (2, 3):
        return ()
    first, last = normalize(reading.words[0]), normalize(reading.words[-1])
    capitals = all(word[:1].isupper() for word in reading.words) and not hearing.text.isupper()
    likely = listed or last not in names.common or (last in names.surnames and first not in names.common)
    known_both = names.capital_nouns or (listed and not capitals)
    sure = last in names.surnames if known_both else capitals and likely
    numbered = hearing.taken_by(reading.end, SlotName.PHONE)
    ends = (numbered or hearing.ends_clause(reading.end)) and hearing.norms[reading.end : reading.end + 1] not in (
        [":"],
        ["?"],
        ["!"],
    )
    known = knows(reading.words[0], names) or (confirming and _is_strange(hearing, reading))
    if not (sure and ends and known) or is_our_own(hearing, reading):
        return ()
    host = hearing.vocabulary.hosts.find(hearing.norms[reading.start : reading.end])
    if host or not _meaningful(hearing).isdisjoint(range(reading.start, reading.end)):
        return ()
    return (surer(hearing, reading),) if listed else (reading,)


def _is_strange(hearing: Hearing, reading: Reading) -> bool:
    """None of the words is of the language, and they are all that was said: who corrects a read-back so says a name."""
    strange = hearing.lexicon.familiar.isdisjoint(map(normalize, reading.words))
    return strange and not any(at >= reading.end for at in hearing.words)


def _in_order(hearing: Hearing, readings: list[Reading]) -> list[Reading]:
    """ "Example, Ada" and "Ada, Example" are one name, where nothing else was said."""
    if len(readings) != 2 or any(one.spelled or one.titled for one in readings):
        return readings
    first, second = readings
    known = [knows(one.words[0], hearing.lexicon.name) for one in readings]
    if (len(first.words) > 1 or len(hearing.words) > 2) and known != [False, True]:
        return readings
    listed = known == [False, True] and hearing.norms[second.end : second.end + 1] == [","]  # "…, as I said"
    if hearing.norms[first.end] != "," or second.start != first.end + 1:
        return readings
    if hearing.unsaid()[-1] >= second.end and not listed:
        return readings
    words = second.words + first.words if known == [False, True] else first.words + second.words
    return [Reading(words, first.start, second.end, 0.8)]


def _sure_of_bare(hearing: Hearing, reading: Reading, taken: set[int]) -> float:
    """How surely words that open a clause are the name that was asked for; 0 where they are not."""
    if reading.spelled:
        return reading.sure
    if weighty(reading.words, hearing.lexicon.name) > MOST_WORDS:
        return 0.0
    if not taken.isdisjoint(range(reading.start, reading.end)):
        return 0.0
    if _is_ours_alone(hearing, reading) or _is_mere_word(hearing, reading):
        return 0.0
    if hearing.norms[reading.end : reading.end + 1] == [":"]:
        return 0.0  # a heading
    if reading.titled and any(one.sense == PROPOSES and one.start < reading.start for one in hearing.phrases):
        return 0.0  # "can I see Dr Example"
    if hearing.ends_clause(reading.end):
        return reading.sure
    after = hearing.tokens[reading.end]
    if after.kind is not Kind.WORD or not hearing.free(reading.end, reading.end + 1):
        return reading.sure
    opens = reading.start == 0 or hearing.norms[reading.start - 1] in SENTENCE_ENDS
    capital = has_capital(hearing, reading.start) and not (opens and len(reading.words) == 1)
    known = knows(reading.words[0], hearing.lexicon.name) or capital
    if known or hearing.norms[reading.end] in hearing.lexicon.fillers:
        return reading.sure
    if len(reading.words) == 1 and sum(at >= reading.end for at in hearing.unsaid()) > REMARK:
        return 0.0  # a sentence
    return 0.7 if len(reading.words) < 4 and hearing.only_fillers(0, reading.start) else 0.0


def _is_mere_word(hearing: Hearing, reading: Reading) -> bool:
    """One word that is also a word of the language, and better known as that: "morgen"."""
    names, word = hearing.lexicon.name, normalize(reading.words[0])
    known = word in names.given_names or word in names.surnames or reading.titled
    of_phrases = word in hearing.lexicon.book.words and word not in names.common
    return len(reading.words) == 1 and (word in names.stops or of_phrases) and not known


def _meaningful(hearing: Hearing) -> set[int]:
    """Words of phrases that mean something else than a name."""
    names = hearing.lexicon.name
    own = names.given_names | names.particles | names.titles
    return {
        at
        for phrase in hearing.phrases
        if phrase.sense.file not in {READER, "phone", "email"} and phrase.sure == 1.0
        if phrase.end - phrase.start > 1 or hearing.norms[phrase.start] not in own
        for at in range(phrase.start, phrase.end)
    }


def is_our_own(hearing: Hearing, reading: Reading) -> bool:
    """The words name a service or a place of the business."""
    return bool(_our_own(hearing, reading))


def _is_ours_alone(hearing: Hearing, reading: Reading) -> bool:
    """The words name a service or a place, and can be no name: "Ada Example" can, though we are in Example Road."""
    found, hosts, start = _our_own(hearing, reading), hearing.vocabulary.hosts, reading.start
    of_surname = all(one.start > start and one.end - one.start == 1 and not one.whole for one in found)
    given = knows(reading.words[0], hearing.lexicon.name) or bool(hosts.find(hearing.norms[start : start + 1]))
    return bool(found) and not (of_surname and given)


def _our_own(hearing: Hearing, reading: Reading) -> list[Naming]:
    vocabulary = hearing.vocabulary
    return [
        found
        for names in (vocabulary.services, vocabulary.locations)
        for found in names.find(hearing.norms)
        if found.start < reading.end and reading.start < found.end
    ]


def surer(hearing: Hearing, reading: Reading) -> Reading:
    """A first and a last name, known or with capitals, are surer than one word."""
    known = knows(reading.words[0], hearing.lexicon.name)
    capitals = not hearing.text.isupper() and all(word[:1].isupper() for word in reading.words)
    return replace(reading, sure=max(reading.sure, FULL)) if len(reading.words) > 1 and (known or capitals) else reading
