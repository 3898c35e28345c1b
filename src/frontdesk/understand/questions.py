"""What a question is about: the service, person, place or day it names, or an answer of the business's own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from frontdesk.model.caller import Channel, ContactChannel
from frontdesk.model.caller_acts import AskFact, Inform, OwnFact, Subject, Topic
from frontdesk.model.slots import HostChoice, LocationChoice, ServiceChoice, SlotName, Value
from frontdesk.model.when import DaySpan, Grain, PreferredTime, Wish
from frontdesk.understand.hearing import Evidence, Hearing
from frontdesk.understand.lexicon import NAMED
from frontdesk.understand.phrases import Found
from frontdesk.understand.vocabulary import Naming

READER = "facts"
ABOUT: dict[Topic, tuple[SlotName, ...]] = {
    Topic.CLOSING: (SlotName.LOCATION,),
    Topic.HOURS: (SlotName.LOCATION,),
    Topic.PRESENCE: (SlotName.HOST, SlotName.LOCATION),
    Topic.PRICE: (SlotName.SERVICE,),
    Topic.DURATION: (SlotName.SERVICE,),
    Topic.PREPARATION: (SlotName.SERVICE,),
    Topic.OFFERED: (SlotName.SERVICE, SlotName.HOST, SlotName.LOCATION),
    Topic.HOSTS: (SlotName.SERVICE,),
    Topic.CHANNELS: (SlotName.SERVICE,),
    Topic.ADDRESS: (SlotName.LOCATION,),
    Topic.PARKING: (SlotName.LOCATION,),
}
"""What stands in a question of each topic and is asked about, not wished for."""
OF_A_DAY = {Topic.CLOSING, Topic.HOURS, Topic.PRESENCE, Topic.HOSTS}
SENTENCE_ENDS = ".?!;…\n"
CLEARLY = 3
"""Words of a phrase of the business's own that are meant wherever they stand; of fewer, a question must be asked."""


def read_own_answers(hearing: Hearing) -> None:
    """Questions the business answers in words of its own: "is there wifi?", "can I bring my dog?"."""
    own = hearing.vocabulary.own
    if own is None:
        return
    found = own.find(hearing.norms)
    for phrase in sorted(found, key=lambda one: (-one.weight, -one.sure, one.start)):
        if hearing.free(phrase.start, phrase.end) and _is_asked(hearing, phrase):
            around = [one for one in hearing.found(READER) if _meet(one, phrase) or _leads_to(hearing, one, phrase)]
            act = AskFact(Topic.OWN, (OwnFact(phrase.sense.key),))
            hearing.take(READER, phrase.start, phrase.end, act, phrase.sure)
            for one in around:
                hearing.block(one.start, one.end)


def _is_asked(hearing: Hearing, phrase: Found) -> bool:
    """A question, or nothing else at all; "my dog bit me" asks nothing."""
    if phrase.weight >= CLEARLY or hearing.covers(phrase):
        return True
    end = hearing.clause_end(phrase.end)
    if end < len(hearing.norms) and hearing.norms[end] == "?":
        return True
    return any(one.start <= phrase.start < hearing.clause_end(one.start) for one in hearing.found(READER))


def _leads_to(hearing: Hearing, one: Found, other: Found) -> bool:
    """ "Do I need to bring" of "do I need to bring a towel?"."""
    return one.end <= other.start and hearing.clause_end(one.start) >= other.end


def _meet(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def read_named_questions(hearing: Hearing) -> None:
    """ "Is Dr Park in on Monday?", "do you have massages?": questions around a name."""
    words: list[str] = []
    places: list[tuple[int, int, Value | None]] = []
    at, named = 0, {start: (end, kind, value) for start, end, kind, value in _names(hearing)}
    while at < len(hearing.norms):
        end, word, value = named.get(at, (at + 1, hearing.norms[at], None))
        while isinstance(value, HostChoice) and words and words[-1] in hearing.lexicon.name.titles:
            words.pop()  # "when is Dr Park in?"
            places.pop()
        if not hearing.tokens[at].is_sign:
            words.append(word)
            places.append((at, end, value))
        at = end
    found = hearing.lexicon.named.find(words, [None] * len(words))
    for phrase in sorted(found, key=lambda one: (-one.weight, one.start)):
        inside = places[phrase.start : phrase.end]
        start, end = inside[0][0], inside[-1][1]
        about = tuple(value for _, _, value in inside if isinstance(value, Subject))
        if about and hearing.free(start, end):
            hearing.take(READER, start, end, AskFact(Topic(phrase.sense.key), about), phrase.sure)
            hearing.release(max(end for _, end, value in inside if value), end)  # "ist Marta am Montag da?"


def _names(hearing: Hearing) -> Iterator[tuple[int, int, str, Value]]:
    """Names in what was said: where, as what they stand in phrases, and what they mean. The longest first."""
    vocabulary = hearing.vocabulary
    found: list[tuple[Naming, str, Value]] = []
    for kind, names in ((SlotName.SERVICE, vocabulary.services), (SlotName.HOST, vocabulary.hosts)):
        choice = ServiceChoice if kind is SlotName.SERVICE else HostChoice
        found += [(one, NAMED[kind], choice(one.ids)) for one in names.find(hearing.norms)]
    taken: set[int] = set()
    for one, word, value in sorted(found, key=lambda it: (it[0].start - it[0].end, it[0].start)):
        if taken.isdisjoint(range(one.start, one.end)):
            taken.update(range(one.start, one.end))
            yield one.start, one.end, word, value


def say_what_about(hearing: Hearing) -> None:
    """Gives each question what it is about, and takes that out of what is wished for: "are you open on Saturdays?"
    asks about Saturdays, "how much is a massage?" about massages. What goes on after the question stays."""
    hearing.evidence[:] = [one for one in hearing.evidence if not _is_article(hearing, one)]
    wished = any(_informs(one, SlotName.SERVICE) for one in hearing.evidence)
    questions = [one for one in hearing.evidence if isinstance(one.act, AskFact)]
    spans = [(one.start, _sentence_end(hearing, one)) for one in questions]
    for question in questions:
        assert isinstance(question.act, AskFact)
        topic = question.act.topic
        if topic is Topic.SERVICES:  # "which treatments do you have?" wishes for none of them
            hearing.evidence[:] = [one for one in hearing.evidence if not _names_a_kind(hearing, one, question)]
            if any(_informs(one, SlotName.PREFERRED_TIME) for one in hearing.evidence):
                _settle(hearing, question, AskFact(Topic.AVAILABILITY))  # "was haben Sie am Sonntag?"
        elif topic is Topic.OFFERED or (topic is Topic.PRESENCE and _names_a_clock(hearing, question)):
            _offered(hearing, question)
        elif topic in ABOUT:
            about = (*question.act.about, *_attached(hearing, question))
            if topic in OF_A_DAY and not (topic is Topic.HOSTS and _names_a_clock(hearing, question)):
                about = (*about, *_day(hearing, question))
            if topic is Topic.CHANNELS:
                about = (*_channels(hearing, question), *about)
            _settle(hearing, question, replace(question.act, about=tuple(dict.fromkeys(about))))
    if wished and not any(_informs(one, SlotName.SERVICE) for one in hearing.evidence):
        _wish_for_the_other(hearing, spans)


def _is_article(hearing: Hearing, one: Evidence) -> bool:
    """ "Un" of "combien de temps dure un massage ?", where a time was asked for."""
    if not _informs(one, SlotName.PREFERRED_TIME):
        return False
    named = hearing.vocabulary.services.find(hearing.norms)
    starts = {hearing.tokens[naming.start - 1].start for naming in named if naming.start}
    return one.start in starts and one.text in hearing.lexicon.name.articles


def _names_a_clock(hearing: Hearing, question: Evidence) -> bool:
    end = _sentence_end(hearing, question)
    times = [one.act for one in hearing.evidence if question.start <= one.start < end and isinstance(one.act, Inform)]
    return any(isinstance(act.value, PreferredTime) and act.value.names_clock for act in times)


def _wish_for_the_other(hearing: Hearing, asked: list[tuple[int, int]]) -> None:
    """The service that is named outside of what was asked: "how much is a follow-up? I'd like a massage"."""
    for one in reversed(hearing.vocabulary.services.find(hearing.norms)):
        at = hearing.tokens[one.start].start
        if one.whole and not any(start <= at < end for start, end in asked):
            act = Inform(SlotName.SERVICE, ServiceChoice(one.ids), hearing.corrects, one.sure)
            hearing.take(SlotName.SERVICE, one.start, one.end, act, one.sure)
            return


def _offered(hearing: Hearing, question: Evidence) -> None:
    """ "Massages on Saturday?", "is Dan in at nine?" ask what is free, "can you do it at three?" names a time."""
    assert isinstance(question.act, AskFact)
    end = _sentence_end(hearing, question)
    times = any(
        _informs(one, SlotName.PREFERRED_TIME) and question.start <= one.start < end for one in hearing.evidence
    )
    if not times:
        about = tuple(dict.fromkeys((*question.act.about, *_attached(hearing, question))))
        _settle(hearing, question, replace(question.act, about=about))
        return
    hearing.evidence.remove(question)
    if question.act.about or any(isinstance(one, ServiceChoice) for one in _attached(hearing, question, keep=True)):
        hearing.evidence.append(replace(question, act=AskFact(Topic.AVAILABILITY)))
    for value in question.act.about:
        if isinstance(value, ServiceChoice | HostChoice):
            slot = SlotName.SERVICE if isinstance(value, ServiceChoice) else SlotName.HOST
            hearing.evidence.append(replace(question, reader=slot, act=Inform(slot, value)))


def _names_a_kind(hearing: Hearing, one: Evidence, question: Evidence) -> bool:
    behind = question.start <= one.start and not hearing.text[question.end : one.start].strip()
    return behind and _informs(one, SlotName.SERVICE)


def _settle(hearing: Hearing, question: Evidence, act: AskFact) -> None:
    hearing.replace(hearing.evidence.index(question), act)


def _attached(hearing: Hearing, question: Evidence, keep: bool = False) -> list[Subject]:
    """What the question names; taken out of what is wished for, unless it is to `keep`."""
    assert isinstance(question.act, AskFact)
    end = _sentence_end(hearing, question)
    found: list[Subject] = []
    for slot in ABOUT[question.act.topic]:
        inside = [one for one in hearing.evidence if _informs(one, slot) and question.start <= one.start < end]
        for one in inside:
            if not keep:
                hearing.evidence.remove(one)
        values = [one.act.value for one in inside if isinstance(one.act, Inform)]
        if slot is SlotName.SERVICE:
            values += _services_between(hearing, question.start, end)
        found += [value for value in values if isinstance(value, ServiceChoice | HostChoice | LocationChoice)]
    return found


def _services_between(hearing: Hearing, start: int, end: int) -> list[Value]:
    """Those of a question that names several of which a caller can only wish for one."""
    spans = [
        (hearing.tokens[one.start].start, one) for one in hearing.vocabulary.services.find(hearing.norms) if one.whole
    ]
    return [ServiceChoice(one.ids) for at, one in spans if start <= at < end]


def _day(hearing: Hearing, question: Evidence) -> Iterator[Subject]:
    """A time within the question or right behind it; one that goes on after the question mark is wished for as well."""
    for one in [one for one in hearing.evidence if _informs(one, SlotName.PREFERRED_TIME)]:
        assert isinstance(one.act, Inform)
        right_behind = question.end <= one.start and not hearing.text[question.end : one.start].strip()
        if right_behind or question.start <= one.start < question.end:
            if "?" not in hearing.text[one.start : one.end]:
                hearing.evidence.remove(one)
            value = one.act.value
            if isinstance(value, PreferredTime) and value.earliest and not value.wishes:
                value = _today(hearing)  # "are you open now?"
            if isinstance(value, Subject):
                yield value


def _today(hearing: Hearing) -> PreferredTime:
    today = hearing.now.date()
    return PreferredTime((Wish((DaySpan(today, today + timedelta(1), Grain.DAY),)),))


def _channels(hearing: Hearing, question: Evidence) -> list[ContactChannel]:
    """The way to meet that is asked about, within the words of the question itself."""
    inside = [
        at for at in hearing.words if question.start <= hearing.tokens[at].start < _sentence_end(hearing, question)
    ]
    norms = [hearing.norms[at] for at in inside]
    keys = [one.sense.key for one in hearing.lexicon.book.find(norms, [None] * len(norms)) if _is_channel(one)]
    return [ContactChannel(Channel(key)) for key in dict.fromkeys(keys)]


def _is_channel(phrase: Found) -> bool:
    return phrase.sense.file == SlotName.CONTACT_CHANNEL and phrase.sense.key in set(Channel)


def _informs(one: Evidence, slot: SlotName) -> bool:
    return isinstance(one.act, Inform) and one.act.slot is slot


def _sentence_end(hearing: Hearing, question: Evidence) -> int:
    """Where what the question may be about ends, in characters: at a full stop, or where another act begins."""
    ends = [at for at in range(question.end, len(hearing.text)) if hearing.text[at] in SENTENCE_ENDS]
    others = [one.start for one in hearing.evidence if one.start >= question.end and not isinstance(one.act, Inform)]
    return min((*ends, *others, len(hearing.text)))
