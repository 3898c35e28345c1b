"""The example of docs/booking-systems/adding-one.md is a whole adapter: its types are right, it keeps the contract."""

import ast
import inspect
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from aiohttp import web
from mypy import api
from tests.booking_systems.remote.test_contract import over
from tests.contracts.booking_system import BUSINESS, BookingSystemContract, StillClock
from tests.doubles.diary import Diary, Entry
from tests.doubles.serving import Double

from frontdesk.booking_systems.remote import ports
from frontdesk.conversations.ports import BookingSystem

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/booking-systems/adding-one.md").read_text("utf-8")
FILES: dict[str, str] = dict(re.findall(r"^`(\w+)\.py`:\n\n```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
PACKAGE = "frontdesk.booking_systems.tidybook"
TOKEN = "a token"


@contextmanager
def installed() -> Iterator[ModuleType]:
    """The client of the page, as if its folder were there."""
    names = [PACKAGE, *(f"{PACKAGE}.{name}" for name in ("settings", "wire", "client"))]
    for name in names:
        module = ModuleType(name)
        module.__path__ = []
        sys.modules[name] = module
        source = FILES.get(name.rpartition(".")[2], "")
        exec(compile(source, f"{name}.py", "exec"), module.__dict__)  # noqa: S102 - our own page
    try:
        yield sys.modules[names[-1]]
    finally:
        for name in names:
            del sys.modules[name]


class Tidybook(Double):
    """The system of the page."""

    def __init__(self, clock: StillClock) -> None:
        super().__init__(clock)
        self.diary = Diary(clock)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/services/{service}/slots", self.slots),
            web.post("/v1/appointments", self.book),
            web.get("/v1/appointments", self.listed),
            web.get("/v1/appointments/{id}", self.read),
            web.post("/v1/appointments/{id}/cancel", self.cancel),
        ]

    async def slots(self, request: web.Request) -> web.Response:
        self._look_at(request, service=request.match_info["service"])
        day, found = self.clock().date(), []
        for _ in range(60):
            for host in self.diary.hosts:
                for start in self.diary.starts(host, day, 30):
                    end = start + timedelta(minutes=30)
                    found.append({"staff": f"staff-{host}", "start": start.isoformat(), "end": end.isoformat()})
            day += timedelta(days=1)
        return web.json_response({"slots": found, "more": "that nobody asked for"})

    async def book(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self._look_at(request, service=asked["service"])
        start, host = datetime.fromisoformat(asked["start"]), asked["staff"].removeprefix("staff-")
        if not self.diary.can_begin(host, start, 30):
            return web.json_response({}, status=409)
        entry = self.diary.add("checkup", host, start, start + timedelta(minutes=30), key=asked["external_id"])
        return web.json_response(self._told(entry), status=201)

    async def listed(self, request: web.Request) -> web.Response:
        found = [entry for entry in self.diary.entries if entry.details["key"] == request.query["external_id"]]
        return web.json_response({"appointments": [self._told(entry) for entry in found]})

    async def read(self, request: web.Request) -> web.Response:
        entry = self.diary.entry(int(request.match_info["id"]))
        return web.json_response(self._told(entry)) if entry else web.Response(status=404)

    async def cancel(self, request: web.Request) -> web.Response:
        entry = self.diary.entry(int(request.match_info["id"]))
        if entry is None:
            return web.Response(status=404)
        entry.stands = False
        return web.json_response(self._told(entry))

    def _look_at(self, request: web.Request, service: str) -> None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise web.HTTPUnauthorized
        if service != "srv-1":
            raise web.HTTPNotFound

    @staticmethod
    def _told(entry: Entry) -> dict[str, object]:
        state = "booked" if entry.stands else "canceled"
        times = {"start": entry.start.isoformat(), "end": entry.end.isoformat()}
        return {"id": str(entry.id), "staff": f"staff-{entry.host}", "state": state, **times}


@asynccontextmanager
async def tidybook(clock: StillClock) -> AsyncIterator[BookingSystem]:
    with installed() as client:
        async with Tidybook(clock) as double:
            section = {
                "services": {"checkup": {"id": "srv-1"}},
                "hosts": {"ada": "staff-ada", "ben": "staff-ben"},
                "token_env": "TIDYBOOK_TOKEN",
                "base_url": double.url,
            }
            vendor = client.connect(BUSINESS, section, {"TIDYBOOK_TOKEN": TOKEN}.__getitem__)
            async with over(vendor, clock) as system:
                yield system
            assert double.complaints == []


with installed() as page:
    CAPABILITIES = page.CAPABILITIES


class TestTheExample(BookingSystemContract):
    make = staticmethod(tidybook)
    capabilities = CAPABILITIES
    frees_its_own_time = False


def test_the_example_fits_the_port() -> None:
    with installed() as client:
        for name, method in inspect.getmembers(ports.Vendor, inspect.isfunction):
            if not name.startswith("_"):
                assert inspect.signature(getattr(client.Tidybook, name)) == inspect.signature(method), name


def test_the_page_tells_of_every_method_and_every_error() -> None:
    for name in vars(ports.Vendor):
        assert name.startswith("_") or f"| `{name}` |" in PAGE
    for error in ("OpeningTaken", "BookingRejected", "SystemDown", "Misconfigured", "OutcomeUnknown", "Failed"):
        assert f"| `{error}` |" in PAGE


def test_the_line_of_the_page_is_one_of_a_match() -> None:
    [line] = re.findall(r"```python\n(case .*?)```", PAGE, re.DOTALL)
    ast.parse("def reach():\n    match kind:\n" + "".join(f"        {one}\n" for one in line.splitlines()))


def test_the_types_of_the_example_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As strictly as those of the code. What the code itself is made of is not looked at again."""
    folder = tmp_path / "tidybook"
    folder.mkdir()
    (folder / "__init__.py").touch()
    for name, source in FILES.items():
        (folder / f"{name}.py").write_text(source.replace("from frontdesk.booking_systems.tidybook", "from tidybook"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MYPYPATH", f"{ROOT / 'src'}:{tmp_path}")
    options = [
        "--strict",
        "--follow-imports=silent",
        "--explicit-package-bases",
        "--cache-dir",
        str(ROOT / ".mypy_cache"),
    ]
    said, errors, _ = api.run([*options, "tidybook"])
    assert (said.splitlines()[-1], errors) == ("Success: no issues found in 4 source files", "")
