"""Teaching patterns by pointing at the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.console.conftest import Console, Visitor
from tests.console.test_story import create_attraction, upload, watch_until_read
from tests.console.tour import ALL_RULES, AXE, RUN_AXE
from tests.ingest.pdf_factory import CodeArt, Line, TicketPage, write_pdf

BOATS = (
    ("Ref 77-A01", "Captain", "Sat 6 March 2027", "BX00417"),
    ("Ref 77-A02", "Deck Hand", "Sun 7 March 2027", "BX00981"),
    ("Ref 77-B17", "Captain", "Mon 8 March 2027", "BX00556"),
)


def boat_pages() -> Iterator[TicketPage]:
    """Tickets that call things by names of their own, so that nobody can guess all of them."""
    for reference, role, day, code in BOATS:
        lines = [
            Line("Harbour Boats Ltd", 60, 90, 18),
            Line(reference, 60, 140),
            Line(role, 60, 170),
            Line(f"Sails on {day}", 60, 200),
            Line(f"Boarding {code}", 60, 230),
        ]
        yield TicketPage(lines=lines, codes=[CodeArt(code, "QRCode", 400, 120, 4.0)])


@pytest.fixture(scope="module")
def boats_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pdf(tmp_path_factory.mktemp("boats") / "boats.pdf", boat_pages())


@pytest.mark.timeout(180)
def test_values_are_pointed_at_on_the_page_and_the_file_is_read_with_them(
    console: Console, visitor_of: Callable[..., Visitor], boats_pdf: Path
) -> None:
    maria = visitor_of(console)
    page = maria.page
    maria.sign_in()
    create_attraction(page, "Harbour Boats")
    page.get_by_role("link", name="Learn from a sample").click()
    page.get_by_label("Sample PDF").set_input_files(boats_pdf)
    expect(page.locator("#found [data-found=codes]")).to_contain_text("BX00417")
    page.evaluate(AXE.read_text())
    assert page.evaluate(RUN_AXE, ALL_RULES) == []
    clear_patterns(page)
    point_with_the_mouse(page)
    point_with_the_keyboard(page)
    assert_no_date_is_made_of_a_name(maria)
    assert_a_broken_pattern_is_explained(page)
    forget_replaced_requests(maria)
    page.get_by_role("button", name="Save the patterns").click()
    expect(page.get_by_role("status").first).to_contain_text("The patterns are saved.")

    upload(page, boats_pdf, price="")
    watch_until_read(page)
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="77-A02", exact=True))
    for value in ("BX00981", "7 Mar 2027", "Deck Hand"):
        expect(row).to_contain_text(value)


def point_with_the_mouse(page: Page) -> None:
    word(page, "77-A01").click()
    expect(page.locator("#pointed")).to_have_text("77-A01")
    say(page, "Serial")
    expect(page.get_by_label("Serial", exact=True)).to_be_focused()
    assert found(page, "serial") == ["77-A01", "77-A02", "77-B17"]
    expect(page.locator("#says-serial")).to_have_text(re.compile("Found on all 3 sample pages"))
    expect(page.locator("#hits-2 [data-hit=serial]")).to_have_count(1)
    word(page, "Captain").click()
    say(page, "Category")
    assert found(page, "category") == ["Captain", "Deck Hand", "Captain"]


def point_with_the_keyboard(page: Page) -> None:
    word(page, "Captain").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#pointed")).to_have_text("Sat")
    for _ in range(3):
        page.get_by_role("button", name="The word after it too").click()
    expect(page.locator("#pointed")).to_have_text("Sat 6 March 2027")
    say(page, "Date")
    assert found(page, "date") == ["6 Mar 2027", "7 Mar 2027", "8 Mar 2027"]
    expect(page.get_by_label("Written as")).to_have_value("d MMMM yyyy")
    word(page, "BX00417").click()
    page.keyboard.press("Escape")
    expect(page.locator("#say")).to_be_hidden()
    expect(word(page, "BX00417")).to_be_focused()
    page.keyboard.press("Enter")
    say(page, "Barcode")
    assert found(page, "barcode") == ["BX00417", "BX00981", "BX00556"]


def assert_no_date_is_made_of_a_name(maria: Visitor) -> None:
    word(maria.page, "Captain").click()
    say(maria.page, "Date")
    expect(maria.page.locator("#problem")).to_contain_text("“Captain” is not a date that can be read")
    maria.page.keyboard.press("Escape")
    forget_replaced_requests(maria)
    maria.wait_for_complaints(2)  # the browser and HTMX note the refusal
    maria.complaints.clear()


def forget_replaced_requests(maria: Visitor) -> None:
    """Whoever types on replaces the request that is under way, and HTMX notes that."""
    maria.complaints[:] = [text for text in maria.complaints if not text.startswith("htmx:")]


def assert_a_broken_pattern_is_explained(page: Page) -> None:
    serial = page.get_by_label("Serial", exact=True)
    proposed = serial.input_value()
    serial.fill("Ref (\\S+")
    expect(page.locator("#says-serial")).to_contain_text("A bracket ( is opened and never closed.")
    serial.fill(proposed)
    expect(page.locator("#says-serial")).to_contain_text("Found on all 3 sample pages")


def word(page: Page, text: str) -> Locator:
    """A word of the first page."""
    return page.locator(".sheet-words").first.get_by_role("button", name=text, exact=True)


def say(page: Page, what: str) -> None:
    with page.expect_response("**/patterns/point"):
        page.locator("#say").get_by_role("button", name=what, exact=True).click()


def found(page: Page, field: str) -> list[str]:
    """What the table of found values says of a field, page by page."""
    cells = page.locator(f"#found [data-found={field}] td")
    expect(cells.first).not_to_have_text("–")
    return [text.split("\n")[0] for text in cells.all_inner_texts()]


def clear_patterns(page: Page) -> None:
    for name in ("Serial", "Date", "Time slot", "Category", "Barcode"):
        page.get_by_label(name, exact=True).fill("")
    expect(page.locator("#found [data-found=serial] td").first).to_have_text("–")
