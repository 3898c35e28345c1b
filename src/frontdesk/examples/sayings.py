"""Reads the examples of a language and tells what each saying means to the readers of today."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.examples.notation import describe_act, describe_slot
from frontdesk.examples.time_notation import describe
from frontdesk.model.booking import Opening
from frontdesk.model.business import Business
from frontdesk.model.caller import EmailAddress, PersonName, PhoneNumber
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import SlotName, Value
from frontdesk.model.utterance import typed
from frontdesk.understand.email import read_email
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.interpret import interpret
from frontdesk.understand.lexicon import Lexicon
from frontdesk.understand.name import read_name
from frontdesk.understand.normalize import Cuts, tokenize
from frontdesk.understand.phone import read_phone
from frontdesk.understand.preferred_time import TimeReading, TimeWords, read_preferred_time
from frontdesk.understand.vocabulary import Vocabulary

ENDING = ".examples.toml"
NOW = datetime(2026, 3, 5, 9, 0, tzinfo=ZoneInfo("Europe/London"))
"""A Thursday morning; sayings about times name their own."""
OPENINGS = ((6, 10, 0, "daniel"), (6, 14, 30, "daniel"), (10, 9, 0, "marta"))
"""What `asked = "opening"` offers: Friday 6 March 10:00 and 14:30 with Daniel, Tuesday 10 March 9:00 with Marta."""
EXACT = (SlotName.EMAIL, SlotName.PHONE, SlotName.NAME)
"""Slots whose files are about one reader, in the order in which these readers are tried."""
READERS = (read_email, read_phone, read_name)
NOTHING = "nothing"


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    NULL = "null"
    """It means something, and nothing was understood."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One example: what is said in which circumstances, and what it means; `means` is empty where it means nothing."""

    language: str
    file: str
    group: str
    text: str
    means: str
    expectation: Expectation
    asked: bool
    now: datetime
    region: str | None
    day_first: bool

    @property
    def name(self) -> str:
        return f"{self.language} {self.file}: {self.group}: {self.text}"


def read_sayings(prompts: Path, language: str, file: str | None = None) -> Iterator[Saying]:
    """The examples of one language, of all files or of one (its stem). Raises ValueError naming the file."""
    for path in sorted((prompts / language / "hear").glob(f"{file or '*'}{ENDING}")):
        try:
            groups = tomllib.loads(path.read_text("utf-8"))["group"]
            for group in groups:
                says = dict(group.get("says", {})) | dict.fromkeys(group.get(NOTHING, ()), "")
                for text, means in says.items():
                    yield _saying(language, path.name.removesuffix(ENDING), group, text, means)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{language}/hear/{path.name}: {error}") from error


def _saying(language: str, file: str, group: Mapping[str, Any], text: str, means: str) -> Saying:
    asked, confirming, half = group.get("asked"), group.get("confirming"), group.get("half")
    timed = file == SlotName.PREFERRED_TIME
    return Saying(
        language=language,
        file=file,
        group=str(group["name"]),
        text=text,
        means=means,
        expectation=Expectation(Expecting.NOTHING) if timed else _expectation(file, asked, confirming, half),
        asked=bool(asked or half),
        now=group["now"].replace(tzinfo=ZoneInfo(group["zone"])) if timed else NOW,
        region=group.get("region"),
        day_first=group.get("day_first", True),
    )


def _expectation(file: str, asked: str | None, confirming: str | None, half: str | None) -> Expectation:
    if half is not None:  # the given or the family name is known, and the other one was asked for
        given, _, family = half.partition("|")
        return Expectation(Expecting.SLOT, SlotName.NAME, value=PersonName(given, family))
    if confirming is not None:
        slot = SlotName(file)
        return Expectation(Expecting.CONFIRM_SLOT, slot, value=_confirmed(slot, confirming))
    if asked is None:
        return Expectation(Expecting.ANYTHING_ELSE if file in EXACT else Expecting.NOTHING)
    return asked_for(asked)


def asked_for(asked: str) -> Expectation:
    """What is open: a slot, `confirm phone`, or a question such as `confirm_booking`. Raises ValueError."""
    confirmed = asked.removeprefix("confirm ")
    if confirmed in set(SlotName):
        question = "area" if confirmed == SlotName.QUESTION else None
        expecting = Expecting.SLOT if confirmed == asked else Expecting.CONFIRM_SLOT
        return Expectation(expecting, SlotName(confirmed), question)
    return Expectation(Expecting(asked), openings=offered() if asked == Expecting.OPENING else ())


def offered() -> tuple[Opening, ...]:
    starts = [(NOW.replace(day=day, hour=hour, minute=minute), host) for day, hour, minute, host in OPENINGS]
    return tuple(Opening("first-consultation", host, start, start + timedelta(minutes=45)) for start, host in starts)


def _confirmed(slot: SlotName, text: str) -> Value:
    match slot:
        case SlotName.PHONE:
            return PhoneNumber(text)
        case SlotName.EMAIL:
            return EmailAddress(text)
    name, _, family = text.partition(" ")
    return PersonName(name, family)


def read_times(saying: Saying, times: TimeWords, cuts: Cuts) -> tuple[TimeReading, ...]:
    """All readings of a saying about times, the likeliest first."""
    return read_preferred_time(tokenize(saying.text, cuts), saying.now, times, saying.day_first, saying.asked)


def hear_time(saying: Saying, times: TimeWords, cuts: Cuts) -> str:
    """The likeliest reading as the examples write it; empty when there is none."""
    readings = read_times(saying, times, cuts)
    return describe(readings[0].value) if readings else ""


class Ear:
    """Hears sayings of one language as a business does; `region` is where they are said when they do not tell."""

    def __init__(self, lexicon: Lexicon, business: Business, language: str, region: str) -> None:
        self._lexicon, self._business, self._language, self._region = lexicon, business, language, region
        self._vocabularies: dict[str, Vocabulary] = {}

    def hear(self, saying: Saying) -> str:
        """What a saying means now, written as the examples write it; empty when it means nothing."""
        if saying.file == SlotName.PREFERRED_TIME:
            return hear_time(saying, self._lexicon.times, self._lexicon.cuts)
        vocabulary = self._vocabulary(saying.region or self._region)
        if saying.file not in EXACT:
            acts = interpret(typed(saying.text), saying.expectation, saying.now, vocabulary).acts
            return "; ".join(map(describe_act, acts))
        hearing = Hearing(saying.text, saying.expectation, saying.now, vocabulary)
        for reader in READERS:
            reader(hearing)
        return "; ".join(describe_slot(one.act) for one in hearing.evidence if one.reader == saying.file)

    def _vocabulary(self, region: str) -> Vocabulary:
        if region not in self._vocabularies:
            business = self._business.model_copy(update={"region": region})
            self._vocabularies[region] = Vocabulary(self._lexicon, business, self._language, self._region)
        return self._vocabularies[region]


def judge(saying: Saying, heard: str) -> Verdict:
    if heard == saying.means:
        return Verdict.RIGHT
    return Verdict.WRONG if heard else Verdict.NULL
