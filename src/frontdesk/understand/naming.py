"""Service, host and place: recognised by the names in the business's profile."""

from frontdesk.model.caller_acts import AskFact, Command, Do, Inform, Topic
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import HostChoice, LocationChoice, ServiceChoice, SlotName, Value
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.vocabulary import Names, Naming

PERHAPS = "perhaps_refused"
"""Where one word is both "no" and "not": "no con Marta" is "not with Marta", or "no, with Marta"."""


def read_service(hearing: Hearing) -> None:
    _read(hearing, SlotName.SERVICE, hearing.vocabulary.services, ServiceChoice)


def read_host(hearing: Hearing) -> None:
    """A host's name; "anyone" where the question is who, or where nobody else can be meant."""
    _read_whose(hearing)
    _read_wanted(hearing)
    perhaps = {one.start for one in hearing.found(SlotName.HOST, PERHAPS) if hearing.leads[one.start]}
    refused = _refused_hosts(hearing)
    _read(hearing, SlotName.HOST, hearing.vocabulary.hosts, HostChoice)
    if refused and not any(one.reader == SlotName.HOST for one in hearing.evidence):
        start, end, ids = refused
        others = tuple(host.id for host in hearing.vocabulary.business.hosts if host.id not in ids)
        if others:
            act = Inform(SlotName.HOST, HostChoice(others, any_of=True), corrects=start in perhaps)
            hearing.take(SlotName.HOST, start, end, act)
    if hearing.asked(SlotName.HOST):
        for phrase in hearing.found(SlotName.HOST, "any"):
            act = Inform(SlotName.HOST, HostChoice(()), hearing.corrects, phrase.sure)
            hearing.take(SlotName.HOST, phrase.start, phrase.end, act, phrase.sure)


def _read_whose(hearing: Hearing) -> None:
    """ "Is that with Marta?", of what was chosen: a question, and nobody else is wished for."""
    if hearing.expectation.expecting is not Expecting.CONFIRM_BOOKING and not hearing.expectation.chosen_from:
        return
    asked = {phrase.end: phrase.start for phrase in hearing.found(SlotName.HOST, "asked")}
    titles = hearing.lexicon.weak_words[SlotName.HOST]
    for one in hearing.vocabulary.hosts.find(hearing.norms):
        start = one.start
        while start > 0 and start not in asked and hearing.norms[start - 1] in titles:
            start -= 1
        if start in asked and hearing.free(asked[start], one.end):
            hearing.take(SlotName.HOST, asked[start], one.end, AskFact(Topic.HOSTS))


def naming_at(hearing: Hearing, at: int) -> Naming | None:
    """The host who is named from here on, titles aside."""
    titles = hearing.lexicon.weak_words[SlotName.HOST]
    named = {one.start: one for one in hearing.vocabulary.hosts.find(hearing.norms)}
    while at not in named and at < len(hearing.tokens) and (hearing.norms[at] in titles or hearing.tokens[at].is_sign):
        at += 1
    return named.get(at)


def _read_wanted(hearing: Hearing) -> None:
    """ "Can I talk to Daniel?": not to us, and not to book with him."""
    for phrase in hearing.found(SlotName.HOST, "speak_to"):
        name = naming_at(hearing, phrase.end)
        if name is not None and hearing.free(phrase.start, name.end):
            hearing.take(SlotName.HOST, phrase.start, phrase.end, Do(Command.PERSON), phrase.sure)
            hearing.take(SlotName.HOST, name.start, name.end, Inform(SlotName.HOST, HostChoice(name.ids)), name.sure)


def _refused_hosts(hearing: Hearing) -> tuple[int, int, set[str]] | None:
    """ "Not with Dan", "anyone but Dan": where that is said, and the hosts nobody may choose now."""
    begins = {phrase.end: phrase.start for phrase in hearing.found(SlotName.HOST, "refused", PERHAPS)}
    spans: list[tuple[int, int]] = []
    ids: set[str] = set()
    for one in hearing.vocabulary.hosts.find(hearing.norms):
        if hearing.free(one.start, one.end) and (one.start in begins or hearing.negated(one.start)):
            spans.append((begins.get(one.start, one.start), one.end))
            ids.update(one.ids)
    for start, end in spans:
        hearing.block(start, end)
    return (spans[0][0], spans[0][1], ids) if spans else None


def _is_somebody_else(hearing: Hearing, one: Naming) -> bool:
    """ "Erika Muster", and nothing more, is a caller's relative with the surname of Jana Muster."""
    if one.whole or hearing.words != [one.start - 1, one.end - 1]:
        return False
    lexicon, first = hearing.lexicon, hearing.norms[one.start - 1]
    return first not in lexicon.book.words | lexicon.name.stops | lexicon.fillers


def read_location(hearing: Hearing) -> None:
    if len(hearing.vocabulary.business.locations) > 1:
        _read(hearing, SlotName.LOCATION, hearing.vocabulary.locations, LocationChoice)


def _read(
    hearing: Hearing,
    slot: SlotName,
    names: Names,
    choice: type[ServiceChoice] | type[HostChoice] | type[LocationChoice],
) -> None:
    """The longest name wins; several that are equally likely are one value with all of them."""
    namings = [one for one in names.find(hearing.norms) if hearing.free(one.start, one.end)]
    namings = [one for one in namings if not hearing.negated(one.start)]
    if slot is SlotName.HOST:
        namings = [one for one in namings if not _is_somebody_else(hearing, one)]
    if not namings:
        return
    best = max(namings, key=lambda one: (one.whole, one.end - one.start, one.start))
    value: Value = choice(best.ids)
    hearing.take(slot, best.start, best.end, Inform(slot, value, hearing.corrects, best.sure), best.sure)
    for other in namings:
        hearing.block(other.start, other.end)
