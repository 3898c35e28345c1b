"""Exchanges what is personal in a conversation for made-up values: the same person always for the same one."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import phonenumbers

from frontdesk.languages import Language
from frontdesk.model.caller import EmailAddress, PersonName, PhoneDigits, PhoneEnding, PhoneNumber
from frontdesk.model.caller_acts import Inform
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Keys, Words, typed
from frontdesk.replay.play import Turn
from frontdesk.understand.hearing import Evidence
from frontdesk.understand.normalize import normalize

FREE = {SlotName.REASON: "reason", SlotName.ADDRESS: "address", SlotName.QUESTION: "answer"}
"""Slots whose words are the caller's own, and what stands for them in fiction.toml."""
PERSONAL = {SlotName.NAME, SlotName.PHONE, SlotName.EMAIL, *FREE}
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d ./-]*\d|\d")
MANY_DIGITS = 5
"""A number that nobody read and that is as long as this may be somebody's."""


@cache
def _made_up() -> dict[str, Any]:
    return tomllib.loads((files("frontdesk.replay") / "fiction.toml").read_text("utf-8"))


class Fiction:
    """The stand-ins of one conversation. `region` is where its business is, such as `GB`."""

    def __init__(self, turns: Sequence[Turn], region: str, languages: Mapping[str, Language]) -> None:
        self._region = region
        self._languages = languages
        self._people: dict[str, str] = {}
        self._taken = 0
        self._numbers: dict[str, str] = {}
        self._emails: dict[str, int] = {}
        # Whole numbers first: a part that was said before is a part of one of them.
        for turn in turns:
            for value in _values(turn):
                if isinstance(value, PhoneNumber):
                    self.phone(value.e164)
            if caller_id := turn.state.caller_id:
                self.phone(caller_id)
        for turn in turns:
            for value in _values(turn):
                if isinstance(value, PersonName):
                    self._person(value)

    # --- values

    def _person(self, name: PersonName) -> None:
        parts = {"given": name.given.casefold(), "family": name.family.casefold()}
        if all(part in self._people for part in parts.values() if part):
            return
        people: list[list[str]] = _made_up()["people"]
        given, family = people[self._taken % len(people)]
        self._taken += 1
        for part, stand_in in ((parts["given"], given), (parts["family"], family)):
            if part:
                self._people.setdefault(part, stand_in)

    def name(self, name: PersonName) -> str:
        self._person(name)
        parts = (self._people[part.casefold()] for part in (name.given, name.family) if part)
        return " ".join(parts)

    def phone(self, e164: str) -> str:
        """A number of the same country where one is known to be free for fiction, else of the business's, in E.164."""
        if e164 not in self._numbers:
            numbers: dict[str, str] = _made_up()["numbers"]
            region = phonenumbers.region_code_for_number(phonenumbers.parse(e164))
            first = numbers.get(region or "") or numbers.get(self._region) or numbers["US"]
            self._numbers[e164] = f"+{int(first[1:]) + len(self._numbers)}"
        return self._numbers[e164]

    def _digits(self, digits: str) -> str:
        """Part of a number: the same part of the one that stands for it."""
        for real, made_up in self._numbers.items():
            for one, other in ((real, made_up), (_national(real), _national(made_up))):
                at = one.find(digits)
                if at >= 0:
                    end = len(other) if at + len(digits) == len(one) else at + len(digits)
                    return other[at:end]
        return "0" * len(digits)

    def said_phone(self, e164: str) -> str:
        made_up = phonenumbers.parse(self.phone(e164))
        here = phonenumbers.region_code_for_number(made_up) == self._region
        form = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(made_up, form.NATIONAL if here else form.INTERNATIONAL)

    # --- what was said

    def words(self, said: Words, evidence: Sequence[Evidence], language: str) -> Words:
        """The utterance as somebody made up says it, in the hypothesis that was read."""
        text = next((one.text for one in said.alternatives if _is_of(evidence, one.text)), said.text)
        pieces, at = [], 0
        for one in sorted(evidence, key=lambda one: (one.start, one.end)):
            if one.start < at:
                continue  # the same words, taken for two things
            pieces.append(self._left_over(text[at : one.start], language))
            personal = isinstance(one.act, Inform) and one.act.slot in PERSONAL
            pieces.append(self._exchanged(one, language) if personal else one.text)
            at = one.end
        pieces.append(self._left_over(text[at:], language))
        return typed(" ".join("".join(pieces).split()) or text)

    def keys(self, said: Keys, evidence: Sequence[Evidence]) -> Keys:
        digits = re.sub(r"\D", "", said.keys)
        if len(digits) < MANY_DIGITS and not any(one.reader == SlotName.PHONE for one in evidence):
            return said
        for one in evidence:
            if isinstance(one.act, Inform) and isinstance(one.act.value, PhoneNumber):
                return Keys(said.keys.replace(digits, _national(self.phone(one.act.value.e164))))
        return Keys(said.keys.replace(digits, self._digits(digits)))

    def _exchanged(self, one: Evidence, language: str) -> str:
        assert isinstance(one.act, Inform)
        match one.act.value:
            case PersonName(spelled=True) as name:
                return " ".join(self.name(name).replace(" ", "").upper())
            case PersonName() as name:
                replaced = self._with_names(one.text)
                return replaced if replaced != one.text else self.name(name)
            case PhoneNumber(e164):
                return self.said_phone(e164)
            case PhoneDigits(digits):
                return self._digits(digits)
            case PhoneEnding(digits):
                return re.sub(r"\d[\d ]*", self._digits(digits), one.text) if re.search(r"\d", one.text) else one.text
            case EmailAddress(address):
                return self.email(address)
        common = all(self._is_common(word, language) for word in WORD.findall(one.text))
        if one.act.slot is SlotName.QUESTION and common:
            return one.text  # "yes", "no", a number
        return str(_neutral(language)[FREE[one.act.slot]])

    def email(self, address: str) -> str:
        """The first person's for the first address, the next one's for another."""
        numbered = self._emails.setdefault(address.casefold(), len(self._emails))
        people: list[list[str]] = _made_up()["people"]
        return f"{'.'.join(people[numbered % len(people)])}@example.com".lower()

    def _with_names(self, text: str) -> str:
        """Names that are known, wherever they stand; the longest first."""
        for real in sorted(self._people, key=len, reverse=True):
            if len(real) > 1:
                text = re.sub(rf"(?<!\w){re.escape(real)}(?!\w)", self._people[real], text, flags=re.IGNORECASE)
        return text

    def _left_over(self, text: str, language: str) -> str:
        """Words that no reader took: phrases and small words are kept, of the others a neutral one is left."""
        text = self._with_names(text)
        found = list(WORD.finditer(text))
        norms = [normalize(match[0]) for match in found]
        book = self._languages[language].lexicon.book
        phrases = [one for one in book.find(norms, [None] * len(norms)) if one.sense.file != SlotName.REASON]
        kept = {at for one in phrases for at in range(one.start, one.end)}
        pieces, end, neutral = [], 0, False
        for at, match in enumerate(found):
            word = match[0]
            between, end = text[end : match.start()], match.end()
            if at in kept or word in self._people.values() or self._is_common(word, language):
                pieces.append(between + word)
                neutral = False
            elif any(letter.isdigit() for letter in word):
                pieces.append(between + (re.sub(r"\d", "0", word) if len(word) >= MANY_DIGITS else word))
                neutral = False
            elif not neutral:
                pieces.append(between + str(_neutral(language)["word"]))
                neutral = True
        return "".join(pieces) + text[end:]

    def _is_common(self, word: str, language: str) -> bool:
        """It says nothing about anybody."""
        lexicon = self._languages[language].lexicon
        common = (lexicon.fillers, lexicon.negations, lexicon.numbers.cardinals, lexicon.times.words)
        norm = normalize(word)
        return word.isdigit() or any(norm in words for words in common)


def _values(turn: Turn) -> list[object]:
    known = [one.act.value for one in turn.evidence if isinstance(one.act, Inform)]
    return [*known, *(filled.value for filled in turn.state.slots.values())]


def _is_of(evidence: Sequence[Evidence], text: str) -> bool:
    return all(text[one.start : one.end] == one.text for one in evidence)


def _national(e164: str) -> str:
    number = phonenumbers.parse(e164)
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"\D", "", written)


def _neutral(language: str) -> dict[str, str]:
    words: dict[str, dict[str, str]] = _made_up()["words"]
    return words.get(language, words["en"])
