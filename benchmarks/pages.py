"""The pages that keep what was measured: each table stands between two marks that name it."""

from collections.abc import Mapping
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
PERFORMANCE = DOCS / "performance.md"
UNDERSTANDING = DOCS / "understanding.md"
SIMULATION = DOCS / "simulation.md"
BEGIN, END = "<!-- {} -->\n", "<!-- end of {} -->"


def put(page: Path, tables: Mapping[str, str]) -> None:
    """Replaces the tables of these names, each of which ends with a line end."""
    text = page.read_text("utf-8")
    for name, table in tables.items():
        begin, end = BEGIN.format(name), END.format(name)
        text = f"{text.split(begin)[0]}{begin}{table}{end}{text.split(end)[1]}"
    page.write_text(text, "utf-8")
