"""What one language's callers say: the typed form of prompts/<lang>/hear/*.toml."""

from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.model.caller import Channel
from frontdesk.model.caller_acts import Command, Conduct, Direction, Topic
from frontdesk.model.slots import SlotName
from frontdesk.model.when import Grain
from frontdesk.understand.normalize import Cuts, normalize, tokenize
from frontdesk.understand.notation import Groups
from frontdesk.understand.number_words import NumberWords
from frontdesk.understand.phrases import PhraseBook, Sense, Slips, Where
from frontdesk.understand.preferred_time import TimeWords
from frontdesk.understand.sheet import Sheet
from frontdesk.understand.wordings import Wordings

BEYOND = (
    Command.ANOTHER,
    Command.SEVERAL,
    Command.TOGETHER,
    Command.RECURRING,
    Command.AGAIN,
    Command.FOR_SOMEBODY,
    Command.FOR_MYSELF,
    Command.THE_OTHER,
    Command.JOIN_WAITLIST,
    Command.LEAVE_WAITLIST,
    Command.LEAVE_MESSAGE,
    Command.RUNNING_LATE,
)
"""What callers may want beyond one appointment for themselves: its words stand in a file of their own."""

SENSES: dict[str, tuple[str, ...]] = {
    "yes_no": ("affirm", "negate", "polite"),
    "commands": (
        *(c.value for c in Command if c not in {Command.AFFIRM, Command.NEGATE, *BEYOND}),
        "decline",
        "corrects",
        "propose",
        "wish",
        "favour",
        "amend",
    ),
    "conduct": tuple(conduct.value for conduct in Conduct),
    "wishes": (
        *(command.value for command in BEYOND),
        *("also", "words", "tell", "may_tell", "told", "mine", "somebodys", "party"),
    ),
    "facts": (*(topic.value for topic in Topic), "unknown"),
    "choices": (*(direction.value for direction in Direction), "any", "earliest", "latest", "elsewhere"),
    "contact_channel": (*(channel.value for channel in Channel), "refused"),
    "service": ("cue",),
    "host": ("any", "cue", "refused", "perhaps_refused", "asked", "speak_to"),
    "location": ("any", "cue"),
    "name": (
        *("strong", "weak", "listed", "faint", "other", "held", "anew", "decline"),
        *("given", "family", "after", "given_after", "family_after"),
    ),
    "phone": ("when", "cue", "mine", "other", "ending", "offered", "decline", "anew"),
    "email": ("cue", "decline"),
    "reason": ("cue", "whole", "end", "decline"),
    "address": ("cue",),
    "question": ("decline", "said", "answer"),
}
"""The phrase tables of each file: what may be said, by what it means."""
NAMED = {SlotName.SERVICE: "§service", SlotName.HOST: "§host"}
"""What stands for a name of the business in hear/named.toml, where it is written <service>, <host>."""


HYPHEN = "-"
"""Joins words and is none: "rendez-vous" is looked up as "rendez vous"."""


@dataclass(frozen=True, slots=True)
class SpellingWords:
    alphabet: Wordings[str]
    """What stands for a letter: spelling alphabets, and names of letters that mean nothing else."""
    among: Wordings[str]
    """Names of letters that are words too: "ese" is an s only among other letters."""
    examples: Wordings[str]
    """Between a letter and its example, `decides` or `agrees`: whether the example or the letter is what counts."""
    times: Wordings[str]
    accents: Wordings[str]
    """By combining character, what is said behind its letter."""
    marks: Wordings[str]
    """Marks inside a name: hyphen, apostrophe, and the space between two names."""
    skipped: Wordings[str]
    """Said beside a letter without changing it: "capital"."""
    with_letter: Wordings[str]
    without_letter: Wordings[str]
    only: frozenset[str]
    """Between the number of times and the letter: "with a single n"."""
    on: Wordings[str]
    """Between an accent and its letter: "on the"."""
    at_start: Wordings[str]
    at_end: Wordings[str]
    instead: Wordings[str]
    """Before the letter that is replaced: "with a K instead of a C"."""
    plurals: frozenset[str]
    """Endings of several letters: "two Ns"."""
    sounds: Mapping[str, tuple[str, ...]]
    """Letters that "with a …" replaces: y for i, k for c."""


@dataclass(frozen=True, slots=True)
class AppointmentWords:
    """Words around the times of an appointment that is to be moved."""

    from_: frozenset[str]
    to: frozenset[str]
    nouns: frozenset[str]


@dataclass(frozen=True, slots=True)
class PhoneWords:
    plus: frozenset[str]
    fillers: frozenset[str]
    """Words that may stand between the digits."""
    sounds: Mapping[str, str]
    """Words that a recogniser writes for a digit: "for", "ate"."""
    again: frozenset[str]
    """Words that take back what was just said: "no", "sorry"."""


@dataclass(frozen=True, slots=True)
class NameWords:
    titles: frozenset[str]
    given_titles: frozenset[str]
    """Titles that go with a given name: "don"."""
    particles: frozenset[str]
    """Small words inside a family name, which it may begin with: "van"."""
    capital_particles: frozenset[str]
    """Those that are written with a capital where the family name begins with them: "Le"."""
    joiners: frozenset[str]
    """Between two family names, where they are names beyond doubt: "y"."""
    prefixes: frozenset[str]
    """Beginnings of a word that are followed by another capital: "mc", "o'"."""
    written: Mapping[str, str]
    """Names with capitals of their own: "MacDonald"."""
    stops: frozenset[str]
    """Words that are never part of a name."""
    common: frozenset[str]
    """Words that are a name only where one was asked for, or with a capital: "rose", "may"."""
    given_names: frozenset[str]
    surnames: frozenset[str]
    """The most frequent ones, to tell which of two words is the family name."""
    doubles: Mapping[str, frozenset[str]]
    """Second given names by the first: "Marie Claire" is one given name."""
    articles: frozenset[str]
    """A thing follows, not a person: "the salon"."""
    firms: frozenset[str]
    two_surnames: bool
    """People have a family name of two words."""
    paired_surnames: bool
    """Two of `surnames` at the end of a name are both family names, though most people have one."""
    capital_nouns: bool
    """Every noun has a capital, so that one says little."""


@dataclass(frozen=True, slots=True)
class EmailWords:
    at: frozenset[str]
    dot: frozenset[str]
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the readers know of a language."""

    cuts: Cuts
    book: PhraseBook
    slips: Slips
    named: PhraseBook
    """Questions in which a name of the business stands."""
    asked_for: PhraseBook
    """How callers ask for this language, in any language."""
    familiar: frozenset[str]
    """Words that anybody who speaks it uses when booking: they tell the language of an utterance."""
    fillers: frozenset[str]
    """Words that carry nothing; a phrase that stands among them alone is all that was said."""
    hedges: Wordings[str]
    """Words behind a yes that holds it back: "but"."""
    noes: frozenset[str]
    """The plain word for no."""
    negations: frozenset[str]
    """Words that turn the value behind them down: "not"."""
    places: Mapping[str, int]
    """Words for a place in an offer: 1 is the first, -1 the last."""
    choice_words: Mapping[str, tuple[str, ...]]
    """Words around a place: `number` before it, `clock` before an hour, `one` behind it, `earliest` and `latest`."""
    weak_words: Mapping[str, frozenset[str]]
    """By slot: words of a service, host or place that do not identify it alone."""
    appointment: "AppointmentWords"
    numbers: NumberWords
    spelling: SpellingWords
    phone: PhoneWords
    name: NameWords
    email: EmailWords
    times: TimeWords
    theirs: frozenset[str]
    """Words that say of a name that it is somebody else's: "her name is"."""
    counts: frozenset[str]
    """Words before a service that is wanted more than once: "two massages"."""
    joins: frozenset[str]
    """Words that one more appointment is begun to be spoken of with: "and another one for my wife"."""
    conjunctions: frozenset[str]
    """Words between "tell him" and a message that the message begins with."""
    statements: frozenset[str]
    """Words that can follow a conjunction and open a sentence without it."""

    @classmethod
    def parse(cls, files: Mapping[str, Mapping[str, object]]) -> "Lexicon":
        """From file stem to parsed TOML. Raises ValueError naming the file and key of a mistake."""
        sheets = {file: Sheet(file, table) for file, table in files.items() if not file.endswith(".examples")}
        groups = _groups(_sheet(sheets, "groups"))
        cuts = _cuts(_sheet(sheets, "cuts"))
        book = PhraseBook(lambda text: [token.norm for token in tokenize(text, cuts) if token.norm != HYPHEN])
        for file, keys in SENSES.items():
            _sheet(sheets, file).senses(book, groups, keys)
        _changes(_sheet(sheets, "changes"), book, groups)
        fillers, name = sheets["groups"].words("fillers"), _name(sheets["name"])
        numbers = NumberWords.parse(files.get("numbers", {}))
        times = TimeWords.parse(files.get("preferred_time", {}), numbers, cuts)
        lexicon = cls(
            cuts=cuts,
            asked_for=_asked_for(_sheet(sheets, "language"), cuts, groups),
            familiar=frozenset().union(book.words, fillers, name.stops, numbers.cardinals, times.words),
            book=book,
            named=_named(_sheet(sheets, "named"), cuts, groups),
            slips=Slips(book.words),
            fillers=fillers,
            hedges=sheets["groups"].said("hedges", cuts),
            noes=sheets["groups"].words("noes"),
            negations=sheets["groups"].words("negations"),
            places={w: int(place) for w, place in sheets["choices"].by_word("places").items()},
            choice_words={key: tuple(map(normalize, words)) for key, words in sheets["choices"].lists("words").items()},
            weak_words={slot: sheets[slot].words("weak") for slot in ("service", "host", "location")},
            appointment=_appointment(_sheet(sheets, "appointment")),
            numbers=numbers,
            spelling=_spelling(_sheet(sheets, "spelling"), cuts),
            phone=_phone(sheets["phone"]),
            name=name,
            email=_email(sheets["email"]),
            times=times,
            theirs=sheets["wishes"].words("theirs"),
            counts=sheets["wishes"].words("counts"),
            joins=sheets["wishes"].words("joins"),
            conjunctions=sheets["wishes"].words("conjunctions"),
            statements=sheets["wishes"].words("statements"),
        )
        for file in (*SENSES, "appointment", "groups", "named", "changes", "spelling", "cuts", "language"):
            sheets[file].finish()
        return lexicon


def _sheet(sheets: Mapping[str, Sheet], file: str) -> Sheet:
    if file not in sheets:
        raise ValueError(f"hear/{file}.toml is missing; copy it from another language and translate it")
    return sheets[file]


def parse_cuts(table: Mapping[str, object]) -> Cuts:
    """Reads the parsed `hear/cuts.toml`. Raises ValueError naming file and key."""
    sheet = Sheet("cuts", table)
    cuts = _cuts(sheet)
    sheet.finish()
    return cuts


def _cuts(sheet: Sheet) -> Cuts:
    compounds = {}
    for name, joined in sheet.tables("compounds").items():
        for key in sorted(set(joined) - {"first", "then"}):
            raise sheet.fault(f"compounds.{name}.{key}", "write first and then: the words that are joined")
        for first in map(normalize, joined.get("first", ())):
            compounds.update({first + then: (first, then) for then in map(normalize, joined.get("then", ()))})
    apart = frozenset(" ".join(sheet.texts("apart")).split())
    return Cuts(elisions=sheet.words("elisions"), compounds=compounds, apart=apart)


def _asked_for(sheet: Sheet, cuts: Cuts, groups: Groups) -> PhraseBook:
    book = PhraseBook(lambda text: [token.norm for token in tokenize(text, cuts) if not token.is_sign])
    for where in (Where.ANYWHERE, Where.WHOLE):
        for phrase in sheet.texts(where):
            book.add(sheet.phrase(where, phrase, groups), Sense("language", "asked_for", where))
    return book


def _named(sheet: Sheet, cuts: Cuts, groups: Groups) -> PhraseBook:
    names = {str(slot): ((word,),) for slot, word in NAMED.items()}

    def split(text: str) -> list[str]:
        return [text] if text in NAMED.values() else [one.norm for one in tokenize(text, cuts) if not one.is_sign]

    book = PhraseBook(split)
    sheet.senses(book, {**groups, **names}, [topic.value for topic in Topic])
    return book


def _groups(sheet: Sheet) -> Groups:
    groups: dict[str, tuple[tuple[str, ...], ...]] = {}
    for name, phrases in sheet.lists("groups").items():
        forms = [form for phrase in phrases for form in sheet.forms(f"groups.{name}", phrase, groups)]
        groups[name] = tuple(forms)
    return groups


CHANGEABLE = {
    **{str(slot): (slot, None) for slot in SlotName},
    "day": (SlotName.PREFERRED_TIME, Grain.DAY),
    "time": (SlotName.PREFERRED_TIME, Grain.MINUTE),
}
"""What a caller may want to change, and which part of it."""


def _changes(sheet: Sheet, book: PhraseBook, groups: Groups) -> None:
    """ "Change my number" is written once, with <slot> where the name of a slot stands."""
    frames = {where: sheet.lists("frames").get(where, ()) for where in Where}
    for slot, names in sheet.lists("slots").items():
        if slot not in CHANGEABLE:
            raise sheet.fault(f"slots.{slot}", f"is not a slot; write one of {', '.join(CHANGEABLE)}")
        forms = [form for name in names for form in sheet.forms(f"slots.{slot}", name, groups)]
        for where, phrases in frames.items():
            for phrase in phrases:
                with_slot = sheet.phrase(f"frames.{where}", phrase, {**groups, "slot": tuple(forms)})
                book.add(with_slot, Sense("changes", slot, where))
        for phrase in sheet.lists("frames").get("asked", ()):
            with_slot = sheet.phrase("frames.asked", phrase, {**groups, "slot": tuple(forms)})
            book.add(with_slot, Sense("changes", f"{slot}?", Where.ALONE))
    sheet.senses(book, groups, ("something",))


def _spelling(sheet: Sheet, cuts: Cuts) -> SpellingWords:
    return SpellingWords(
        alphabet=sheet.wordings("alphabet", cuts),
        among=sheet.wordings("among", cuts),
        examples=sheet.wordings("examples", cuts),
        times=sheet.wordings("times", cuts),
        accents=sheet.wordings("accents", cuts),
        marks=sheet.wordings("marks", cuts),
        skipped=sheet.said("skipped", cuts),
        with_letter=sheet.said("with_letter", cuts),
        without_letter=sheet.said("without_letter", cuts),
        only=sheet.words("only"),
        on=sheet.said("on", cuts),
        at_start=sheet.said("at_start", cuts),
        at_end=sheet.said("at_end", cuts),
        instead=sheet.said("instead", cuts),
        plurals=sheet.words("plurals"),
        sounds=sheet.lists("sounds"),
    )


def _appointment(sheet: Sheet) -> AppointmentWords:
    return AppointmentWords(from_=sheet.words("from"), to=sheet.words("to"), nouns=sheet.words("nouns"))


def _phone(sheet: Sheet) -> PhoneWords:
    return PhoneWords(
        plus=sheet.words("plus"),
        fillers=sheet.words("fillers"),
        sounds=sheet.by_word("sounds"),
        again=sheet.words("again"),
    )


def _name(sheet: Sheet) -> NameWords:
    doubles: dict[str, set[str]] = {}
    for firsts, seconds in sheet.lists("doubles").items():
        for first in map(normalize, firsts.split()):
            doubles.setdefault(first, set()).update(map(normalize, seconds))
    return NameWords(
        titles=sheet.words("titles") | (given_titles := sheet.words("given_titles")),
        given_titles=given_titles,
        particles=sheet.words("particles") | (capital := sheet.words("capital_particles")),
        capital_particles=capital,
        joiners=sheet.words("joiners"),
        prefixes=sheet.words("prefixes"),
        written={normalize(word): word for text in sheet.texts("written") for word in text.split()},
        stops=sheet.words("stops"),
        common=sheet.words("common"),
        given_names=sheet.words("given_names"),
        surnames=sheet.words("surnames"),
        doubles={first: frozenset(seconds) for first, seconds in doubles.items()},
        articles=sheet.words("articles"),
        firms=sheet.words("firms"),
        two_surnames=sheet.flag("two_surnames"),
        paired_surnames=sheet.flag("paired_surnames"),
        capital_nouns=sheet.flag("capital_nouns"),
    )


def _email(sheet: Sheet) -> EmailWords:
    return EmailWords(at=sheet.words("at"), dot=sheet.words("dot"), marks=sheet.by_word("marks"))
