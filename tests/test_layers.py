"""Imports point down, never sideways, and the four lower folders are pure (README, "Map of the folders")."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"

LIBRARIES = {"pydantic", "phonenumbers", "babel", "jinja2", "markupsafe", "rapidfuzz", "holidays"}
# What each folder may import, besides itself; the pure ones also these libraries, the others any.
PURE = {"model": set[str](), "understand": {"model"}, "dialog": {"model"}, "speak": {"model"}}
UPPER = {
    "conversations": {"understand", "dialog", "speak", "model"},
    "database": {"conversations", "model"},
    "channels": {"conversations", "model"},
    "booking_systems": {"conversations", "model"},
    "booking_systems/embedded": {"conversations", "model", "database"},
    "booking_systems/ledger": {"conversations", "model", "database"},
    "booking_systems/remote": {"conversations", "model", "database"},
    "stores": {"conversations", "model", "database"},
    "language_models": {"conversations", "model"},
    "page": {"channels", "conversations", "model"},  # a door like the others, which borrows the chat's words
}
JOINING = {"commands", "examples", "replay", "simulation"}  # like the modules beside them, these may import everything
VENDORS = {"cubu", "meetergo", "vcita", "savvycal", "calcom", "caldav"}
EDGES_WITH_SIBLINGS = {"channels", "booking_systems", "stores"}
SHARED = {
    "booking_systems/ledger": {"booking_systems/embedded", "booking_systems/remote"},
    "booking_systems/remote": {f"booking_systems/{vendor}" for vendor in VENDORS},
}
"""Folders that some of their siblings stand on, and these."""
WITH_AIOHTTP = (
    "web.py",
    "server.py",
    "app.py",
    "stage.py",
    "channels/",
    "booking_systems/",
    "language_models/",
    "page/",
)
WITH_CLOCK = ("conversations/clock.py", "app.py")
IMPURE = set(
    "asyncio builtins concurrent contextvars ctypes fileinput getpass glob http importlib io locale logging mmap "
    "multiprocessing os pathlib platform queue random sched secrets select selectors shelve shutil signal smtplib "
    "socket sqlite3 ssl subprocess sys tempfile threading time urllib uuid".split()
)
IMPURE_CALLS = {"open", "print", "input", "__import__", "eval", "exec"}
ASYNC = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def import_fault(file: str, imported: str) -> str | None:
    top, _, rest = imported.partition(".")
    folder = file.split("/")[0] if "/" in file else ""
    if not top:
        return "imports relatively"
    if top == "aiohttp" and not file.startswith(WITH_AIOHTTP):
        return "uses aiohttp outside the edges"
    known = top == "frontdesk" or top in LIBRARIES or top in sys.stdlib_module_names
    if folder in PURE and (top in IMPURE or not known):
        return "is pure"
    if top != "frontdesk" or not folder or folder in JOINING:
        return None
    target, _, inner = rest.partition(".")
    part = "/".join(file.split("/")[:2])
    sibling = inner.partition(".")[0]
    if folder in EDGES_WITH_SIBLINGS and target == folder and (SRC / "frontdesk" / target / sibling).is_dir():
        reached = f"{target}/{sibling}"
        return None if part == reached or part in SHARED.get(reached, ()) else "reaches into a sibling folder"
    allowed = PURE.get(folder) if folder in PURE else UPPER.get(part, UPPER.get(folder))
    if allowed is None:
        return f"lies in a folder that has no place in the layers: give {folder}/ one in this test"
    return None if target in allowed | {folder, "__version__"} else f"may import only {sorted(allowed | {folder})}"


def faults(file: str, source: str) -> Iterator[str]:
    """What breaks the rules in one file, whose path is relative to src/frontdesk."""
    tree = ast.parse(source)
    for imported in imports(tree):
        if fault := import_fault(file, imported):
            yield f"{file} {fault}: {imported}"
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=of) | ast.Attribute(attr=of), attr="now" | "utcnow" | "today" as call):
                if of in {"datetime", "date"} and file not in WITH_CLOCK:
                    yield f"{file}:{node.lineno} reads the clock: {of}.{call}"
            case ast.Call(func=ast.Name(id=call)) if call in IMPURE_CALLS and file.split("/")[0] in PURE:
                yield f"{file}:{node.lineno} is pure: {call}()"
            case _ if isinstance(node, ASYNC) and file.split("/")[0] in PURE:
                yield f"{file}:{node.lineno} is pure: async"


def test_imports_point_down() -> None:
    package = SRC / "frontdesk"
    found = [
        fault
        for path in sorted(package.rglob("*.py"))
        for fault in faults(path.relative_to(package).as_posix(), path.read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("model/booking.py", "import icalendar"),
        ("model/booking.py", "from frontdesk.dialog import state"),
        ("understand/phone.py", "from frontdesk import dialog"),
        ("understand/phone.py", "import os.path"),
        ("understand/phone.py", "import sqlalchemy"),
        ("understand/phone.py", "from . import lexicon"),
        ("dialog/turn.py", "async def step(): ..."),
        ("dialog/turn.py", "from datetime import datetime\ndatetime.now()"),
        ("dialog/turn.py", "def load():\n    from pathlib import Path"),
        ("speak/render.py", "open('say.toml')"),
        ("conversations/runner.py", "import frontdesk.channels.text"),
        ("conversations/runner.py", "import aiohttp"),
        ("conversations/runner.py", "import datetime\ndatetime.datetime.now(datetime.UTC)"),
        ("channels/text/console.py", "from frontdesk.database import engine"),
        ("channels/text/console.py", "from frontdesk.dialog.turn import step"),
        ("booking_systems/calcom/client.py", "from frontdesk.database import engine"),
        ("stores/conversations.py", "from frontdesk.booking_systems.embedded import holds"),
        ("page/days.py", "from frontdesk.database.schema import claims"),
        ("page/days.py", "from frontdesk.booking_systems.embedded import claims"),
        ("language_models/client.py", "from frontdesk.database import engine"),
        ("language_models/client.py", "from frontdesk.understand.interpret import interpret"),
        ("language_models/client.py", "from frontdesk.booking_systems.embedded import claims"),
        ("somewhere/new.py", "from frontdesk.model import booking"),
        ("languages.py", "from aiohttp import web"),
    ],
)
def test_a_breach_is_seen(file: str, source: str) -> None:
    assert list(faults(file, source))


@pytest.mark.parametrize(
    ("file", "source"),
    [
        (
            "understand/phone.py",
            "import phonenumbers, datetime\nfrom frontdesk.model import slots",
        ),
        ("conversations/clock.py", "from datetime import UTC, datetime\ndatetime.now(UTC)"),
        ("booking_systems/embedded/holds.py", "from frontdesk.database.engine import connect"),
        ("channels/telephony/routes.py", "from aiohttp import web\nfrom frontdesk.channels.telephony import wire"),
        ("app.py", "from frontdesk.channels.telephony import routes"),
    ],
)
def test_what_the_layers_allow_passes(file: str, source: str) -> None:
    assert not list(faults(file, source))


def test_edges_do_not_reach_into_sibling_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "frontdesk/channels/telephony").mkdir(parents=True)
    monkeypatch.setattr(sys.modules[__name__], "SRC", tmp_path)
    assert list(faults("channels/web_chat/routes.py", "from frontdesk.channels.telephony import wire"))
    assert not list(faults("channels/telephony/routes.py", "from frontdesk.channels.telephony import wire"))
