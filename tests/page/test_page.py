"""The try-it page, driven in a real browser."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, Route, expect
from tests.channels.real_house import hire
from tests.channels.stand_in import House
from tests.page.conftest import MakeServer

from frontdesk.database.engine import Database
from frontdesk.web import create_web_app

pytestmark = pytest.mark.page
Scheme = Literal["light", "dark"]


async def write(page: Page, message: str) -> None:
    await page.get_by_label("Your message").fill(message)
    await page.keyboard.press("Enter")


async def test_booking_through_the_page(page: Page, address: str) -> None:
    await page.goto(address)
    await expect(page.locator(".from-agent").first).to_contain_text("Hello!")
    await write(page, "as soon as possible")
    await expect(page.locator(".choice")).to_have_count(3)
    await expect(page.locator("#day .held")).not_to_have_count(0)
    await page.get_by_role("button", name="Thursday 11:00").click()
    await expect(page.get_by_role("button", name="yes")).to_be_visible()
    await page.get_by_role("button", name="yes").click()
    invite = page.locator(".invite")
    await expect(invite.get_by_role("heading")).to_have_text("Check-up: Priya Nair")
    await expect(invite).to_contain_text("Reason: a cracked tooth")
    await expect(page.locator("#day .booked")).to_contain_text("11:00 Priya Nair")
    await expect(page.locator("#day .held")).to_have_count(0)
    link = await invite.get_by_role("link").get_attribute("href")
    response = await page.request.get(address.rstrip("/") + str(link))
    assert response.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:Check-up: Priya Nair" in await response.text()


async def test_booking_with_the_real_receptionist(
    page: Page, database: Database, aiohttp_server: MakeServer, tmp_path: Path
) -> None:
    server = await aiohttp_server(create_web_app(hire(database)))
    await page.goto(str(server.make_url("/")))
    await expect(page.locator(".from-agent")).not_to_have_count(0)
    await write(page, "I'd like to come in on Monday morning")
    await expect(page.locator("#day .held")).not_to_have_count(0)
    await expect(page.get_by_role("button", name="Monday, March 9")).to_have_attribute("aria-pressed", "true")
    inside = page.get_by_role("region", name="Dialogue")
    await expect(inside.locator("#heard")).to_contain_text("preferred_time: Mon 06:00-12:00")
    await expect(inside.locator("#rules")).to_contain_text("offering.find_wish")
    await expect(inside.locator("#asks")).to_have_text("opening (book, collecting)")
    await expect(inside.locator('[data-grounding="heard"]').first).to_contain_text("preferred time")
    await expect(inside.get_by_role("row", name="phone")).to_contain_text("missing")
    await page.screenshot(path=tmp_path / "offered.png", animations="disabled")
    await page.locator(".choice:enabled").first.click()
    for message in ("Priya Nair", "415 555 0123", "yes"):
        answers = await page.locator(".from-agent:not(.typing)").count()
        await write(page, message)
        await expect(page.locator(".from-agent:not(.typing)")).not_to_have_count(answers)
    await expect(page.locator(".invite .status")).to_have_text("confirmed")
    await expect(inside.get_by_role("row", name="phone")).to_contain_text("+14155550123")
    await expect(inside.locator("#rules")).to_contain_text("commitment.on_booked")
    await expect(page.locator("#day .booked")).to_contain_text("Priya Nair")
    await expect(page.locator("#day .held")).to_have_count(0)
    await page.screenshot(path=tmp_path / "booked.png", animations="disabled")


async def test_html_in_the_chat_stays_text(page: Page, address: str) -> None:
    message = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>"
    await page.goto(address)
    await write(page, message)
    await expect(page.locator(".from-caller")).to_have_text(message)
    await expect(page.locator(".choice")).to_have_count(3)
    assert await page.locator(".log img, .log b").count() == 0
    assert await page.title() == "Harbour Street Practice"


async def test_it_works_by_keyboard_alone(page: Page, address: str) -> None:
    await page.goto(address)
    await page.keyboard.type("as soon as possible")
    await page.keyboard.press("Enter")
    await expect(page.locator(".choice")).to_have_count(3)
    await expect(page.get_by_label("Your message")).to_be_focused()
    for _ in range(3):
        await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".from-caller").last).to_contain_text("Thursday")
    await expect(page.get_by_role("button", name="yes")).to_be_visible()
    await expect(page.get_by_label("Your message")).to_be_focused()


async def test_a_lost_connection_is_bridged_and_a_message_counts_once(page: Page, address: str, house: House) -> None:
    await page.goto(address)
    await expect(page.locator(".from-agent")).to_have_count(1)
    lost = 0

    async def lose_the_answer(route: Route) -> None:
        nonlocal lost
        lost += 1
        if lost > 2:
            await route.continue_()
            return
        if lost == 2:
            await route.fetch()  # it arrived, but its answer did not
        await route.abort()

    await page.route("**/chat", lose_the_answer)
    await write(page, "as soon as possible")
    await expect(page.locator(".choice")).to_have_count(3)
    assert lost == 3
    assert len(house.receptionist().heard) == 2
    await expect(page.locator("#trouble")).to_be_empty()


async def test_a_new_conversation_frees_what_was_held(page: Page, address: str, house: House) -> None:
    await page.goto(address)
    await write(page, "as soon as possible")
    await expect(page.locator("#day .held")).not_to_have_count(0)
    await page.get_by_role("button", name="New conversation").click()
    await expect(page.locator(".from-caller")).to_have_count(0)
    await expect(page.locator(".from-agent")).to_have_count(1)
    await expect(page.locator("#day .held")).to_have_count(0)
    assert len({key.sender for key, _ in house.receptionist().heard}) == 2


async def test_what_others_book_appears(page: Page, address: str, house: House) -> None:
    await page.goto(address)
    await page.get_by_role("button", name="Friday, March 6").click()
    await expect(page.locator("#day .free")).not_to_have_count(0)
    await house.book()
    await expect(page.locator("#day .booked")).to_contain_text("9:00 Priya Nair")


async def test_days_and_weeks_can_be_turned(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_role("button", name="Saturday, March 7").click()
    await expect(page.locator("#closed")).to_be_visible()
    await page.get_by_role("button", name="A week later").click()
    await expect(page.get_by_role("button", name="Thursday, March 12")).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="A week earlier").click()
    await expect(page.get_by_role("button", name="Thursday, March 5")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
async def test_it_fits_the_screen(
    browser: Browser,
    address: str,
    house: House,
    tmp_path: Path,
    scheme: Literal["light", "dark"],
    width: int,
    height: int,
) -> None:
    """Nothing scrolls sideways and the composer stays in view. The pictures are for people to look at."""
    await house.book(2)
    page = await browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    await page.goto(address)
    await write(page, "as soon as possible")
    await page.get_by_role("button", name="Thursday 11:00").click()
    await page.screenshot(path=tmp_path / f"{scheme}-{width}-choosing.png")
    await page.get_by_role("button", name="yes").click()
    await expect(page.locator(".note")).to_be_in_viewport()
    sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.evaluate(sideways)
    await expect(page.get_by_label("Your message")).to_be_in_viewport()
    await page.screenshot(path=tmp_path / f"{scheme}-{width}-booked.png", animations="disabled")
    if width < 600:
        await page.get_by_role("button", name="Calendar").click()
        await expect(page.locator("#day .booked")).to_be_visible()
        assert not await page.evaluate(sideways)
        await page.screenshot(path=tmp_path / f"{scheme}-{width}-days.png", animations="disabled")
        await page.get_by_role("button", name="Dialogue").click()
        await expect(page.get_by_role("columnheader", name="Grounding")).to_be_in_viewport()
        assert not await page.evaluate(sideways)
    await page.close()
