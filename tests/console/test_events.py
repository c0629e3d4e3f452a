"""An organiser in front of a browser: an evening is planned, put on sale, sold, kept for guests, and called off."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Console, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
CUSTOMER = {"#customerName": "Omar Nasser", "#customerEmail": "omar@example.com"}


@pytest.fixture
def maria(console: Console, visitor_of: Callable[..., Visitor]) -> Visitor:
    visitor = visitor_of(console)
    visitor.sign_in()
    return visitor


def forgive(visitor: Visitor, status: int) -> None:
    """A browser reports every refused form as an error of its own."""
    assert any(f"status of {status}" in complaint for complaint in visitor.complaints)
    visitor.complaints[:] = [one for one in visitor.complaints if f"status of {status}" not in one]


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)


def plan(maria: Visitor) -> None:
    """A concert with twenty places, in two timeslots of eight and two gates."""
    page = maria.page
    maria.go("/events")
    page.get_by_role("link", name="New event").first.click()
    fill(page, name="Jazz Night", starts_at="2097-03-15T19:00", ends_at="2097-03-15T18:00", latitude="91")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#odoo_product_code-error")).to_have_text("Fill in this field.")
    fill(page, odoo_product_code="JAZZ")
    page.get_by_role("button", name="Save").click()
    for field in ("ends_at", "latitude", "longitude"):
        expect(page.locator(f"#{field}-error")).to_be_visible()
    expect(page.locator("#name")).to_have_value("Jazz Night")
    expect(page.locator("#starts_at")).to_have_value("2097-03-15T19:00")
    fill(page, ends_at="2097-03-15T23:00", latitude="", doors_at="2097-03-15T18:00", venue="The Old Mill")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-notice]")).to_contain_text("created as a draft")
    forgive(maria, 400)

    page.get_by_role("link", name="New kind of ticket").click()
    fill(page, name="Standing", price="250", currency="AED", capacity="20")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="New timeslots").click()
    expect(page.locator("#begins")).to_have_value("19:00")
    fill(page, ends="20:00", series_capacity="8")
    page.get_by_role("button", name="Add them all").click()
    expect(page.locator("#timeslots tbody tr")).to_have_count(2)
    for gate in ("East gate", "West gate"):
        page.get_by_role("link", name="New sector").click()
        fill(page, name=gate)
        page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Put on sale").click()
    expect(page.get_by_text("Standing: 20 tickets for AED\u00a0250.00")).to_be_visible()
    page.get_by_role("button", name="Put on sale").click()
    expect(page.locator("[data-notice]")).to_have_text("The event is on sale.")


def choose(page: Page, label: str, index: int) -> None:
    """Choose on the page of a sale, which then counts anew what is free and shows its lines anew."""
    # Its scripts come last.
    page.wait_for_load_state("load")
    page.locator("#lines").evaluate("(lines) => lines.classList.add('as-it-was')")
    page.get_by_label(label).select_option(index=index)
    expect(page.locator("#lines.as-it-was")).to_have_count(0)


def sell(maria: Visitor) -> None:
    """Three tickets for the first timeslot at the west gate, into a cart."""
    page = maria.page
    page.get_by_role("link", name="Sell").nth(1).click()
    expect(page.locator("#free-0")).to_contain_text("20 tickets free")
    choose(page, "Kind of ticket", 1)
    expect(page.locator("#free-0")).to_contain_text("AED\u00a0250.00 each")
    page.locator("#quantity-0").fill("3")
    for field, value in CUSTOMER.items():
        page.locator(field).fill(value)
    page.get_by_role("button", name="Reserve", exact=True).click()
    expect(page.locator(".row-error")).to_have_text("Choose a timeslot.")
    expect(page.locator("#customerEmail")).to_have_value("omar@example.com")
    choose(page, "Timeslot", 1)
    choose(page, "Sector", 2)
    expect(page.locator("#free-0")).to_contain_text("8 tickets free")
    page.get_by_role("button", name="Reserve", exact=True).click()
    expect(page.locator("#cart-tickets tbody tr")).to_have_count(3)
    expect(page.locator("#cart-tickets")).to_contain_text("19:00")
    expect(page.locator("#cart-tickets")).to_contain_text("Standing · West gate")
    forgive(maria, 400)


def keep(maria: Visitor) -> None:
    """Five tickets for Layla: two issued, one freed again."""
    page = maria.page
    maria.go("/events/1/reserve")
    page.get_by_role("button", name="Reserve").click()
    for field in ("email", "timeslot_id", "sector_id", "quantity-1"):
        expect(page.locator(f"#{field}-error")).to_be_visible()
    forgive(maria, 400)
    fill(page, email="layla@example.com", name="Layla Haddad")
    page.locator("#quantity-1").fill("6")
    page.get_by_label("Timeslot").select_option(index=1)
    page.get_by_label("Sector").select_option(index=1)
    page.get_by_role("button", name="Reserve").click()
    expect(page.locator("#timeslot_id-error")).to_contain_text("19:00 has 5 of the 6 places left")
    forgive(maria, 409)
    page.locator("#quantity-1").fill("5")
    page.get_by_role("button", name="Reserve").click()
    expect(page.locator("tbody tr")).to_have_count(5)
    page.get_by_label("Tick all of this page").check()
    for box in page.locator("tbody input[type=checkbox]").all()[2:]:
        box.uncheck()
    page.get_by_role("button", name="Issue the ticked ones").click()
    expect(page.locator("[data-notice]")).to_have_text("The tickets are issued.")
    expect(page.get_by_text("Issued", exact=True)).to_have_count(2)
    page.locator("tbody input[type=checkbox]").first.check()
    page.get_by_role("button", name="Free the ticked ones").click()
    expect(page.locator("[data-notice]")).to_have_text("The tickets are for sale again.")
    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page.locator("#email")).to_have_value("layla@example.com")
    page.get_by_role("link", name="Clear").click()
    expect(page.locator("tbody tr")).to_have_count(7)


def test_an_evening_from_its_plan_to_its_end(maria: Visitor) -> None:
    page = maria.page
    plan(maria)
    sell(maria)
    keep(maria)
    maria.go("/events/1")
    row = page.locator("#timeslots tbody tr").first
    expect(row.locator("td")).to_contain_text(["19:00", "19:00–19:30", "2", "5", "1", "8"])
    page.get_by_role("link", name="Call off").click()
    expect(page.get_by_text("2 tickets are sold. They stay with their holders")).to_be_visible()
    expect(page.get_by_text("3 tickets wait in carts")).to_be_visible()
    expect(page.get_by_text("2 tickets are kept for persons, and are let go.")).to_be_visible()
    page.get_by_role("button", name="Call it off").click()
    expect(page.get_by_text("This event is called off.")).to_be_visible()
    maria.go("/sell")
    expect(page.get_by_text("Nothing to sell yet")).to_be_visible()


def test_agents_see_and_sell_but_do_not_plan(
    console: Console, visitor_of: Callable[..., Visitor], maria: Visitor
) -> None:
    plan(maria)
    ali = visitor_of(console)
    ali.sign_in("ali")
    ali.go("/events/1")
    expect(ali.page.get_by_role("link", name="Reserve for a person")).to_be_visible()
    for name in ("Edit", "Call off", "New sector", "Design"):
        expect(ali.page.get_by_role("link", name=name)).to_have_count(0)
    ali.go("/events/1/edit")
    expect(ali.page.get_by_text("your role")).to_be_visible()
    forgive(ali, 403)


def test_an_issued_ticket_is_taken_back_after_a_question(
    console: Console, visitor_of: Callable[..., Visitor], maria: Visitor
) -> None:
    plan(maria)
    sell(maria)
    keep(maria)
    ali = visitor_of(console)
    ali.sign_in("ali")
    ali.go("/events/1/tickets")
    expect(ali.page.get_by_role("button", name="Free the ticked ones")).to_be_visible()
    expect(ali.page.get_by_role("button", name="Issue the ticked ones")).to_have_count(0)
    expect(ali.page.get_by_role("link", name="Take back")).to_have_count(0)
    page = maria.page
    maria.go("/events/1/tickets")
    page.get_by_role("link", name="Take back").first.click()
    expect(page.get_by_text("It was issued without a payment.")).to_be_visible()
    page.get_by_label("Reason").fill("given to the wrong person")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("[data-notice]")).to_have_text("The ticket is void, and its place is free again.")
    expect(page.get_by_role("link", name="Take back")).to_have_count(1)


def test_the_page_of_an_issued_ticket_has_the_link_for_its_holder(maria: Visitor) -> None:
    page = maria.page
    plan(maria)
    sell(maria)
    keep(maria)
    row = page.locator("tbody tr").filter(has_text="Issued").first
    row.get_by_role("link").first.click()
    expect(page.get_by_role("link", name="E-mail")).to_have_attribute(
        "href", re.compile(r"^mailto:layla@example\.com\?")
    )
    link = urlsplit(page.get_by_label("The holder's page").input_value()).path
    maria.go(link)
    expect(page.get_by_role("link", name="Proof that this ticket is recorded")).to_be_visible()
    maria.go("/events/1/tickets")
    page.locator("tbody tr").filter(has_text="Reserved").first.get_by_role("link").first.click()
    expect(page.get_by_label("The holder's page")).to_have_count(0)
