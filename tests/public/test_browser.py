"""The public pages in a real browser: a telephone's width, both languages, no scripts."""

from __future__ import annotations

import io
import shutil
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from tests.console.conftest import BROWSER_ARGUMENTS, BROWSERS
from tests.notices.story import way_back
from tests.servers.shop import Shop

WIDTHS = (320, 390, 1280)
# The longest that a supplier's page, a customer and an attraction bring along.
LONG_NAME = "Maryam-Noura bint Rashid bin Abdullah Al-Maktoumi-Hammadi-Suwaidi"
LONG_ATTRACTION = "Aquarium & Underwater-Zoo-Explorer-Experience (Supercalifragilistic Package)"


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


async def open_page(browser: Browser, width: int, complaints: list[str], **options: Any) -> Page:
    """A window without scripts that keeps what the browser complains of."""
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=False, accept_downloads=True, **options
    )
    page = await context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    return page


async def overflows(page: Page) -> bool:
    """Whether one would have to scroll sideways: the picture of the whole page is wider than the window."""
    picture = Image.open(io.BytesIO(await page.screenshot(full_page=True)))
    assert page.viewport_size is not None
    return picture.width > page.viewport_size["width"]


async def test_pages_fit_every_width_in_both_languages(plain_shop: Shop, browser: Browser) -> None:
    shop = plain_shop
    ids = await shop.stock(4, attraction=LONG_ATTRACTION)
    sold = await shop.sell(*ids[:2], customerName=LONG_NAME)
    pending = await shop.reserve(*ids[2:], customerName=LONG_NAME)
    ticket = sold["tickets"][0]
    addresses = [
        sold["publicUrl"],
        pending["publicUrl"],
        f"{shop.address}/t/{ticket['ticketId']}/{ticket['downloadCode']}",
        f"{shop.address}/payment/offline/success?{urlencode(await way_back(shop, sold))}",
        f"{shop.address}/payment/offline/cancel?{urlencode(await way_back(shop, pending))}",
        f"{shop.address}/payment/offline/success?ref={sold['cartReference']}",
    ]
    complaints: list[str] = []
    for width in WIDTHS:
        page = await open_page(browser, width, complaints)
        for address in addresses:
            for language in ("en", "ar"):
                await page.goto(address + ("&" if "?" in address else "?") + f"lang={language}")
                assert not await overflows(page), (width, address, language)
    assert complaints == [], "the browser refuses nothing of our pages"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_scanner_reads_the_code_off_the_screen(plain_shop: Shop, browser: Browser, scheme: str) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    sold = await shop.sell(first)
    page = await open_page(browser, 390, [], color_scheme=scheme)
    await page.goto(sold["publicUrl"])
    picture = Image.open(io.BytesIO(await page.screenshot(full_page=True)))
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == sold["tickets"][0]["barcode"]


async def test_a_customer_finds_the_way_without_scripts(plain_shop: Shop, browser: Browser) -> None:
    shop = plain_shop
    ids = await shop.stock(2)
    sold = await shop.sell(*ids)
    complaints: list[str] = []
    page = await open_page(browser, 390, complaints)
    await page.goto(sold["publicUrl"])
    await page.get_by_role("link", name="العربية").click()
    assert await page.get_attribute("html", "dir") == "rtl"
    await page.get_by_role("link", name="افتح هذه التذكرة").first.click()
    assert await page.get_attribute("html", "dir") == "rtl", "the language stays"
    await page.get_by_role("link", name="English").click()
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Download PDF").click()
    assert (await waiting.value).suggested_filename == f"ticket-{ids[0]}.pdf"
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Add to calendar").click()
    assert (await waiting.value).suggested_filename == f"ticket-{ids[0]}.ics"
    assert complaints == []
