"""Puts what a caller means into words: days, times, numbers and names, in one person's way of saying them."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from random import Random

import phonenumbers
from babel.dates import get_day_names, get_month_names

from frontdesk.model.caller import PersonName
from frontdesk.simulation.goals import Vague, Wanted
from frontdesk.simulation.phrasebook import Phrasebook

WRITTEN = re.compile(r"[\d:]|\{mm\}|\{ap\}|\}h")
"""What a template holds that can only be written."""
TENS_TO_DAYS = {1: 0, 2: 1, 3: 2}


class Speaker:
    """One person, who speaks this language. `aloud`: numbers come as words, as some recognisers write them."""

    def __init__(self, book: Phrasebook, rng: Random, today: date, aloud: bool) -> None:
        self.book = book
        self.rng = rng
        self.today = today
        self.aloud = aloud
        self._weekdays = get_day_names("wide", locale=book.language)
        self._months = get_month_names("wide", locale=book.language)

    def say(self, need: str, brief: bool = False, **values: str) -> str:
        """One of the ways to say it; `brief` is the first one, which is the shortest."""
        templates = self.book.say[need]
        template = templates[0] if brief else self.rng.choice(templates)
        return template.format(**values)

    def when(self, wanted: Wanted, plain: bool = False) -> str:
        """`plain`: so that it can mean nothing else."""
        if wanted.start:
            day = self.day(wanted.start.date(), plain)
            template = self.book.when["both"][0] if plain else self.rng.choice(self.book.when["both"])
            return template.format(day=day, clock=self.clock(wanted.start, plain))
        vague = wanted.vague or Vague.ANY
        day = self.day(wanted.day, plain) if wanted.day and vague is not Vague.WEEK else ""
        hours = {name: self._fill(self._possible(of), wanted.hour, 0) for name, of in self.book.hour.items()}
        return self.rng.choice(self.book.when[vague.value]).format(day=day, **hours)

    def day(self, day: date, plain: bool = False) -> str:
        ahead = (day - self.today).days
        to_monday = 7 - self.today.weekday()
        kinds = ["date"]
        if not plain:
            if ahead < 3:
                kinds = [("today", "tomorrow", "overmorrow")[ahead]]
            elif ahead < 7:
                kinds = ["coming", "coming", "date"]
            elif to_monday <= ahead < to_monday + 7:
                kinds = ["next_week", "next_week", "date"]
        template = self._possible(self.book.day[self.rng.choice(kinds)])
        return template.format(
            weekday=self._weekdays[day.weekday()],
            month=self._months[day.month],
            nth=self._ordinal(day.day),
            month_nth=self._ordinal(day.month),
        )

    def clock(self, at: datetime, plain: bool = False) -> str:
        templates = self.book.clock_at_one if at.hour % 12 == 1 and self.book.clock_at_one else self.book.clock
        for_minute = templates.get(f"{at.minute:02d}") or self.book.clock["other"]
        if plain:
            for_minute = [one for one in for_minute if re.search(r"\{H\}|\{part\}|\{ap\}", one)] or for_minute
        return self._fill(self._possible(for_minute), at.hour, at.minute)

    def phone(self, e164: str, plain: bool = False) -> str:
        number = phonenumbers.parse(e164)
        abroad = not plain and self.rng.random() < 0.15
        style = phonenumbers.PhoneNumberFormat.INTERNATIONAL if abroad else phonenumbers.PhoneNumberFormat.NATIONAL
        written = re.sub(r"[^\d+]+", " ", phonenumbers.format_number(number, style)).strip()
        if not self.aloud:
            return written if plain or self.rng.random() < 0.6 else written.replace(" ", "")
        return self._aloud(written, plain)

    def email(self, address: str) -> str:
        if not self.aloud:
            return address
        numbers = self.book.numbers
        return address.replace("@", f" {numbers['at']} ").replace(".", f" {numbers['dot']} ")

    def spelled(self, name: str) -> str:
        return " ".join(name.replace(" ", "").upper())

    def named(self, name: PersonName) -> dict[str, str]:
        """What templates about a name are filled with."""
        return {
            "name": name.full,
            "given": name.given,
            "family": name.family,
            "given_spelled": self.spelled(name.given),
            "family_spelled": self.spelled(name.family),
        }

    def _possible(self, templates: Sequence[str]) -> str:
        return self.rng.choice([one for one in templates if not (self.aloud and WRITTEN.search(one))] or templates)

    def _fill(self, template: str, hour: int, minute: int) -> str:
        part = "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
        following = (hour + 1) % 12 or 12
        return template.format(
            h=self._number(hour % 12 or 12),
            H=self._number(hour),
            n=self._number(following),
            m=self._number(minute),
            mm=f"{minute:02d}",
            ap="am" if hour < 12 else "pm",
            part=self.rng.choice(self.book.parts[part]),
        )

    def _number(self, number: int) -> str:
        return self.book.words[number] if self.aloud else str(number)

    def _ordinal(self, number: int) -> str:
        if self.aloud:
            return self.book.ordinals[number - 1]
        endings = self.book.numbers["written_ordinals"]
        regular = len(endings) == 1 or 10 < number < 14 or not 1 <= number % 10 <= 3
        return f"{number}{endings[-1] if regular else endings[TENS_TO_DAYS[number % 10]]}"

    def _aloud(self, written: str, plain: bool) -> str:
        """Digit by digit in groups, or in pairs where people do that; "double five" where they say so."""
        numbers, zero = self.book.numbers, self.rng.choice(self.book.numbers["zero"])
        if numbers["pairs"] and not plain and "+" not in written and self.rng.random() < 0.5:
            digits = written.replace(" ", "")
            pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
            return ", ".join(self._pair(pair, zero) for pair in pairs)
        double = numbers["double"] if not plain and self.rng.random() < 0.4 else ""
        return ", ".join(self._digits(group, zero, double) for group in written.split())

    def _pair(self, pair: str, zero: str) -> str:
        if pair.startswith("0") or len(pair) == 1:
            return self._digits(pair, zero, "")
        return self.book.words[int(pair)]

    def _digits(self, group: str, zero: str, double: str) -> str:
        said: list[str] = []
        at = 0
        while at < len(group):
            digit = group[at]
            word = self.book.numbers["plus"] if digit == "+" else zero if digit == "0" else self.book.words[int(digit)]
            if double and group[at : at + 2] == digit * 2:
                said.append(double.format(d=word))
                at += 2
            else:
                said.append(word)
                at += 1
        return " ".join(said)
