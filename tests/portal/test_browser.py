"""The portal in a real browser without scripts: on a telephone, in both languages, through a hotspot's login."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.console.conftest import BROWSER_ARGUMENTS, BROWSERS
from tests.portal.conftest import Reception
from tests.portal.hotspot import UAM_SECRET, Hotspot, running_hotspot

pytestmark = pytest.mark.timeout(180)
WIDTHS = (320, 390, 1280)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("no Chromium found; install Debian's package chromium")
    async with async_playwright() as driver:
        running = await driver.chromium.launch(executable_path=path, args=list(BROWSER_ARGUMENTS))
        yield running
        await running.close()


@pytest.fixture
def hotspot(reception: Reception) -> Iterator[Hotspot]:
    with running_hotspot() as running:
        running.portal = reception.portal
        yield running


async def open_page(browser: Browser, complaints: list[str], width: int = 390) -> Page:
    """A window without scripts that keeps what the browser complains of."""
    context = await browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = await context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    return page


async def test_a_guest_types_the_code_and_is_in(reception: Reception, hotspot: Hotspot, browser: Browser) -> None:
    await reception.hand_over_to("uam", hotspot.url, UAM_SECRET)
    ticket = await reception.hotel.ticket(exp_seconds=3600)
    hotspot.codes = {ticket.code}
    complaints: list[str] = []
    page = await open_page(browser, complaints)
    await page.goto(hotspot.url)
    await page.get_by_label("Your code").fill("WRONG")
    await page.get_by_role("button", name="Connect").click()
    assert "not known" in (await page.get_by_role("alert").text_content() or "")
    await page.get_by_label("Your code").fill(ticket.code.lower())
    await page.get_by_role("button", name="Connect").click()
    await page.get_by_role("heading", name="You are connected").wait_for()
    assert hotspot.inside == [ticket.code]
    assert complaints == [], "the browser refuses nothing"


async def test_a_guest_who_scanned_the_ticket_comes_in_by_way_of_the_hotspot(
    reception: Reception, hotspot: Hotspot, browser: Browser
) -> None:
    await reception.hand_over_to("uam", hotspot.url, UAM_SECRET)
    ticket = await reception.hotel.ticket(exp_seconds=3600)
    hotspot.codes = {ticket.code}
    page = await open_page(browser, [])
    await page.goto(f"{reception.portal}?code={ticket.code}&lang=ar")
    await page.get_by_role("button", name="اتصال").click()
    await page.get_by_role("button", name="Connect").or_(page.get_by_role("button", name="اتصال")).click()
    await page.wait_for_url("**res=success**")
    assert hotspot.inside == [ticket.code], "the code came along, though the challenge was only given on the way"


async def test_a_hotspot_that_refuses_brings_the_guest_back(
    reception: Reception, hotspot: Hotspot, browser: Browser
) -> None:
    await reception.hand_over_to("uam", hotspot.url, "another secret")
    ticket = await reception.hotel.ticket(exp_seconds=3600)
    hotspot.codes = {ticket.code}
    page = await open_page(browser, [])
    await page.goto(hotspot.url)
    await page.get_by_label("Your code").fill(ticket.code)
    await page.get_by_role("button", name="Connect").click()
    assert "did not let you in" in (await page.get_by_role("alert").text_content() or "")
    assert hotspot.inside == []


async def test_the_page_fits_every_width_in_both_languages(reception: Reception, browser: Browser) -> None:
    ticket = await reception.hotel.ticket(exp_seconds=3600)
    complaints: list[str] = []
    for width in WIDTHS:
        page = await open_page(browser, complaints, width)
        for language in ("en", "ar"):
            await page.goto(f"{reception.portal}?lang={language}&code={ticket.code}")
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            box = await page.get_by_role("button").bounding_box()
            assert box is not None
            assert box["height"] >= 44, "a thumb's size"
    assert complaints == []
