"""Taking stock out of sale in the browser: one page in review, one ticket, many, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.conftest import Console, Visitor
from tests.console.test_story import create_attraction, learn_from, upload, watch_until_read


@pytest.fixture
def maria(console: Console, visitor_of: Callable[..., Visitor], sample_pdf: Path, uneven_pdf: Path) -> Visitor:
    """An admin with a batch of three tickets, one of them without a category."""
    visitor = visitor_of(console)
    visitor.sign_in()
    create_attraction(visitor.page, "Aquarium of the Bay")
    learn_from(visitor.page, sample_pdf)
    upload(visitor.page, uneven_pdf, price="75")
    watch_until_read(visitor.page)
    return visitor


@pytest.mark.timeout(180)
def test_a_page_that_is_no_ticket_is_taken_out_of_the_review_alone(maria: Visitor) -> None:
    page = maria.page
    maria.go("/batches/1/review")
    rows = page.locator(".review-row")
    doubtful = rows.count()
    last = rows.last
    last.get_by_label("Category").fill("Senior")
    last.get_by_role("button", name="Not a ticket").click()
    expect(rows.last).to_contain_text("No ticket: never sold")
    expect(rows.last.get_by_role("button", name="Undo")).to_be_focused()
    assert rows.count() == doubtful, "it stays in sight, so that it can come back"

    page.keyboard.press("Enter")
    expect(rows.last.get_by_label("Category")).to_have_value("Senior")
    # Only then the row is known to the page; before, keys would meet what is about to be replaced.
    expect(rows.last.get_by_role("button", name="Not a ticket")).to_be_focused()
    rows.last.get_by_label("Category").press("Enter")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_have_text("The tickets are saved and count as looked at.")

    maria.go("/tickets?sort=-id")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Senior")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Available")


@pytest.mark.timeout(180)
def test_enter_in_a_field_never_takes_a_ticket_out(
    maria: Visitor, console: Console, visitor_of: Callable[..., Visitor]
) -> None:
    plain = visitor_of(console, scripts=False)
    plain.sign_in()
    plain.go("/batches/1/review")
    plain.page.get_by_label("Category").last.fill("Senior")
    plain.page.get_by_label("Category").last.press("Enter")
    expect(plain.page.get_by_text("Nothing is ticked")).to_be_visible()
    plain.page.get_by_role("button", name="Not a ticket").last.click()
    expect(plain.page.get_by_text("No ticket: never sold")).to_be_visible()
    plain.page.get_by_role("button", name="Undo").last.click()
    expect(plain.page.get_by_label("Category").last).to_have_value("Senior")
    assert all("400" in complaint for complaint in plain.complaints)
    plain.complaints.clear()


@pytest.mark.timeout(180)
def test_one_ticket_and_many_leave_the_stock_and_come_back(maria: Visitor) -> None:
    page = maria.page
    maria.go("/tickets/1")
    page.get_by_role("link", name="Take out of sale").click()
    page.get_by_role("button", name="Take 1 ticket out of sale").click()
    expect(page.locator("#reason-error")).to_have_text("Fill in this field.")
    maria.complaints.clear()
    page.get_by_label("Why").fill("recalled by the supplier")
    page.get_by_role("button", name="Take 1 ticket out of sale").click()
    expect(page.get_by_role("status").first).to_have_text("1 ticket is out of sale.")
    page.get_by_role("link", name="The ticket").click()
    expect(page.get_by_text("recalled by the supplier")).to_be_visible()
    expect(page.get_by_role("link", name="Reserve")).to_have_count(0)
    page.get_by_role("button", name="Put it back on sale").click()
    expect(page.get_by_role("link", name="Reserve")).to_be_visible()

    maria.go("/tickets?sort=id")
    for box in page.locator("[data-pick]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Take out of sale").click()
    page.get_by_label("Why").fill("recalled")
    page.get_by_role("button", name="Take 2 tickets out of sale").click()
    expect(page.get_by_role("status").first).to_have_text("2 tickets are out of sale.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    maria.go("/tickets?status=AVAILABLE")
    expect(page.locator("tbody tr")).to_have_count(3)
