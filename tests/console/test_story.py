"""The whole way of a supplier's PDF through the browser, on both databases."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Console, Visitor


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_supplier_pdf_becomes_stock_that_can_be_found_corrected_and_handed_out(
    console_on: Callable[..., Console],
    database_url: str,
    visitor_of: Callable[..., Visitor],
    sample_pdf: Path,
    thousand_pdf: Path,
) -> None:
    maria = visitor_of(console_on(database_url))
    page = maria.page
    maria.sign_in()
    create_attraction(page, "Aquarium of the Bay")
    learn_from(page, sample_pdf)
    upload(page, thousand_pdf, price="120.50")
    watch_until_read(page)

    expect(page.locator("#ticket-count")).to_have_text("1,000 from 1,000 pages")
    expect(page.locator("#grid-count")).to_have_text("1–50 of 1,000")
    assert cells(page, "AQ-0000001") == [
        "AQ-0000001", "AQ0007919777", "2 Jan 2027", "10:15", "Child", "AED 120.50", "Available",
    ]  # fmt: skip
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#grid-count")).to_have_text("51–100 of 1,000")
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("#grid-count")).to_have_text("1–50 of 1,000")

    correct_in_place(page, "AQ-0000001", {"Category": "Family", "Price in AED": "99"})
    correct_in_place(page, "AQ-0000002", {"Slot": "9.30 pm", "Date": "2027-12-31"})
    assert cells(page, "AQ-0000001")[4:6] == ["Family", "AED 99.00"]
    assert cells(page, "AQ-0000002")[2:4] == ["31 Dec 2027", "21:30"]

    find_from_anywhere(page, "AQ-0000777")
    assert_its_page_is_handed_out(page, "AQ-0000777")

    maria.go("/")
    expect(page.locator("#stock tbody tr")).to_contain_text("1,000")
    maria.go("/audit?action=edit")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert_csv_has(page, maria, tickets=1000)


def test_what_the_reading_passed_over_is_shown_and_can_be_overruled(
    console: Console, visitor_of: Callable[..., Visitor], sample_pdf: Path, uneven_pdf: Path
) -> None:
    maria = visitor_of(console)
    page = maria.page
    maria.sign_in()
    create_attraction(page, "Aquarium of the Bay")
    learn_from(page, sample_pdf)
    upload(page, uneven_pdf, price="")
    watch_until_read(page)

    expect(page.locator("#ticket-count")).to_have_text("3 from 5 pages")
    report = page.locator(".report")
    expect(report).to_contain_text("Skipped pages: 1")
    expect(report).to_contain_text("Second pages: 1")
    expect(report).to_contain_text("Tickets with missing fields: 1")
    expect(report).to_contain_text("page 5 lacks Category")

    page.get_by_role("link", name="Look at the pages").click()
    expect(page.get_by_role("heading", name="Page 4")).to_be_visible()
    picture = page.get_by_role("img", name="Page 1", exact=True)
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") >= 800
    page.locator(".card", has_text="Page 1").get_by_role("button", name="Make it a ticket").click()
    page.get_by_label("Serial", exact=True).fill("AQ-9999999")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_have_text("The ticket is saved.")

    page.get_by_role("link", name="Batch 1").click()
    expect(page.locator("#ticket-count")).to_have_text("4 from 5 pages")
    page.get_by_role("link", name="2 tickets need a look").click()
    flags = page.locator("#review [data-row]").all_inner_texts()
    assert ["Unusual pages behind it" in flags[0], "No category" in flags[1]] == [True, True]


def test_the_same_file_twice_is_refused_beside_the_form_and_a_deleted_batch_makes_room(
    console: Console, visitor_of: Callable[..., Visitor], sample_pdf: Path, uneven_pdf: Path
) -> None:
    maria = visitor_of(console)
    page = maria.page
    maria.sign_in()
    create_attraction(page, "Aquarium of the Bay")
    learn_from(page, sample_pdf)
    upload(page, uneven_pdf, price="")
    watch_until_read(page)
    maria.go("/attractions/1")

    fill_upload(page, uneven_pdf, price="75")
    page.get_by_role("button", name="Upload").click()
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("This file is in stock already as batch 1")
    expect(page.locator("#defaultSellingPrice")).to_have_value("75")
    refused.get_by_role("link", name="Open batch 1").click()

    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("main")).to_contain_text("3 tickets from uneven.pdf are deleted for good")
    page.get_by_role("link", name="Keep it").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("status").first).to_have_text("The batch and its tickets are deleted.")
    expect(page.get_by_text("No batch yet")).to_be_visible()

    maria.go("/attractions/1")
    upload(page, uneven_pdf, price="75")
    watch_until_read(page)
    expect(page.locator("#ticket-count")).to_have_text("3 from 5 pages")
    assert maria.complaints == ["Failed to load resource: the server responded with a status of 409 (Conflict)"], (
        "the browser notes the refusal and nothing else"
    )
    maria.complaints.clear()


def create_attraction(page: Page, name: str) -> None:
    page.get_by_role("link", name="Attractions").click()
    page.get_by_role("link", name="New attraction").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Product code").fill("AQ-1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def learn_from(page: Page, sample: Path) -> None:
    """Let the product propose patterns, break and mend one, save them."""
    page.get_by_role("link", name="Learn from a sample").click()
    page.get_by_label("Sample PDF").set_input_files(sample)
    found = page.locator("#found [data-found=serial]")
    expect(found).to_contain_text("AQ-0090001")
    expect(page.locator("[data-field=serial]")).to_contain_text(re.compile(r"\d+ %\s+found “.*AQ-0090001.*” on page 1"))
    expect(page.locator("mark.hit-barcode").first).to_have_text(re.compile(r"^AQ\d{10}$"))
    serial = page.get_by_label("Serial", exact=True)
    proposed = serial.input_value()
    serial.fill("No such ([0-9")
    expect(found).to_contain_text("see beside the pattern")
    expect(page.locator("#says-serial")).to_contain_text("A square bracket [ is opened and never closed.")
    serial.fill(proposed)
    expect(found).to_contain_text("AQ-0090003")
    page.get_by_role("button", name="Save the patterns").click()
    expect(page.get_by_role("status").first).to_contain_text("The patterns are saved.")


def fill_upload(page: Page, pdf: Path, price: str) -> None:
    page.get_by_role("link", name="Upload tickets").click()
    page.get_by_label("PDF file").set_input_files(pdf)
    page.locator("#defaultSellingPrice").fill(price)


def upload(page: Page, pdf: Path, price: str) -> None:
    fill_upload(page, pdf, price)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile(r"/batches/\d+$"))
    # Whoever comes back to the page finds it going on, or done.
    page.reload()


def watch_until_read(page: Page) -> None:
    """The page changes by itself once the reading is over."""
    expect(page.locator("#grid")).to_be_visible(timeout=60_000)


def cells(page: Page, serial: str) -> list[str]:
    """What the row of a ticket shows."""
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=serial, exact=True))
    texts = [text.replace("\u00a0", " ").split("\n")[0] for text in row.get_by_role("cell").all_inner_texts()]
    return texts[1:8]


def correct_in_place(page: Page, serial: str, values: dict[str, str]) -> None:
    """Open a row with the keyboard's focus in it, type, and save with Enter."""
    page.get_by_role("link", name=f"Correct ticket {serial}").click()
    for label, value in values.items():
        page.get_by_label(label, exact=True).last.fill(value)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=f"Correct ticket {serial}")).to_be_focused()


def find_from_anywhere(page: Page, serial: str) -> None:
    """One key, the beginning of a serial, Enter."""
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type(serial)
    page.keyboard.press("Enter")
    expect(page.locator("#grid-count")).to_have_text("1–1 of 1")
    page.get_by_role("link", name=serial, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(serial)


def assert_its_page_is_handed_out(page: Page, serial: str) -> None:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    document = pypdf.PdfReader(waiting.value.path())
    assert len(document.pages) == 1
    assert serial in document.pages[0].extract_text()
    assert page.get_by_role("img", name="The page as printed").evaluate("image => image.naturalWidth") >= 800


def assert_csv_has(page: Page, visitor: Visitor, tickets: int) -> None:
    visitor.go("/tickets")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text("utf-8-sig"))))
    assert len(rows) == tickets
    assert {row["category"] for row in rows} == {"Adult", "Child", "Senior", "Family"}
