"""Tickets and reports on paper: what was asked for, dark on white, without what only a screen needs."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.console.conftest import Console, Visitor
from tests.console.counter import stock

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def maria(console: Console, visitor_of: Callable[..., Visitor], tmp_path: Path) -> Visitor:
    """An admin who works in the dark, with two tickets in stock."""
    stock(console, tmp_path, 2)
    visitor = visitor_of(console)
    visitor.page.emulate_media(color_scheme="dark")
    visitor.sign_in()
    return visitor


def printed(visitor: Visitor) -> str:
    """The text of the page as it comes out of a printer."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(visitor.page.pdf(format="A4"))).pages)


def test_a_ticket_is_printed_with_its_page_and_without_menus(maria: Visitor) -> None:
    page = maria.page
    maria.go("/tickets/1")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    for hidden in (page.locator("aside"), page.locator(".topbar"), page.get_by_role("link", name="Download")):
        expect(hidden).to_be_hidden()
    expect(page.get_by_role("img", name="The page as printed")).to_be_visible()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    text = printed(maria)
    assert "AQ-0000001" in text
    assert "Sign out" not in text
    page.emulate_media(media="screen", color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_report_is_printed_with_all_its_columns(maria: Visitor) -> None:
    page = maria.page
    maria.go("/reports/stock")
    page.emulate_media(media="print")
    expect(page.locator(".tabs")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    text = printed(maria)
    for word in ("AQUARIUM OF THE BAY", "AVAILABLE", "EXPIRED", "REVENUE"):
        assert word in text.upper()
    assert "Outbox" not in text
