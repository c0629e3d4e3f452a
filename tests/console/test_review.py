"""The review grid with a file in which everything is wrong that can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.console.conftest import Console, Visitor
from tests.console.counter import api
from tests.console.test_story import watch_until_read
from tests.ingest.pdf_factory import PATTERNS, CodeArt, Line, TicketPage, ticket_data, ticket_page, write_pdf


def hard_pages() -> list[TicketPage]:
    """A cover, terms, and tickets that lack a field, contradict their picture, or are there twice."""

    def without(label: str, number: int) -> TicketPage:
        whole = ticket_page(ticket_data(number))
        return TicketPage(lines=[line for line in whole.lines if label not in line.text], codes=whole.codes)

    mismatched = replace(ticket_page(ticket_data(14)), codes=[CodeArt("ANOTHER-CODE-77", "QRCode", 400, 180, 4.0)])
    return [
        TicketPage(lines=[Line("Your order", 60, 150, 20)]),
        ticket_page(ticket_data(11)),
        TicketPage(lines=[Line("General terms", 60, 150, 20)]),
        without("Category", 12),
        without("Date", 13),
        mismatched,
        ticket_page(ticket_data(15)),
        ticket_page(ticket_data(15)),
        without("Category", 16),
    ]


@pytest.fixture(scope="module")
def hard_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pdf(tmp_path_factory.mktemp("hard") / "hard.pdf", hard_pages())


@pytest.fixture
def maria(console: Console, visitor_of: Callable[..., Visitor], hard_pdf: Path) -> Visitor:
    """An admin in front of the review of that file."""
    camel = {
        name.replace("_p", "P").replace("_f", "F").replace("_t", "T").replace("_s", "S"): text
        for name, text in PATTERNS.items()
    }
    with api(console) as call:
        made = call("attraction/write", name="Aquarium of the Bay", odooProductCode="AQ-1")
        call("attraction/patterns/save", attractionId=made["attractionId"], **camel)
        call("batch/upload", hard_pdf, attractionId=made["attractionId"], allowDuplicates="true")
    visitor = visitor_of(console)
    visitor.sign_in()
    visitor.go("/batches/1")
    watch_until_read(visitor.page)
    visitor.page.get_by_role("link", name="6 tickets need a look").click()
    return visitor


@pytest.mark.timeout(180)
def test_a_hard_file_is_put_right_without_a_mouse(maria: Visitor) -> None:
    page = maria.page
    flags = [text.replace("\n", " ") for text in page.locator(".review-flags").all_inner_texts()]
    assert flags == [
        "Unusual pages behind it",
        "No category",
        "No date",
        "Barcode differs from its picture",
        "In stock already",
        "No category",
    ]
    assert_the_picture_follows(page)
    fill_by_keys(page)
    undo_and_redo(page)
    assert_leaving_asks(maria)
    set_many_at_once(page)

    page.keyboard.press("Control+s")
    expect(page.locator("[data-notice]")).to_contain_text("The tickets are saved")
    expect(page.get_by_text("Nothing needs a look")).to_be_visible()
    page.get_by_role("link", name="All tickets of the batch").click()
    expect(page.locator("#grid")).to_contain_text("Family")
    expect(page.locator("#grid")).to_contain_text("ANOTHER-CODE-77")
    expect(page.locator("#grid")).to_contain_text("14 Jan 2027")
    maria.go("/audit?action=edit")
    expect(page.locator("tbody tr")).to_have_count(6)


@pytest.mark.timeout(180)
def test_tickets_that_lack_the_same_are_looked_at_together(maria: Visitor) -> None:
    page = maria.page
    reasons = page.get_by_role("navigation", name="Reasons")
    expect(reasons.get_by_role("link")).to_have_count(6)
    reasons.get_by_role("link", name="No category 2").click()
    expect(page.locator(".review-flags")).to_have_text(["No category", "No category"])
    for number in (0, 1):
        cell(page, number, "category").fill("Family")
        cell(page, number, "category").press("Enter")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-notice]")).to_contain_text("The tickets are saved")
    expect(page.get_by_text("Nothing more of this kind")).to_be_visible()
    page.get_by_role("link", name="All reasons").last.click()
    expect(page.locator(".review-flags")).to_have_count(4)
    assert page.request.get(f"{maria.address}/batches/1/review?reason=WEATHER").status == 400


def assert_the_picture_follows(page: Page) -> None:
    cell(page, 1, "category").focus()
    sheet = page.locator("[data-sheet]")
    expect(sheet).to_have_attribute("src", "/batches/1/pages/4/picture.png")
    expect(sheet).to_have_js_property("complete", True)
    cell(page, 0, "category").focus()
    expect(sheet).to_have_attribute("src", "/batches/1/pages/2/picture.png")
    expect(page.locator("[data-more-sheets] img")).to_have_attribute("src", "/batches/1/pages/3/picture.png")


def fill_by_keys(page: Page) -> None:
    """Down to the ticket without a category, type, Enter; along the row below to its date."""
    page.keyboard.press("Enter")
    expect(cell(page, 1, "category")).to_be_focused()
    page.keyboard.type("Wrong")
    page.keyboard.press("Escape")
    expect(cell(page, 1, "category")).to_have_value("")
    page.keyboard.type("Family")
    page.keyboard.press("Enter")
    expect(cell(page, 2, "category")).to_be_focused()
    expect(page.locator("#review-count")).to_have_text("To save: 2")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, 2, "timeSlot")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, 2, "ticketDate")).to_be_focused()
    # The browser speaks American English.
    page.keyboard.type("01142027")
    page.keyboard.press("Enter")
    expect(cell(page, 2, "ticketDate")).to_have_value("2027-01-14")
    page.get_by_role("button", name="Take that").press("Enter")
    expect(cell(page, 3, "barcode")).to_have_value("ANOTHER-CODE-77")
    expect(page.locator("#review-count")).to_have_text("To save: 4")


def undo_and_redo(page: Page) -> None:
    page.keyboard.press("Control+z")
    expect(cell(page, 3, "barcode")).not_to_have_value("ANOTHER-CODE-77")
    expect(page.locator("#review-count")).to_have_text("To save: 3")
    page.keyboard.press("Control+y")
    expect(cell(page, 3, "barcode")).to_have_value("ANOTHER-CODE-77")
    for _ in range(8):
        page.keyboard.press("Control+z")
    expect(page.locator("#review-count")).to_have_text("Nothing to save yet")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    for _ in range(8):
        page.keyboard.press("Control+Shift+z")
    expect(page.locator("#review-count")).to_have_text("To save: 4")
    expect(cell(page, 1, "category")).to_have_value("Family")


def assert_leaving_asks(maria: Visitor) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    maria.page.once("dialog", stay)
    maria.page.evaluate("() => { location.assign('/tickets'); }")
    maria.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(cell(maria.page, 1, "category")).to_have_value("Family")


def set_many_at_once(page: Page) -> None:
    for row in (4, 5):
        page.locator("[data-select]").nth(row).press("Space")
    page.get_by_label("Field to change in the selected tickets").select_option("Category")
    page.get_by_label("Value for the selected tickets").fill("Senior")
    page.get_by_role("button", name="Set in selected").press("Enter")
    expect(cell(page, 4, "category")).to_have_value("Senior")
    expect(cell(page, 5, "category")).to_have_value("Senior")
    expect(page.locator("#review-count")).to_have_text("To save: 6")


@pytest.mark.timeout(180)
def test_all_or_none_is_saved_and_a_colleague_in_between_is_told_of(
    maria: Visitor, console: Console, visitor_of: Callable[..., Visitor]
) -> None:
    page = maria.page
    cell(page, 1, "category").fill("Family")
    cell(page, 2, "barcode").fill("AQ0087117547")
    with api(console) as call:
        ticket_id = int(page.locator("#review [data-row]").nth(1).get_attribute("data-row") or 0)
        call("batch/tickets/save", batchId=1, tickets=[{"ticketId": ticket_id, "category": "Student"}])
    page.get_by_role("button", name="Save", exact=True).click()
    marked = page.locator(".review-wrong")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("Somebody else has changed this ticket meanwhile")
    expect(marked).to_contain_text("now: Student")
    expect(cell(page, 1, "category")).to_have_value("Family")
    expect(cell(page, 1, "done")).not_to_be_checked()

    # Ticked again it is saved over the colleague's; now the barcode that another ticket has stands in the way of both.
    cell(page, 1, "done").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".review-wrong")).to_contain_text("Another ticket already has AQ0087117547")
    expect(cell(page, 2, "barcode")).to_be_focused()
    with api(console) as call:
        assert call("ticket/read", ticketId=ticket_id)["category"] == "Student"
    # What was undone is undone across the refusal.
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    cell(page, 2, "barcode").fill("AQ0000000013")
    cell(page, 1, "done").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-notice]")).to_contain_text("The tickets are saved")
    with api(console) as call:
        assert call("ticket/read", ticketId=ticket_id)["category"] == "Family"
    assert all("409" in complaint for complaint in maria.complaints)
    maria.complaints.clear()


def cell(page: Page, row: int, name: str) -> Locator:
    """A field of the n-th ticket."""
    return page.locator("#review [data-row]").nth(row).locator(f"[name={name}]")
