"""The typed form of prompts/<lang>/say/*.toml: every wording compiled once, checked against `schema`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import Template

from frontdesk.model.utterance import Medium
from frontdesk.speak.schema import PARTS_OF_DAY, SCHEMA, Sentence, Words
from frontdesk.speak.templates import compile_template

ALWAYS = frozenset({"business"})
WORDINGS = {"voice", "text", "both"}

Wording = Template | str
"""One that mentions nothing needs no template."""
Wordings = tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """A part of the day for display, in wall-clock minutes after midnight; `until` is exclusive."""

    name: str
    start: int
    until: int


@dataclass(frozen=True, slots=True, eq=False)
class Prompts:
    """All the agent says in a language. Keys are `file.key`; a locale's own wording goes before the language's."""

    sentences: Mapping[tuple[str, str, Medium], Wordings]
    lists: Mapping[tuple[str, str], tuple[str, ...]]
    parts_of_day: tuple[PartOfDay, ...]

    @classmethod
    def parse(cls, files: Mapping[str, Mapping[str, object]], parts_of_day: tuple[PartOfDay, ...] = ()) -> "Prompts":
        """From file stem (`phone`, or `phone.en-US` for one locale) to parsed TOML.

        Raises ValueError naming file and key of the first mistake.
        """
        sentences: dict[tuple[str, str, Medium], Wordings] = {}
        lists: dict[tuple[str, str], tuple[str, ...]] = {}
        for stem, table in files.items():
            file, _, locale = stem.partition(".")
            for path, leaf in _leaves(stem, "", table):
                key = f"{file}.{path}"
                match SCHEMA.get(key):
                    case Sentence() as entry:
                        for medium, wordings in _sentence(stem, path, leaf, entry, whole=not locale).items():
                            sentences[locale, key, medium] = wordings
                    case Words() as entry:
                        lists[locale, key] = _list(stem, path, leaf, entry)
                    case None:
                        raise fault(stem, path, "nothing says this; check the spelling of the key")
        _complete(files, sentences, lists)
        return cls(sentences, lists, parts_of_day)

    def say(self, key: str, locale: str, medium: Medium, turn: int, values: Mapping[str, object]) -> str:
        """One wording, another one each turn. Raises KeyError for a prompt that there is not."""
        wordings = self.sentences.get((locale, key, medium)) or self.sentences["", key, medium]
        wording = wordings[turn % len(wordings)]
        return wording if isinstance(wording, str) else wording.render(values)

    def has(self, key: str) -> bool:
        return ("", key, Medium.VOICE) in self.sentences

    def words(self, key: str, locale: str) -> tuple[str, ...]:
        """The list of words; empty where a language can do without it."""
        return self.lists.get((locale, key)) or self.lists.get(("", key), ())


def fault(stem: str, path: str, what: str) -> ValueError:
    return ValueError(f"say/{stem}.toml, {path}: {what}")


def _leaves(stem: str, prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The prompts of a file by dotted key. A prompt is a text, a list of them, or a table by medium."""
    for name, value in table.items():
        if isinstance(value, Mapping) and not (value and WORDINGS.issuperset(value)):
            yield from _leaves(stem, f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def _sentence(stem: str, path: str, leaf: object, entry: Sentence, whole: bool) -> dict[Medium, Wordings]:
    """The wordings by medium; `whole` asks for both, where a locale's file may change only one."""
    by_medium = leaf if isinstance(leaf, Mapping) else {"both": leaf}
    found: dict[Medium, Wordings] = {}
    for medium in Medium:
        texts = by_medium.get(medium.value, by_medium.get("both"))
        if texts is None and not whole:
            continue
        if texts is None:
            raise fault(stem, path, f'has no wording for {medium.value}; add "{medium.value}" or "both"')
        texts = [texts] if isinstance(texts, str) else texts
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts):
            raise fault(stem, path, "must be a text or a list of texts")
        found[medium] = tuple(_compile(stem, path, text, entry) for text in texts)
    return found


def _compile(stem: str, path: str, text: str, entry: Sentence) -> Wording:
    if "{" not in text:
        return text
    try:
        return compile_template(text, entry.mentions | ALWAYS)
    except ValueError as error:
        raise fault(stem, path, str(error)) from error


def _list(stem: str, path: str, leaf: object, entry: Words) -> tuple[str, ...]:
    words = leaf.split() if isinstance(leaf, str) else leaf
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise fault(stem, path, "must be a list of texts")
    if entry.count is not None and len(words) != entry.count:
        raise fault(stem, path, f"must be {entry.count} words, not {len(words)}")
    return tuple(words)


def _complete(
    files: Mapping[str, object],
    sentences: Mapping[tuple[str, str, Medium], object],
    lists: Mapping[tuple[str, str], object],
) -> None:
    for key, entry in SCHEMA.items():
        file, _, path = key.partition(".")
        if file not in files:
            raise ValueError(f"say/{file}.toml is missing; copy it from another language and translate it")
        missing = ("", key) not in lists if isinstance(entry, Words) else ("", key, Medium.VOICE) not in sentences
        if missing and entry.needed:
            raise fault(file, path, "is missing; copy it from another language and translate it")


def part_of_day(minute: int, parts: tuple[PartOfDay, ...]) -> str:
    """The part of the day a minute after midnight lies in; the rest of the day is night."""
    return next((part.name for part in parts if part.start <= minute < part.until), PARTS_OF_DAY[-1])
