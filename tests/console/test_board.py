"""The dashboard and the stock of an attraction in a browser: from a figure to its rows, and from a day to a sale."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Console, Visitor
from tests.console.counter import api, fill_customer, reserve, stock


@pytest.fixture
def maria(console: Console, visitor_of: Callable[..., Visitor], tmp_path: Path) -> Visitor:
    """An admin whose shop has twelve tickets, of which she sells one from the calendar."""
    stock(console, tmp_path, 12)
    visitor = visitor_of(console)
    visitor.sign_in()
    return visitor


def first_day(page: Page) -> str:
    """Choose the first day of the calendar that has tickets; its slots are shown."""
    page.locator(".month a.day-date").first.click()
    expect(page.locator("#slots tbody tr").first).to_be_visible()
    return page.locator("#day h2").inner_text()


def test_a_day_of_the_calendar_leads_to_a_sale_that_is_filled_in(maria: Visitor) -> None:
    page = maria.page
    maria.go("/attractions/1")
    page.get_by_role("link", name="Days and slots").first.click()
    first_day(page)
    page.locator("#slots").get_by_role("link", name="Sell").first.click()
    expect(page.locator("select[name=ticketDate]")).not_to_have_value("")
    fill_customer(page)
    reserve(page)


def test_a_column_of_the_chart_leads_to_its_sales(console: Console, maria: Visitor) -> None:
    with api(console) as call:
        cart = call("sale/reserve", ticketIds=[1], customerName="Layla", customerEmail="l@example.com")
        call("sale/confirm-payment", cartReference=cart["cartReference"])
    page = maria.page
    maria.go("/")
    column = page.locator("#sold-AED svg a")
    expect(column).to_have_attribute("aria-label", re.compile(r"1 ticket for AED.120\.50"))
    # Reached by the keyboard, and followed as any link.
    column.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/reports/sales\?.*currency=AED"))
    expect(page.locator("#sales-sums")).to_contain_text(re.compile(r"1 ticket · AED.120\.50"))
    maria.go("/?span=months")
    page.locator("#sold-AED summary").click()
    page.locator("#sold-AED .chart-table").get_by_role("link", name="1", exact=True).click()
    expect(page.locator("#sales-sums")).to_contain_text("1 ticket")


def test_picked_tickets_are_extended_after_a_question(maria: Visitor) -> None:
    page = maria.page
    maria.go("/tickets?sort=id")
    for box in page.locator("[data-pick]").all()[:3]:
        box.check()
    page.get_by_role("button", name="Extend validity").click()
    page.get_by_label("New last day").fill("2098-01-31")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("3 tickets stay for sale.")
    page.get_by_role("button", name="Extend 3 tickets").click()
    expect(page.get_by_role("status").first).to_contain_text("3 tickets are valid until 31 Jan 2098 now.")
    page.get_by_role("link", name="All tickets with this last day").click()
    expect(page.locator("#grid-count")).to_contain_text("1–3 of 3")
    page.get_by_role("link", name="Last day 31 Jan 2098").click()
    expect(page.locator("#grid-count")).to_contain_text("1–12 of 12")


def test_prices_are_changed_after_a_look(maria: Visitor) -> None:
    page = maria.page
    maria.go("/attractions/1/prices")
    page.locator("#prices").get_by_role("link", name="Change").first.click()
    page.get_by_label("New price").fill("99.90")
    page.get_by_label("New currency").fill("AED")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("AED 99.90")
    page.get_by_role("button", name=re.compile("Change the price of")).click()
    expect(page.get_by_role("status").first).to_contain_text("AED 99.90 now.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").first).to_contain_text("The former prices are back")
    expect(page.locator("#prices")).not_to_contain_text("99.90")


def test_the_board_fits_a_phone(console: Console, maria: Visitor, visitor_of: Callable[..., Visitor]) -> None:
    assert maria.page.url == console.address + "/"
    phone = visitor_of(console, 360)
    phone.sign_in()
    for path in ("/", "/?span=months", "/attractions/1/calendar", "/attractions/1/prices", "/reports/expiring"):
        phone.go(path)
        wide = phone.page.locator("html").evaluate("page => page.scrollWidth - page.clientWidth")
        assert wide <= 0, (path, wide)


def test_the_calendar_needs_no_scripts(console: Console, maria: Visitor, visitor_of: Callable[..., Visitor]) -> None:
    assert maria.page.url == console.address + "/"
    plain = visitor_of(console, scripts=False)
    plain.sign_in()
    plain.go("/attractions/1/calendar")
    first_day(plain.page)
    plain.page.get_by_role("link", name="Next").click()
    expect(plain.page.locator(".month")).to_be_visible()
