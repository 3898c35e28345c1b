"""The tables of docs/booking-systems on what each system can do, from the code.

`python -m tests.booking_systems.pages` writes them.

A page has its table between `<!-- capabilities: calcom -->` and `<!-- end -->`; the overview has that of all.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.faults.practice import PRACTICE
from tests.faults.systems import SYSTEMS
from tests.faults.world import System

from frontdesk.commands.live_system import CAN
from frontdesk.model.booking_system import Capabilities, Notices
from frontdesk.settings import read_settings
from frontdesk.vendors import reach

PAGES = Path(__file__).parents[2] / "docs" / "booking-systems"
MARKED = re.compile(r"(<!-- capabilities(?:: ([a-z]+))? -->\n).*?(<!-- end -->)", re.DOTALL)
TELLS = {
    Notices.NONE: "no",
    Notices.UNSIGNED: "yes, unsigned",
    Notices.SIGNED: "yes, signed",
}


def capabilities(system: System) -> Capabilities:
    business = system.profile("http://127.0.0.1:1", PRACTICE)
    assert business.booking_system is not None
    return reach(business, business.booking_system, read_settings(system.secrets)).capabilities


def table(systems: Sequence[System]) -> Iterator[str]:
    can = [capabilities(system) for system in systems]
    yield f"| it can | {' | '.join(system.name for system in systems)} |"
    yield f"| --- | {' | '.join('---' for _ in systems)} |"
    yield _row("tell what its services offer and need", ["yes" if one.tells_terms else "no" for one in can])
    for name, words in CAN.items():
        yield _row(words, ["yes" if getattr(one, name) else "no" for one in can])
    yield _row("tell us by itself that an appointment has changed", [TELLS[one.notices] for one in can])


def written(page: str) -> str:
    """The page with its tables as they are to be."""

    def made(found: re.Match[str]) -> str:
        systems = [system for system in SYSTEMS if found[2] in (None, system.kind)]
        return f"{found[1]}\n{chr(10).join(table(systems))}\n\n{found[3]}"

    return MARKED.sub(made, page)


def _row(words: str, cells: Sequence[str]) -> str:
    return f"| {words} | {' | '.join(cells)} |"


def main() -> None:
    for page in PAGES.glob("*.md"):
        page.write_text(written(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
