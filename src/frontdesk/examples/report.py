"""How the examples stand, by language, reader and class, as a table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from frontdesk.examples.sayings import Saying, Verdict, judge

TABLE = ("reader", "class", "sayings", "right", "wrong", "null")
TOTALS = ("language", "reader", "meant", "not meant", "right", "wrong", "null")


@dataclass(frozen=True, slots=True)
class Tried:
    """A saying and what was made of it."""

    saying: Saying
    heard: str

    @property
    def verdict(self) -> Verdict:
        return judge(self.saying, self.heard)


def table(tried: Sequence[Tried]) -> Iterator[tuple[str, ...]]:
    """A row for each class, in the order of the files, and one for each reader."""
    for file in dict.fromkeys(one.saying.file for one in tried):
        own = [one for one in tried if one.saying.file == file]
        for group in dict.fromkeys(one.saying.group for one in own):
            yield file, group, *_counts(one for one in own if one.saying.group == group)
        yield file, "all", *_counts(own)


def totals(tried: Sequence[Tried]) -> Iterator[tuple[str, ...]]:
    """A row for each language and reader: how many mean something, how many mean nothing, and what was made of them."""
    for language, file in dict.fromkeys((one.saying.language, one.saying.file) for one in tried):
        own = [one for one in tried if (one.saying.language, one.saying.file) == (language, file)]
        meaning = sum(bool(one.saying.means) for one in own)
        yield language, file, str(meaning), str(len(own) - meaning), *_counts(own)[1:]


def _counts(tried: Iterable[Tried]) -> tuple[str, ...]:
    verdicts = [one.verdict for one in tried]
    return str(len(verdicts)), *(str(verdicts.count(verdict)) for verdict in Verdict)
