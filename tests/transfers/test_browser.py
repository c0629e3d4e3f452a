"""The pages that links in mails lead to, in a real browser: stopping a transfer, and selling a ticket on."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.conftest import Console, browser, console, console_on, playwright_driver, staffed_template
from tests.console.tour import ALL_RULES, AXE, COLOURS, RUN_AXE
from tests.events.test_administration import CONFIG, PLAN
from tests.transfers.exchange import read_letter

__all__ = ("browser", "console", "console_on", "playwright_driver", "staffed_template")
pytestmark = pytest.mark.timeout(180)
WIDTHS = (320, 390, 1280)


@dataclass
class Office:
    """An organiser with a server, and one ticket that was issued to Layla."""

    console: Console
    client: httpx.Client
    event: dict[str, Any]
    config: dict[str, Any]
    ticket: dict[str, Any]

    def link(self) -> str:
        """The page of the transfer, as Layla's mail has it."""
        folder = self.console.operator.folder / "data" / "outbox"
        for _ in range(150):
            for path in folder.glob("*.eml"):
                if found := re.search(r"/transfer/[\w-]+", read_letter(path.read_bytes())["text"]):
                    return found[0]
            time.sleep(0.1)
        raise AssertionError("no mail came")

    def status(self, uid: str) -> str:
        found: str = self.client.get(f"/ticket-transfer-approvals/{uid}").raise_for_status().json()["status"]
        return found


@pytest.fixture
def office(console: Console, sqlite_url: str) -> Iterator[Office]:
    key = console.operator.must("key", "make", "Office", "--role", "admin", "--transfer").strip().splitlines()[-1]
    with httpx.Client(base_url=console.address, headers={"Authorization": f"Bearer {key}"}, timeout=20) as client:
        event = client.post("/v1/event", json=PLAN).raise_for_status().json()
        path = f"/v1/event/{event['id']}"
        config = client.post(f"{path}/ticket_config", json=CONFIG).raise_for_status().json()
        client.post(f"{path}/publish").raise_for_status()
        owner = client.post("/v1/enrollment", json={"email": "layla@example.com", "name": "Layla Haddad"}).json()
        item = {"ticket_config_id": config["id"], "quantity": 1}
        wish = {
            "event_id": event["id"],
            "owner_id": owner["id"],
            "format": "SECURE",
            "ticket_reservation_items": [item],
        }
        held = client.post("/ticket/reserve", json=wish).raise_for_status().json()["data"][0]
        client.post("/ticket/issue", json={"ids": [held["id"]]}).raise_for_status()
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
            database.row_factory = sqlite3.Row
            ticket = dict(database.execute("SELECT * FROM tickets WHERE id = ?", (held["id"],)).fetchone())
        yield Office(console, client, event, config, ticket)


@pytest.fixture
def open_window(browser: Browser, console: Console) -> Iterator[Callable[..., Page]]:
    """A window; axe is put into it past the policy of the pages, which let in no script."""
    with ExitStack() as life:

        def fresh(**options: Any) -> Page:
            context = browser.new_context(
                base_url=console.address, **{"viewport": {"width": 390, "height": 844}} | options
            )
            life.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(15_000)
            return page

        yield fresh


def is_good_for_everybody(open_window: Callable[..., Page], address: str) -> None:
    """Nothing for axe to find, in both languages and both schemes; nothing sticks out of any window."""
    for language in ("en", "ar"):
        for scheme, rules in (("light", ALL_RULES), ("dark", COLOURS)):
            page = open_window(color_scheme=scheme, bypass_csp=True)
            page.goto(f"{address}?lang={language}")
            page.evaluate(AXE.read_text())
            assert page.evaluate(RUN_AXE, rules) == [], (address, language, scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, language, width)
            page.context.close()


def test_an_owner_stops_a_transfer_and_thinks_again_without_scripts(
    office: Office, open_window: Callable[..., Page]
) -> None:
    product = f"/ticket-transfer-approvals/products/{office.ticket['attraction_id']}"
    office.client.put(product, json={"reissue": True}).raise_for_status()
    address = f"{office.console.address}/tickets/{office.ticket['uid']}"
    wish = {"tickets": [office.client.get(address).raise_for_status().json()["_links"]["self"]["href"]]}
    uid = office.client.post("/ticket-transfer-approvals/", json=wish).raise_for_status().json()["uid"]
    link = office.link()
    is_good_for_everybody(open_window, link)
    page = open_window(java_script_enabled=False)
    page.goto(link)
    expect(page.get_by_role("listitem")).to_contain_text("Opera")
    page.reload()
    assert office.status(uid) == "approved", "looking changes nothing"
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the box")
    assert office.status(uid) == "approved"
    page.get_by_role("checkbox").check()
    page.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("is stopped")
    assert office.status(uid) == "rejected"
    is_good_for_everybody(open_window, link)
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("button").click()
    expect(page.get_by_role("checkbox")).to_be_visible()
    assert office.status(uid) == "approved", "within a quarter of an hour it goes on"


def test_a_holder_sells_a_ticket_on_without_scripts(office: Office, open_window: Callable[..., Page]) -> None:
    rule = f"/v1/event/{office.event['id']}/ticket_config/{office.config['id']}/resale"
    office.client.put(rule, json={"markup_percent": 0, "fee_percent": 5}).raise_for_status()
    path = f"/w/{office.ticket['id']}/{office.ticket['download_code']}"
    is_good_for_everybody(open_window, f"{path}/sell")
    page = open_window(java_script_enabled=False)
    page.goto(path)
    page.get_by_role("link", name="Sell this ticket").click()
    page.get_by_label("Your price in AED").fill("400")
    page.get_by_role("button", name="Offer it").click()
    expect(page.get_by_role("alert")).to_contain_text("at most AED\u00a0250.50")
    expect(page.get_by_label("Your price in AED")).to_have_value("400")
    page.get_by_label("Your price in AED").fill("200")
    page.get_by_role("button", name="Offer it").click()
    expect(page.get_by_role("status")).to_contain_text("On offer for AED\u00a0200.00")
    is_good_for_everybody(open_window, f"{path}/sell")
    [offer] = office.client.get("/v1/listing").raise_for_status().json()["data"]
    assert (offer["price"], offer["state"]) == (200.0, "listed")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_label("Your price in AED")).to_be_visible()
    page.get_by_role("link", name="Back to the ticket").click()
    expect(page.get_by_role("link", name="Sell this ticket")).to_be_visible()
