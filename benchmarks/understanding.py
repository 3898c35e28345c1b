"""How well and how fast times are read, beside dateparser and parsedatetime, on the project's own examples.

The table of the examples is that of `frontdesk examples`. The libraries are asked only what they can answer: sayings
with one start, and sayings that mean no time. All figures of one run are of the same machine; what counts are the
ratios.
"""

import argparse
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles

import dateparser
import parsedatetime
from benchmarks.pages import UNDERSTANDING, put
from dateparser.search import search_dates

from frontdesk.commands.examples import try_language
from frontdesk.examples.report import TABLE, TOTALS, Tried, table, totals
from frontdesk.examples.sayings import Saying, Verdict, read_times
from frontdesk.languages import Language, find_prompts, known_languages, load_language
from frontdesk.model.when import Grain
from frontdesk.understand.candidates import Candidate, candidates

TIMES = "preferred_time"
ROUNDS = 5
PARTS = 10

Reader = Callable[[Saying], datetime | None]


@dataclass(frozen=True, slots=True)
class Task:
    """A saying and the starts it may mean, on the wall clock; none where it means no time."""

    saying: Saying
    starts: tuple[Candidate, ...]

    def is_right(self, found: datetime | None) -> bool:
        """Of a day only the date counts."""
        if found is None or not self.starts:
            return found is None and not self.starts
        wall = found.replace(tzinfo=None)
        return any(_is_start(one, wall) for one in self.starts)


def _is_start(candidate: Candidate, wall: datetime) -> bool:
    if candidate.start is None:
        return False
    return wall == candidate.start if candidate.grain is Grain.MINUTE else wall.date() == candidate.start.date()


@dataclass(frozen=True, slots=True)
class Score:
    """Right answers of sayings with a time, false alarms of sayings without one, and seconds a saying."""

    name: str
    language: str
    right: float
    alarms: float
    seconds: Sequence[float]


def tasks(language: Language, sayings: Sequence[Saying]) -> list[Task]:
    """The sayings that a reader of one date and time can answer."""
    found = []
    for saying in sayings:
        readings = read_times(saying, language.lexicon.times, language.lexicon.cuts)
        if not saying.means:
            found.append(Task(saying, ()))
        elif readings and len(readings[0].value.wishes) == 1:
            starts = candidates(readings[0].value, saying.now)
            if starts and all(one.start and one.end and one.grain in (Grain.MINUTE, Grain.DAY) for one in starts):
                found.append(Task(saying, starts))
    return found


def score(name: str, language: str, asked: Sequence[Task], reader: Reader) -> Score:
    for task in asked[:20]:
        reader(task.saying)
    seconds, right = [], []
    for task in asked:
        before = time.perf_counter()
        found = reader(task.saying)
        seconds.append(time.perf_counter() - before)
        right.append(task.is_right(found))
    timed = [ok for ok, task in zip(right, asked, strict=True) if task.starts]
    untimed = [ok for ok, task in zip(right, asked, strict=True) if not task.starts]
    return Score(name, language, sum(timed) / len(timed), 1 - sum(untimed) / len(untimed), seconds)


def ours(language: Language) -> Reader:
    def read(saying: Saying) -> datetime | None:
        readings = read_times(saying, language.lexicon.times, language.lexicon.cuts)
        found = candidates(readings[0].value, saying.now) if readings else ()
        return found[0].start if found else None

    return read


def by_dateparser(saying: Saying) -> datetime | None:
    settings = {
        "RELATIVE_BASE": saying.now.replace(tzinfo=None),
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY" if saying.day_first else "MDY",
    }
    found: datetime | None = dateparser.parse(saying.text, languages=[saying.language], settings=settings)
    if found is None:
        pairs = search_dates(saying.text, languages=[saying.language], settings=settings)
        found = pairs[0][1] if pairs else None
    return found


def by_parsedatetime() -> Reader:
    calendar = parsedatetime.Calendar()

    def read(saying: Saying) -> datetime | None:
        found, status = calendar.parseDT(saying.text, sourceTime=saying.now.replace(tzinfo=None))
        return found if status else None

    return read


def compare(languages: Sequence[Language], sayings: Sequence[Saying]) -> Iterator[Score]:
    for language in languages:
        own = tasks(language, [saying for saying in sayings if saying.language == language.code])
        yield score("frontdesk", language.code, own, ours(language))
        yield score("dateparser", language.code, own, by_dateparser)
        if language.code == "en":
            yield score("parsedatetime", language.code, own, by_parsedatetime())


def comparison(scores: Sequence[Score]) -> Iterator[tuple[str, ...]]:
    yield "language", "reader", "right", "false alarms", "p50", "p99", "p50 against ours"
    base = {one.language: median(one.seconds) for one in scores if one.name == "frontdesk"}
    for one in scores:
        p50, p99 = median(one.seconds), quantiles(one.seconds, n=100)[-1]
        ratio = f"{p50 / base[one.language]:.1f}"
        times = (f"{p50 * 1e6:,.0f} µs", f"{p99 * 1e6:,.0f} µs")
        yield one.language, one.name, f"{one.right:.0%}", f"{one.alarms:.0%}", *times, ratio


def endurance(languages: Sequence[Language], sayings: Sequence[Saying], calls: int) -> Iterator[tuple[str, ...]]:
    """Whether reading slows down or the process grows: each part of the calls beside the first."""
    yield "part of the calls", "p50 against the first part", "most memory so far against the first part"
    by_code = {language.code: ours(language) for language in languages}
    first = None
    for part in range(PARTS):
        seconds = []
        for call in range(calls // PARTS):
            saying = sayings[call % len(sayings)]
            before = time.perf_counter()
            by_code[saying.language](saying)
            seconds.append(time.perf_counter() - before)
        now = median(seconds), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        first = first or now
        yield str(part + 1), f"{now[0] / first[0]:.2f}", f"{now[1] / first[1]:.2f}"


def markdown(rows: Iterator[tuple[str, ...]]) -> str:
    head, *body = rows
    ruler = ["---:" if any(mark.isdigit() for mark in cell) else "---" for cell in (body[0] if body else head)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ruler, *body)) + "\n"


def examples_table(tried: Sequence[Tried]) -> str:
    return markdown(iter([TOTALS, *totals(tried)]))


def classes_table(tried: Sequence[Tried]) -> str:
    codes = dict.fromkeys(one.saying.language for one in tried)
    parts = []
    for code in codes:
        own = [one for one in tried if one.saying.language == code and one.saying.file == TIMES]
        parts.append(f"### {code}\n\n{markdown(iter([TABLE[1:], *(row[1:] for row in table(own))]))}")
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/understanding.md")
    parser.add_argument("--calls", type=int, default=0, metavar="N", help="read N sayings in a row as well")
    arguments = parser.parse_args()
    prompts = find_prompts()
    codes = known_languages(prompts)
    languages = [load_language(prompts, code) for code in codes]
    tried = [one for code in codes for one in try_language(prompts, code)]
    sayings = [one.saying for one in tried if one.saying.file == TIMES and one.verdict is Verdict.RIGHT]
    parts = {
        "examples": examples_table(tried),
        "classes": classes_table(tried),
        "comparison": markdown(comparison(list(compare(languages, sayings)))),
    }
    if arguments.calls:
        parts["endurance"] = markdown(endurance(languages, sayings, arguments.calls))
    print("\n".join(parts.values()))
    if arguments.write:
        put(UNDERSTANDING, parts)


if __name__ == "__main__":
    main()
