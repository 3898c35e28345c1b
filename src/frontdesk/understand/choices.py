"""Choosing from what was offered: by place ("the second one"), by number, by its time, by its host, or any of them."""

from collections.abc import Iterable
from datetime import date

from frontdesk.model.booking import Opening
from frontdesk.model.caller_acts import Command, Inform, Select
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import HostChoice, ServiceChoice, SlotName
from frontdesk.model.when import PreferredTime, Wish
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.normalize import Kind
from frontdesk.understand.phrases import Found
from frontdesk.understand.times import wishes_for_a_time

READER = "choices"
HOURS = 12


def offered(hearing: Hearing) -> int:
    """How many things the open question lets the caller choose from."""
    return len(hearing.expectation.openings) or len(hearing.expectation.options)


def read_exact_choice(hearing: Hearing) -> None:
    """The value behind a button: an opening's local start, with the host's id behind it where starts are the same."""
    text = hearing.text.strip()
    for index, opening in enumerate(hearing.expectation.openings):
        stamp = opening.start.astimezone(hearing.now.tzinfo).strftime("%Y-%m-%dT%H:%M")
        if text in {f"{stamp}/{opening.host}", stamp} and hearing.tokens:
            hearing.take(READER, 0, len(hearing.tokens), Select(index))
            return


def read_place(hearing: Hearing) -> None:
    """ "The first", "number two", "the last one", "the earlier one"; "either" takes the first."""
    taken_back = bool(hearing.expectation.chosen_from) and not hearing.expectation.openings and hearing.takes_back
    openings = hearing.expectation.chosen_from if taken_back else hearing.expectation.openings
    count = len(openings) if taken_back else offered(hearing)
    if not count:
        return
    words, norms = hearing.lexicon.choice_words, hearing.norms
    elsewhere = _elsewhere(hearing)
    for at in hearing.words:
        index = None if at in elsewhere else _index(hearing, at, count, openings)
        if index is None or not 0 <= index < count or not hearing.free(at, at + 1):
            continue
        if norms[at] in words.get("compared", ()) and (at == 0 or norms[at - 1] not in words.get("the", ())):
            continue  # "the later one" is one of these; "later", "a later one" is none of them
        if any("_".join(norms[start:end]) in words["clock"] for start, end in _beside(at)):
            continue  # "at one" is an hour, and not the first
        before = at > 0 and norms[at - 1] in words.get("number", ())
        behind = at + 1 < len(norms) and norms[at + 1] in words.get("one", ())
        alone = hearing.only_fillers(0, at) and hearing.only_fillers(at + 1, len(norms))
        if taken_back and _is_figure(hearing, at):
            continue  # "no, two" is hardly a place any more
        if _is_figure(hearing, at):  # "three" alone may be three o'clock, where times are on offer
            chosen = before or (alone and not _may_be_a_time(hearing, index + 1))
        else:
            chosen = before or behind or alone or _stands_free(hearing, at)
        if chosen:
            hearing.take(READER, at - before, at + 1 + behind, Select(index, taken_back))
            return
    starts = [opening.start for opening in openings]
    for phrase in hearing.found("choices", "earliest", "latest") if starts else ():
        end = min(starts) if phrase.sense.key == "earliest" else max(starts)  # "le plus tôt": more than one word
        hearing.take(READER, phrase.start, phrase.end, Select(starts.index(end), taken_back), phrase.sure)
        return
    anywhere = hearing.found(SlotName.LOCATION, "any") if hearing.asked(SlotName.LOCATION) else []
    phrases = [*(one for one in hearing.found("choices", "any") if not _is_any_time(one, hearing)), *anywhere]
    if phrases and not taken_back:
        first = phrases[0]
        hearing.take(READER, first.start, first.end, Select(0), first.sure)


def _is_any_time(phrase: Found, hearing: Hearing) -> bool:
    """ "Any day", where something else is asked: no word for the first service. And with a no or a time of the
    caller's own, as in "not today, any day next week", it is a wish, and none of what is offered."""
    if hearing.asked(SlotName.PREFERRED_TIME):
        return False
    of_time = any(norm in hearing.lexicon.times.words for norm in hearing.norms[phrase.end :][:1])
    if not hearing.expectation.openings:
        return of_time
    return (of_time and hearing.takes_back) or wishes_for_a_time(hearing)


def _beside(at: int) -> tuple[tuple[int, int], ...]:
    """The one or two words before a number, and it with the one before: "at", "a la", "la una"."""
    return (max(0, at - 1), at), (max(0, at - 2), at), (max(0, at - 1), at + 1)


def _elsewhere(hearing: Hearing) -> set[int]:
    """Words of a place that stand for none of what is offered: "first thing on Friday", "just a second"."""
    phrases = [*hearing.found("choices", "elsewhere"), *hearing.found("commands", Command.WAIT)]
    return {at for one in phrases for at in range(one.start, one.end)}


def _may_be_a_time(hearing: Hearing, number: int) -> bool:
    """An opening starts at that hour; "two" among openings at nine and ten is the second."""
    starts = (opening.start.astimezone(hearing.now.tzinfo) for opening in hearing.expectation.openings)
    return any(start.hour % HOURS == number % HOURS for start in starts)


def _is_figure(hearing: Hearing, at: int) -> bool:
    words = hearing.lexicon.choice_words
    ends = (*words.get("earliest", ()), *words.get("latest", ()), *words.get("middle", ()))
    return hearing.norms[at] not in hearing.lexicon.places and hearing.norms[at] not in ends


def _stands_free(hearing: Hearing, at: int) -> bool:
    """ "The second, please", not "the second of March"."""
    end = at + 1
    if hearing.ends_clause(end):
        return True
    return hearing.norms[end] in hearing.lexicon.fillers or hearing.norms[end] in hearing.lexicon.hedges


def _index(hearing: Hearing, at: int, count: int, openings: tuple[Opening, ...]) -> int | None:
    """The place a word means among `count` things."""
    norm, lexicon = hearing.norms[at], hearing.lexicon
    if norm in lexicon.places:
        place = lexicon.places[norm]
        return place - 1 if place > 0 else count + place
    words, starts = lexicon.choice_words, [opening.start for opening in openings]
    if norm in words.get("earliest", ()) and starts:
        return starts.index(min(starts))
    if norm in words.get("latest", ()) and starts:
        return starts.index(max(starts))
    if norm in words.get("middle", ()) and count == 3:
        return 1
    if hearing.tokens[at].kind is Kind.NUMBER and norm.isdigit():
        return int(norm) - 1
    number = lexicon.numbers.cardinals.get(norm)
    return number - 1 if number else None


def choose_by_value(hearing: Hearing) -> None:
    """A time or a host that fits just one of the things offered chooses it: "Thursday's fine", "the ten o'clock"."""
    expectation = hearing.expectation
    for position, one in enumerate(hearing.evidence):
        act = one.act
        if not isinstance(act, Inform):
            continue
        index: int | None = None
        match act.value:
            case PreferredTime() as wish if expectation.expecting in (Expecting.OPENING, Expecting.APPOINTMENT):
                index = _only(_fits_opening(wish, opening, hearing) for opening in expectation.openings)
            case PreferredTime() as wish if expectation.expecting is Expecting.OPTION:
                options = [option.value for option in expectation.options]
                index = _only(isinstance(option, PreferredTime) and _narrows(wish, option) for option in options)
            case ServiceChoice((service,)) if expectation.expecting is Expecting.APPOINTMENT:
                index = _only(opening.service == service for opening in expectation.openings)
            case HostChoice((host,), any_of=False) if len(expectation.openings) > 1:
                index = _only(opening.host == host for opening in expectation.openings)
        if index is not None:
            hearing.replace(position, Select(index))


def _only(fitting: Iterable[bool]) -> int | None:
    """The index of the one that fits; None when none or several do."""
    indexes = [index for index, fits in enumerate(fitting) if fits]
    return indexes[0] if len(indexes) == 1 else None


def _wishes(preferred: PreferredTime) -> list[Wish]:
    plain = not (preferred.earliest or preferred.flexible or preferred.shift)
    return [wish for wish in preferred.wishes if not wish.excluded and plain]


def _fits_opening(preferred: PreferredTime, opening: Opening, hearing: Hearing) -> bool:
    local = opening.start.astimezone(hearing.now.tzinfo)
    return any(_includes(wish, local.date(), local.hour * 60 + local.minute) for wish in _wishes(preferred))


def _includes(wish: Wish, day: date, minute: int) -> bool:
    days = not wish.days or any(span.includes(day) for span in wish.days)
    clocks = not wish.clocks or any(span.includes(minute) for span in wish.clocks)
    return bool(wish.days or wish.clocks) and days and clocks


def _narrows(preferred: PreferredTime, option: PreferredTime) -> bool:
    """Does what was said mean this reading of the wish?"""
    (reading,) = option.wishes or (Wish(),)
    for wish in _wishes(preferred):
        days = not wish.days or any(span.first == one.first for span in wish.days for one in reading.days)
        clocks = not wish.clocks or any(
            one.start is not None and span.includes(one.start) for span in wish.clocks for one in reading.clocks
        )
        if (wish.days or wish.clocks) and days and clocks:
            return True
    return False
