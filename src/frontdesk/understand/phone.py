"""Telephone numbers: typed in any layout, or read out digit by digit, in pairs, and with second thoughts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from frontdesk.model.caller import PhoneDigits, PhoneEnding, PhoneNumber
from frontdesk.model.caller_acts import Command, Do, Inform
from frontdesk.model.expectation import Expecting
from frontdesk.model.numbering import TRUNK, find_valid, is_short, lacks_area_code
from frontdesk.model.slots import SlotName
from frontdesk.understand.digits import read_digits, split_digits
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.normalize import Kind, Token
from frontdesk.understand.number_words import NumberWords

READER = SlotName.PHONE.value
FEW = 7
"""Fewer digits than this, with nothing that says they are a telephone number, are a time, a date or a price."""
PARTIAL = 5
"""With a cue before them ("my number is …") this many are part of a number."""
AREA, CLOCK = 3, 4
"""Digits of the shortest area code that is known by its nought ("030"), and of a time ("0930")."""
MOST = 20
"""More digits than any number with its country has (ITU-T E.164: 15) and some slips."""
ABROAD = 0.6
"""Valid only where the caller's language is at home: read back with its country, and confirmed."""
PAUSE = 4
"""Words that may stand between two groups of digits."""
WRITTEN_DATE = re.compile(r"\d{1,2}[./-] ?\d{1,2}[./-] ?(?:\d\d){1,2}")
""" "05. 06. 2026" would be a number in some regions."""
INTERNATIONAL = "00"
"""The prefix that ITU-T E.123 and E.164 recommend in place of the plus."""


@dataclass(slots=True)
class _Run:
    """Digits said in one go; a new part begins where the caller takes something back."""

    start: int
    end: int
    cued: bool = False
    plus: bool = False
    mine: bool = False
    """Said to be the one to call."""
    parts: list[list[str]] = field(default_factory=lambda: [[]])
    pause: bool = False
    rows: list[tuple[str, int, int]] = field(default_factory=list)
    """The digits of each number said, and the tokens that said them."""

    def add(self, digits: str, start: int, end: int) -> None:
        """Adds digits to the group being said; a pause, such as a comma, begins another group."""
        self.rows.append((digits, start, end))
        groups = self.parts[-1]
        if groups and not self.pause:
            groups[-1] += digits
        else:
            groups.append(digits)
        self.pause = False

    def spellings(self, tokens: Sequence[Token], numbers: NumberWords) -> Iterator[str]:
        """The digits with one or two numbers cut otherwise: "soixante douze" is 72, or 60 and 12."""
        plus, said = "+" if self.plus else "", [digits for digits, _, _ in self.rows]
        for many in (1, 2):
            for i in range(len(said) - many + 1):
                start, end = self.rows[i][1], self.rows[i + many - 1][2]
                for other in split_digits(tokens[start:end], numbers):
                    yield plus + "".join((*said[:i], other, *said[i + many :]))

    @property
    def said(self) -> str:
        return "".join(digits for part in self.parts for digits in part)


def when_to_call(hearing: Hearing) -> set[int]:
    """ "Call me on 020 …, but only after five": the tokens that say when to ring, once a time is set."""
    open_time = hearing.expectation.slot in (None, SlotName.PREFERRED_TIME, SlotName.SERVICE, SlotName.HOST)
    if open_time and hearing.expectation.expecting is not Expecting.CONFIRM_BOOKING:
        return set()
    tokens: set[int] = set()
    for phrase in hearing.found(READER, "when"):
        before = phrase.start - 1
        while before >= 0 and hearing.free(before, before + 1) and hearing.only_fillers(before, before + 1):
            before -= 1
        if before >= 0 and hearing.taken_by(before, READER):
            tokens.update(range(phrase.start, hearing.clause_end(phrase.end)))
    return tokens


def read_phone(hearing: Hearing) -> None:
    """The number the caller gives, the end of it, or their yes to the number they are calling from."""
    _read_ending(hearing)
    confirming = hearing.expectation.expecting is Expecting.CONFIRM_SLOT and hearing.asked(SlotName.PHONE)
    if not confirming:  # there is no digit in "the one I'm calling from"
        for phrase in hearing.found(READER, "offered"):
            hearing.block(phrase.start, phrase.end)
    if not _read_number(hearing) and confirming:
        _read_offered(hearing)


def find_number(digits: str, region: str) -> str | None:
    """The valid number in E.164 form that these digits, with or without a leading +, are in a region."""
    spellings = [digits]
    if digits.startswith(INTERNATIONAL):
        spellings.append("+" + digits.removeprefix(INTERNATIONAL))
    return next(filter(None, (find_valid(spelling, region) for spelling in spellings)), None)


def _read_number(hearing: Hearing) -> bool:
    asked = hearing.asked(SlotName.PHONE)
    region = hearing.vocabulary.business.region
    partial: tuple[_Run, str] | None = None
    taken: list[_Run] = []
    for run in sorted(_runs(hearing, asked), key=lambda one: not one.mine):  # "hers is …, but call me on …"
        if not (asked or run.cued) and WRITTEN_DATE.fullmatch(hearing.said(run.start, run.end)):
            continue
        digits = _resolve(run, region)
        number = find_number(digits, region)
        piece = asked and number and (is_short(digits, region) or lacks_area_code(digits, region))
        if number is None and len(run.parts) == 1:
            number = _otherwise(hearing, run, region)
        abroad = find_number(digits, hearing.vocabulary.home) if asked and number is None and not taken else None
        if abroad and len(digits) >= FEW:
            hearing.take(READER, run.start, run.end, Inform(SlotName.PHONE, PhoneNumber(abroad), sure=ABROAD), ABROAD)
            taken.append(run)
        elif number and (not taken or _corrects(hearing, run)):
            value = PhoneDigits(digits) if piece else PhoneNumber(number)  # what they join is for the dialogue to say
            hearing.take(READER, run.start, run.end, Inform(SlotName.PHONE, value, _corrects(hearing, run)))
            taken.append(run)
        elif number:
            hearing.block(run.start, run.end)
        elif _is_partial(hearing, run, digits, asked):
            partial = max(partial or (run, ""), (run, digits), key=lambda one: (bool(one[1]), one[0].cued, len(one[1])))
    if not taken and partial:
        run, digits = partial
        act = Inform(SlotName.PHONE, PhoneDigits(digits[:MOST]), _corrects(hearing, run), 0.8)
        hearing.take(READER, run.start, run.end, act, act.sure)
        taken.append(run)
    return bool(taken)


def _otherwise(hearing: Hearing, run: _Run, region: str) -> str | None:
    """The valid number that the words make when they are cut otherwise."""
    spellings = run.spellings(hearing.tokens, hearing.lexicon.numbers)
    found = (find_number(digits, region) for digits in islice(spellings, MOST))
    return next((number for number in found if number), None)


def _corrects(hearing: Hearing, run: _Run) -> bool:
    """Whether an earlier number is taken back; second thoughts within the digits take back only digits."""
    if hearing.asked(SlotName.PHONE) and hearing.expectation.expecting is Expecting.CONFIRM_SLOT:
        return True
    return any(
        phrase.sense.file == "commands" and phrase.sense.key == "corrects" and phrase.start < run.start
        for phrase in hearing.phrases
    )


def _is_partial(hearing: Hearing, run: _Run, digits: str, asked: bool) -> bool:
    """Digits that are no valid number are still given as one where that was asked, and little else was said."""
    if not asked and run.cued:
        return len(digits) >= PARTIAL
    if not asked and not _opens_number(run, digits):
        return False
    if len(digits) >= FEW and asked:
        return True
    rest = (at for at in hearing.unsaid() if not run.start <= at < run.end)
    known = {at for found in hearing.phrases if found.sense.file in _AROUND for at in range(found.start, found.end)}
    return all(at in known or hearing.norms[at] in hearing.lexicon.phone.fillers for at in rest)


def _opens_number(run: _Run, digits: str) -> bool:
    """ "Null eins sieben eins": read out one by one from a nought on, and no time of day, as "oh nine three oh" is."""
    clock = len(digits) == CLOCK and digits[:2] < "24" and digits[2:] < "60"
    one_by_one = all(len(said) == 1 for said, _, _ in run.rows) and len(run.parts) == 1
    return digits.startswith(TRUNK) and len(digits) >= AREA and one_by_one and not clock


_AROUND = ("phone", "yes_no", "commands")


def _runs(hearing: Hearing, asked: bool) -> Iterator[_Run]:
    """Every run of digits that nobody has taken, with what may stand between them."""
    words = hearing.lexicon.phone
    cued_by = (*hearing.found(READER, "cue", "mine"), *hearing.found("changes", READER))
    cues = {phrase.start: phrase.end for phrase in cued_by}
    own = {phrase.start for phrase in hearing.found(READER, "mine")}
    takes_back = {phrase.start: phrase.end for phrase in hearing.found("commands", "corrects")}
    afresh = {phrase.start: phrase.end for phrase in hearing.found(READER, "anew")}
    barring = {phrase.start: phrase.end for phrase in hearing.found(READER, "other")}
    others = _other_phrases(hearing)
    run: _Run | None = None
    cued, mine, barred, gap, at = False, False, False, 0, 0
    while at < len(hearing.tokens):
        plus, digits, after = _group(hearing, at, asked) if at not in others else (False, "", at)
        if digits and (barred or not hearing.free(at, after)):
            at = after
            continue
        if digits and hearing.negated(at) and hearing.norms[at - 1] not in words.again:
            if run is not None:
                yield run
            run, at = None, after  # "not 0124"
            continue
        if digits:
            if run is None or (plus and run.said):
                if run is not None and run.said:
                    yield run
                run = _Run(at, after, cued, plus, mine)
            run.add(digits, at, after)
            run.end, gap, at = after, 0, after
            continue
        norm, sign = hearing.norms[at], hearing.tokens[at].is_sign
        if at in barring:
            if run is not None:
                yield run
            run, cued, mine, barred, gap, at = None, False, False, True, 0, barring[at]
            continue
        if at in cues or at in afresh:
            if run is not None and at in cues:
                yield run
            run, cued, mine, barred, gap, at = None, True, at in own, False, 0, cues.get(at) or afresh[at]
            continue
        if run is not None and (at in takes_back or norm in words.again):
            if run.parts[-1]:
                run.parts.append([])
            at = takes_back.get(at, at + 1)
            continue
        gap += not sign
        between = sign or norm in words.fillers or norm in hearing.lexicon.fillers
        between = between or (run is None and norm in words.sounds)  # "my number to …"
        if not between or gap > PAUSE:
            if run is not None:
                yield run
            run, gap, cued, mine, barred = None, 0, False, False, False
        elif run is not None and (norm in ",;." or not sign):
            run.pause = True
        at += 1
    if run is not None:
        yield run


def _other_phrases(hearing: Hearing) -> set[int]:
    """Number words inside phrases that mean something else: "one moment", "that one"."""
    return {
        at
        for phrase in hearing.phrases
        if phrase.sense.file not in {READER, "name", "changes"} and phrase.end - phrase.start > 1
        for at in range(phrase.start, phrase.end)
        if hearing.tokens[at].kind is Kind.WORD
    }


def _group(hearing: Hearing, at: int, asked: bool) -> tuple[bool, str, int]:
    """Whether a plus stands before the digits that begin here, the digits, and where they end."""
    words = hearing.lexicon.phone
    plus = hearing.norms[at] == "+" or hearing.norms[at] in words.plus
    first = at + 1 if plus else at
    numbers = hearing.lexicon.numbers
    while plus and first < len(hearing.tokens) and hearing.only_fillers(first, first + 1):
        if read_digits(hearing.tokens, first, numbers) is not None:
            break  # "plus un" is plus one
        first += 1  # "plus, vier neun"
    if first >= len(hearing.tokens):
        return False, "", at
    token = hearing.tokens[first]
    if token.kind is Kind.PHONE:
        return plus or token.text.startswith("+"), _only_digits(token.text), first + 1
    if token.kind is Kind.CODE and (figures := _figures(hearing, token.norm)):
        return plus, figures, first + 1
    if token.kind is Kind.FIGURES and asked and not _like_a_date(token.norm):
        return plus, _only_digits(token.text), first + 1
    read = read_digits(hearing.tokens, first, numbers, words.sounds if asked else None)
    if read is None or _is_measured(hearing, first, read[1]) or _sounds_only(hearing, first, read[1]):
        return False, "", at
    return plus, *read


def _like_a_date(figures: str) -> bool:
    """ "05/03/2026", "5/3"; not "0470/12.34.56"."""
    parts = figures.split("/")
    return len(parts) > 1 and all(len(part) < 3 or part.startswith(("19", "20")) for part in parts)


def _figures(hearing: Hearing, norm: str) -> str:
    """The digits of "o2o", typed with the letter for the nought; nothing for other codes."""
    zero = hearing.lexicon.numbers.zero
    digits = "".join("0" if sign in zero else sign for sign in norm)
    return digits if digits.isdecimal() else ""


def _is_measured(hearing: Hearing, start: int, end: int) -> bool:
    """ "3pm": letters stand tight behind the figure."""
    tokens = hearing.tokens
    tight = end < len(tokens) and tokens[end].kind is Kind.WORD and tokens[end].start == tokens[end - 1].end
    return tight and tokens[start].kind is Kind.NUMBER


def _sounds_only(hearing: Hearing, start: int, end: int) -> bool:
    """ "For" is a four only with a digit beside it."""
    numbers, sounds = hearing.lexicon.numbers, hearing.lexicon.phone.sounds
    if end - start > 1 or hearing.norms[start] not in sounds:
        return False
    before = read_digits(hearing.tokens, start - 1, numbers, sounds) if start else None
    after = read_digits(hearing.tokens, end, numbers, sounds)
    return not (after or (before and hearing.ends_clause(end)))


def _only_digits(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def _resolve(run: _Run, region: str) -> str:
    """The digits that are left after what was taken back."""
    plus = "+" if run.plus else ""
    kept = run.parts[0]
    for part in run.parts[1:MOST]:
        if part:
            kept = _replace_end(kept, part, plus, region)
    return plus + "".join(_last_whole(kept, plus, region))


def _last_whole(kept: list[str], plus: str, region: str) -> list[str]:
    """ "No es el 0124, es el 0123", or one number said twice: the last that is a number by itself."""
    if len("".join(kept)) < 2 * FEW:
        return kept
    for i in range(1, len(kept)):
        if find_number("".join(kept[i:]), region) and find_number(plus + "".join(kept[:i]), region):
            return kept[i:]
    return kept


def _replace_end(kept: list[str], part: list[str], plus: str, region: str) -> list[str]:
    """What was said again replaces the end of what stood before: the group, or as much as makes a valid number."""
    before, new = "".join(kept), "".join(part)
    if len(new) >= FEW and find_number(plus + new, region):
        return part
    likely = [len(kept[-1]) if len(kept) > 1 else len(part[0]), len(part[0]), len(new)]
    for drop in dict.fromkeys((*likely, *range(1, min(len(before), MOST) + 1))):
        if drop <= len(before) and find_number(plus + before[: len(before) - drop] + new, region):
            return [before[: len(before) - drop], *part]
    if len(new) >= FEW:
        return part
    return [before[: max(0, len(before) - len(part[0]))], *part]


def _read_ending(hearing: Hearing) -> None:
    """ "The last digit is a seven", "the one ending in four two"."""
    for phrase in hearing.found(READER, "ending"):
        digits, at = "", phrase.end
        end = at
        while at < len(hearing.tokens) and len(digits) < FEW:
            read = read_digits(hearing.tokens, at, hearing.lexicon.numbers, hearing.lexicon.phone.sounds)
            if read:
                digits, at = digits + read[0], read[1]
                end = at
            elif hearing.tokens[at].is_sign and not digits:
                at += 1
            else:
                break
        if 0 < len(digits) < FEW and (hearing.asked(SlotName.PHONE) or hearing.ends_clause(end)):
            act = Inform(SlotName.PHONE, PhoneEnding(digits), corrects=True)
            hearing.take(READER, phrase.start, end, act, phrase.sure)
            return


def _read_offered(hearing: Hearing) -> None:
    """ "The number I'm calling from" says yes, or no, to just that number."""
    for phrase in hearing.found(READER, "offered"):
        command = Command.NEGATE if hearing.negated(phrase.start) else Command.AFFIRM
        hearing.take(READER, phrase.start, phrase.end, Do(command), phrase.sure)
        return
