"""How the console behaves under the hands of people: keyboard, phone, night, no scripts, a colleague in between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.conftest import Console, Visitor
from tests.console.test_door import PAGES
from tests.console.test_story import cells, create_attraction, learn_from, upload, watch_until_read


@pytest.fixture
def maria(console: Console, visitor_of: Callable[..., Visitor], sample_pdf: Path, uneven_pdf: Path) -> Visitor:
    """An admin who has just uploaded a batch of three tickets and looks at it."""
    visitor = visitor_of(console)
    visitor.sign_in()
    create_attraction(visitor.page, "Aquarium of the Bay")
    learn_from(visitor.page, sample_pdf)
    upload(visitor.page, uneven_pdf, price="75")
    watch_until_read(visitor.page)
    return visitor


def test_escape_leaves_a_row_unchanged_and_closes_menus(maria: Visitor) -> None:
    page = maria.page
    page.get_by_role("link", name="Correct ticket AQ-0000001").click()
    expect(page.get_by_label("Serial", exact=True).last).to_be_focused()
    page.keyboard.type("changed")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Correct ticket AQ-0000001")).to_be_focused()
    assert cells(page, "AQ-0000001")[0] == "AQ-0000001"

    page.locator("details.menu summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()


def test_a_grid_is_walked_with_arrows_and_the_menu_skipped_with_one_key(maria: Visitor) -> None:
    page = maria.page
    maria.go("/tickets?sort=id")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    rows = page.locator("tbody .row-link")
    for key, row in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowDown", 2), ("ArrowDown", 2), ("ArrowUp", 1)):
        page.keyboard.press(key)
        expect(rows.nth(row)).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "who walks with keys sees where they are"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("AQ-0000002")


def test_a_refused_correction_keeps_what_was_typed_and_says_why(
    maria: Visitor, console: Console, visitor_of: Callable[..., Visitor]
) -> None:
    page = maria.page
    page.get_by_role("link", name="Correct ticket AQ-0000001").click()
    expect(page.get_by_label("Serial", exact=True).last).to_be_focused()
    page.get_by_label("Barcode", exact=True).last.fill("AQ0015839554")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Another ticket already has AQ0015839554")
    expect(page.get_by_label("Barcode", exact=True).last).to_have_value("AQ0015839554")

    colleague = visitor_of(console)
    colleague.sign_in()
    colleague.go("/tickets/1/edit")
    colleague.page.get_by_label("Category").fill("Senior")
    colleague.page.get_by_role("button", name="Save").click()
    expect(colleague.page.get_by_role("status").first).to_have_text("The ticket is saved.")

    page.get_by_label("Barcode", exact=True).last.fill("AQ0000000001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Changed by somebody else since you read it")
    maria.wait_for_complaints(4)  # the browser and HTMX note each of the two refusals
    assert all("409" in complaint for complaint in maria.complaints)
    maria.complaints.clear()


def test_the_search_follows_the_fingers_and_the_address_follows_the_search(maria: Visitor) -> None:
    page = maria.page
    maria.go("/tickets")
    expect(page.locator("#grid-count")).to_have_text("1–3 of 3")
    page.locator("#text").fill("AQ-0000002")
    expect(page.locator("#grid-count")).to_have_text("1–1 of 1")
    assert page.url.endswith("/tickets?text=AQ-0000002")
    page.locator("#text").fill("no such")
    expect(page.get_by_text("No ticket fits")).to_be_visible()
    page.locator("#text").fill("")
    page.get_by_label("Status").select_option("Sold")
    expect(page.get_by_text("No ticket fits")).to_be_visible()
    page.get_by_role("link", name="Clear all filters").click()
    page.get_by_role("link", name="Serial", exact=True).click()
    expect(page.locator("tbody .row-link").first).to_have_text("AQ-0000001")
    page.go_back()
    expect(page.locator("tbody .row-link").first).to_have_text("AQ-0000003")


def test_nothing_is_cut_off_on_a_phone(maria: Visitor, console: Console, visitor_of: Callable[..., Visitor]) -> None:
    phone = visitor_of(console, width=360)
    phone.sign_in()
    for path in (*PAGES, "/tickets/1", "/tickets/1/edit", "/batches/1", "/batches/1/pages", "/batches/1/delete"):
        phone.go(path)
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360, path
    phone.go("/")
    expect(phone.page.get_by_role("link", name="Audit")).to_be_hidden()
    phone.page.get_by_role("button", name="Menu").click()
    phone.page.get_by_role("link", name="Audit").click()
    expect(phone.page.get_by_role("heading", name="Audit")).to_be_visible()


def test_the_chosen_theme_stays(console: Console, visitor_of: Callable[..., Visitor]) -> None:
    visitor = visitor_of(console)
    visitor.page.emulate_media(color_scheme="dark")
    visitor.sign_in()
    root = visitor.page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    visitor.page.get_by_role("button", name="Dark or light").click()
    expect(root).to_have_attribute("data-bs-theme", "light")
    visitor.go("/attractions")
    expect(root).to_have_attribute("data-bs-theme", "light")


def test_the_main_steps_work_without_scripts(
    console: Console, visitor_of: Callable[..., Visitor], uneven_pdf: Path
) -> None:
    visitor = visitor_of(console, scripts=False)
    page = visitor.page
    visitor.sign_in()
    create_attraction(page, "Aquarium of the Bay")
    page.get_by_role("link", name="Upload tickets").click()
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a PDF file")
    page.get_by_label("PDF file").set_input_files(uneven_pdf)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="uneven.pdf")).to_be_visible()
    assert visitor.complaints == ["Failed to load resource: the server responded with a status of 400 (Bad Request)"]
    visitor.complaints.clear()
