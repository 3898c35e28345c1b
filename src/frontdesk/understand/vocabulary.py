"""What can be said to one business in one language: the language's words, and the names in the business's profile."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from babel.core import Locale, UnknownLocaleError

from frontdesk.model.business import Business
from frontdesk.model.part import Names as NamesByLanguage
from frontdesk.understand.lexicon import Lexicon
from frontdesk.understand.normalize import UNCUT, Cuts, tokenize
from frontdesk.understand.notation import GAP, expand, parse
from frontdesk.understand.phrases import Found, PhraseBook, Sense, Slips, slip_sure

ANSWERS = ("yes_no", "commands")
"""Files of hear/ whose phrases answer a question or say what to do."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Things that the tokens from `start` up to, not including, `end` may name, by id."""

    ids: tuple[str, ...]
    start: int
    end: int
    sure: float
    whole: bool
    """Every word of a name was said."""


class Names:
    """The names of one kind of thing (services, hosts or places), found by all or some of their words."""

    def __init__(
        self,
        names: Iterable[tuple[str, str]],
        weak: frozenset[str],
        known: Container[str],
        *,
        cuts: Cuts = UNCUT,
        narrow: bool = True,
        inflected: bool = False,
    ) -> None:
        """`names` are pairs of id and name. `weak` words and numbers identify nothing alone, `known` ones are no slips,
        though, where names are `inflected`, they may be another form of one.

        With `narrow`, neither does a word that all of them share: it leaves the question which one as it was.
        """
        self._weak = weak
        self._known = known
        self._narrow = narrow
        self._inflected = inflected
        self._ids: dict[str, set[str]] = {}
        self._whole: dict[tuple[str, ...], set[str]] = {}
        self._order: dict[str, int] = {}
        for id, name in names:
            self._order.setdefault(id, len(self._order))
            words = _words(name, cuts)
            self._whole.setdefault(words, set()).add(id)
            self._whole.setdefault(("".join(words),), set()).add(id)
            for word in (*words, "".join(words)):
                self._ids.setdefault(word, set()).add(id)
        self._slips = Slips(self._ids)

    def find(self, norms: list[str]) -> list[Naming]:
        """Every stretch of words that names something, the ambiguous ones with all they may mean."""
        found: list[Naming] = []
        at = 0
        while at < len(norms):
            begins = norms[at] in self._ids or self._meant(norms[at]) is not None
            if begins and (naming := self._at(norms, at)):
                found.append(naming)
                at = naming.end
            else:
                at += 1
        return found

    def _at(self, norms: list[str], start: int) -> Naming | None:
        ids: set[str] = set()
        words: list[str] = []
        sure, end, at = 1.0, start, start
        while at < len(norms):
            if norms[at] in {"-", "&", "'s"} and words:
                at += 1
                continue
            word = norms[at] if norms[at] in self._ids else self._meant(norms[at])
            if word is None:
                break
            both = ids & self._ids[word] if words else self._ids[word]
            if not both:
                break
            if word != norms[at]:
                sure *= slip_sure(word)
            ids, at = both, at + 1
            words.append(word)
            end = at
        whole = self._whole.get(tuple(words), set()) & ids
        shared = self._narrow and len(ids) == len(self._order) > 1
        if not whole and (shared or not any(self._identifies(word) for word in words)):
            return None
        chosen = tuple(sorted(whole or ids, key=self._order.__getitem__))
        return Naming(chosen, start, end, sure if whole else sure * 0.9, bool(whole)) if chosen else None

    def _identifies(self, word: str) -> bool:
        """A number does not: "at 3" is a time, and not the house 3 Mill Lane."""
        return word not in self._weak and not word[0].isdigit()

    def _meant(self, heard: str) -> str | None:
        meant = self._slips.meant(heard)
        if meant is None or heard not in self._known:
            return meant
        return meant if self._inflected and _differ_at_the_end(heard, meant) else None


def _differ_at_the_end(one: str, other: str) -> bool:
    """ "Massages", "Massagen", "massaggi"."""
    return one[:-1] in (other, other[:-1]) or other[:-1] == one


def _words(name: str, cuts: Cuts) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenize(name, cuts) if not token.is_sign and token.norm != "'s")


class OwnQuestions:
    """The questions a business answers in words of its own, found by the phrases it wrote."""

    def __init__(self, asked: Iterable[tuple[str, NamesByLanguage]], language: str, lexicon: Lexicon) -> None:
        """`asked` are pairs of an answer's id and its phrases. Raises ValueError on a phrase whose brackets are off."""
        self._book = PhraseBook(lambda text: list(_words(text, lexicon.cuts)))
        for id, phrases in asked:
            for phrase in phrases.in_language(language):
                try:
                    self._book.add(parse(phrase), Sense("own", id))
                except ValueError as error:
                    raise ValueError(f"facts.more.{id}, asked: {error}") from error
        self._known = lexicon.book.words | lexicon.fillers
        self._slips = Slips(self._book.words)

    def find(self, norms: list[str]) -> list[Found]:
        return self._book.find(norms, [None if norm in self._known else self._slips.meant(norm) for norm in norms])


def said_anyway(business: Business, language: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Ids of the business's own answers, each with words that are asked for it and are a yes, a no or a command of the
    language as well: whoever says them may mean either."""
    for own in business.facts.more:
        for form in chain.from_iterable(expand(phrase) for phrase in own.asked.in_language(language)):
            words = [word for part in form if part != GAP for word in _words(part, lexicon.cuts)]
            found = lexicon.book.find(words, [None] * len(words))
            if any(one.sense.file in ANSWERS and (one.start, one.end) == (0, len(words)) for one in found):
                yield own.id, " ".join(form)


def writes_day_first(language: str, region: str) -> bool:
    """Whether 5/6 is the fifth of June there, by CLDR's short date pattern: "M/d/yy" in American English, "d/M/yy" in
    American Spanish. Where CLDR does not know the language in the region, the language decides.
    """
    try:
        locale = Locale.parse(f"{language}_{region}")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(language)
    return not str(locale.date_formats["short"].pattern).startswith("M")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Made once per business and language; safe to share."""

    lexicon: Lexicon
    business: Business
    language: str
    home: str = ""
    """The region of a telephone number that is none of the business's; none where it is empty."""
    day_first: bool = field(init=False, repr=False, compare=False)
    """5/6 is the fifth of June, not the sixth of May."""
    services: Names = field(init=False, repr=False, compare=False)
    hosts: Names = field(init=False, repr=False, compare=False)
    locations: Names = field(init=False, repr=False, compare=False)
    own: OwnQuestions | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weak: Mapping[str, frozenset[str]] = self.lexicon.weak_words
        business, language = self.business, self.language
        services = ((s.id, name) for s in business.services for name in s.names.in_language(language))
        hosts = ((host.id, name) for host in business.hosts for name in (host.name, *host.also_called))
        places = ((p.id, name) for p in business.locations for name in (p.name.in_language(language), p.address))
        object.__setattr__(self, "day_first", writes_day_first(language, business.region))
        cuts = self.lexicon.cuts
        known = self.lexicon.book.words | self.lexicon.name.stops
        object.__setattr__(self, "services", Names(services, weak["service"], known, cuts=cuts, inflected=True))
        object.__setattr__(self, "hosts", Names(hosts, weak["host"], known, cuts=cuts, narrow=False))
        object.__setattr__(
            self, "locations", Names(places, weak["location"] | self.lexicon.name.particles, known, cuts=cuts)
        )
        asked = [(own.id, own.asked) for own in business.facts.more]
        object.__setattr__(self, "own", OwnQuestions(asked, language, self.lexicon) if asked else None)
