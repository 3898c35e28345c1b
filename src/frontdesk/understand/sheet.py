"""Typed access to one file of hear/, so that every mistake is named by file and key."""

from collections.abc import Iterable, Mapping

from frontdesk.understand.normalize import Cuts, Token, normalize, tokenize
from frontdesk.understand.notation import Groups, Sequence, expand, parse
from frontdesk.understand.phrases import PhraseBook, Sense, Where
from frontdesk.understand.wordings import Wordings


class Sheet:
    """The parsed TOML of hear/<file>.toml. What has been read is ticked off; `finish` refuses the rest."""

    def __init__(self, file: str, table: Mapping[str, object]) -> None:
        self.file = file
        self._table = table
        self._unread = set(table)

    def fault(self, key: str, what: str) -> ValueError:
        return ValueError(f"hear/{self.file}.toml, {key}: {what}")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text with spaces is a list of words. Missing is empty."""
        self._unread.discard(key)
        return self._texts(key, self._table.get(key, ()))

    def words(self, key: str) -> frozenset[str]:
        """A set of words as they are looked up."""
        return frozenset(normalize(word) for text in self.texts(key) for word in text.split())

    def flag(self, key: str) -> bool:
        """A rule that is switched on; missing is off."""
        self._unread.discard(key)
        value = self._table.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(key, "must be true or false")
        return value

    def lists(self, key: str) -> dict[str, tuple[str, ...]]:
        """A table of lists of texts."""
        return {name: self._texts(f"{key}.{name}", value) for name, value in self._sub(key).items()}

    def tables(self, key: str) -> dict[str, dict[str, tuple[str, ...]]]:
        """A table of tables of lists of texts."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for name, value in self._sub(key).items():
            if not isinstance(value, Mapping):
                raise self.fault(f"{key}.{name}", "must be a table")
            found[name] = {part: self._texts(f"{key}.{name}.{part}", texts) for part, texts in value.items()}
        return found

    def by_word(self, key: str) -> dict[str, str]:
        """A table of lists of words, turned around: each word, as it is looked up, and the name it stands under."""
        found: dict[str, str] = {}
        for name, texts in self.lists(key).items():
            for word in (normalize(word) for text in texts for word in text.split()):
                if found.setdefault(word, name) != name:
                    raise self.fault(f"{key}.{name}", f'"{word}" stands under "{found[word]}" too')
        return found

    def wordings(self, key: str, cuts: Cuts) -> Wordings[str]:
        """A table of lists of wordings, each of one or several words, and the name they stand under."""
        entries: list[tuple[tuple[Token, ...], str]] = []
        known: dict[str, str] = {}
        for name, texts in self.lists(key).items():
            for text in texts:
                if known.setdefault(text.lower(), name) != name:
                    raise self.fault(f"{key}.{name}", f'"{text}" stands under "{known[text.lower()]}" too')
                entries.append((self._said(key, text, cuts), name))
        return Wordings(entries)

    def said(self, key: str, cuts: Cuts) -> Wordings[str]:
        """A list of wordings that mean the same."""
        return Wordings((self._said(key, text, cuts), text) for text in self.texts(key))

    def _said(self, key: str, text: str, cuts: Cuts) -> tuple[Token, ...]:
        words = tuple(token for token in tokenize(text, cuts) if not token.is_sign or text == token.text)
        if not words:
            raise self.fault(key, f'"{text}" holds no word')
        return words

    def senses(self, book: PhraseBook, groups: Groups, keys: Iterable[str]) -> None:
        """Adds the phrases of the tables named `keys` to the book."""
        for key in keys:
            for where, value in self._sub(key).items():
                if where not in set(Where):
                    raise self.fault(f"{key}.{where}", f"write one of {', '.join(Where)}")
                for phrase in self._texts(f"{key}.{where}", value):
                    book.add(self.phrase(f"{key}.{where}", phrase, groups), Sense(self.file, key, Where(where)))

    def phrase(self, key: str, phrase: str, groups: Groups) -> Sequence:
        try:
            return parse(phrase, groups)
        except ValueError as error:
            raise self.fault(key, str(error)) from error

    def forms(self, key: str, phrase: str, groups: Groups) -> list[tuple[str, ...]]:
        try:
            return expand(phrase, groups)
        except ValueError as error:
            raise self.fault(key, str(error)) from error

    def finish(self) -> None:
        """Raises ValueError when the file says something nobody reads: most likely a misspelt key."""
        for key in sorted(self._unread):
            raise self.fault(key, "nothing of this name is understood; check the spelling")

    def _sub(self, key: str) -> Mapping[str, object]:
        self._unread.discard(key)
        value = self._table.get(key, {})
        if not isinstance(value, Mapping):
            raise self.fault(key, "must be a table")
        return value

    def _texts(self, key: str, value: object) -> tuple[str, ...]:
        if isinstance(value, str):
            return tuple(value.split())
        if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
            raise self.fault(key, "must be a text or a list of texts")
        return tuple(value)
