"""A served page and a real browser, which has to be installed already; nothing is downloaded."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, async_playwright
from tests.channels.stand_in import House, build_house, business

from frontdesk.database.engine import Database, open_database
from frontdesk.web import create_web_app

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
"""Names that Chromium and its like are installed under; `.ci/run` looks for the same."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
MakeServer = Callable[[web.Application], Awaitable[TestServer]]


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    opened = await open_database("sqlite://")
    yield opened
    await opened.close()


@pytest.fixture
def house(database: Database) -> House:
    return build_house(database, business(policy={"grid_minutes": 30}))


@pytest.fixture
async def address(house: House, aiohttp_server: MakeServer) -> str:
    return str((await aiohttp_server(create_web_app(house.parts))).make_url("/"))


def find_browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = find_browser()
    if path is None:
        pytest.fail("The page's tests need Chromium: install the package chromium.")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        await started.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A desktop's page that fails the test when a script fails or the security policy refuses something."""
    opened = await browser.new_page(viewport={"width": 1280, "height": 800})
    failures: list[str] = []
    opened.on("pageerror", lambda error: failures.append(str(error)))
    opened.on("console", lambda said: failures.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    await opened.close()
    assert not failures
