"""What came of many simulated conversations, by temperament."""

from collections import Counter
from collections.abc import Sequence
from statistics import median, quantiles

from frontdesk.simulation.conversation import Outcome
from frontdesk.simulation.goals import BOOKED_IN_THE_END

HEAD = ("callers", "calls", "success", "wrong bookings", "turns p50", "turns p90", "loops", "hand-offs")


def table(outcomes: Sequence[Outcome]) -> str:
    """A row for each temperament, and one for all, in Markdown."""
    groups = [(str(kind), [one for one in outcomes if one.temperament is kind]) for kind in _kinds(outcomes)]
    rows = [HEAD, ("---", *("---:",) * (len(HEAD) - 1)), *(_row(name, group) for name, group in groups)]
    rows.append(_row("all", outcomes))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def by_language(outcomes: Sequence[Outcome]) -> str:
    """The same by language, one row each."""
    codes = sorted({one.language for one in outcomes})
    rows = [("language", *HEAD[1:]), ("---", *("---:",) * (len(HEAD) - 1))]
    rows += [_row(code, [one for one in outcomes if one.language == code]) for code in codes]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def success(outcomes: Sequence[Outcome]) -> float:
    return sum(one.success for one in outcomes) / len(outcomes) if outcomes else 0.0


def wrong(outcomes: Sequence[Outcome]) -> int:
    """Conversations after which something is booked that was not wanted."""
    return sum(bool(one.wrong) for one in outcomes)


def reasons(outcomes: Sequence[Outcome]) -> Counter[str]:
    """Why conversations failed, by what is wrong."""
    return Counter(reason(one) for one in outcomes if not one.success)


def reason(one: Outcome) -> str:
    if one.success:
        return "done"
    if one.error:
        return one.error
    if one.wrong:
        return f"booked with another {', '.join(one.wrong)}"
    if one.handed_off:
        return "handed to a person"
    return "a loop" if one.looped else "not done"


def _kinds(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(one.temperament for one in sorted(outcomes, key=lambda one: one.number)))


def _row(name: str, group: Sequence[Outcome]) -> tuple[str, ...]:
    turns = sorted(one.turns for one in group if one.success and one.goal.purpose in BOOKED_IN_THE_END)
    p90 = quantiles(turns, n=10)[-1] if len(turns) > 1 else (turns[0] if turns else 0)
    return (
        name,
        str(len(group)),
        f"{success(group):.1%}",
        str(wrong(group)),
        f"{median(turns):g}" if turns else "-",
        f"{p90:g}" if turns else "-",
        str(sum(one.looped for one in group)),
        str(sum(one.handed_off for one in group)),
    )
