"""A counter: the console with tickets to sell and a payment gateway that takes test cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.cli.conftest import PASSWORD
from tests.console.conftest import Console, Visitor, form_token
from tests.ingest.pdf_factory import ticket_pages, write_pdf
from tests.servers.sandbox import AUTH_KEY, REMOTE_KEY, STORE, WEBHOOK_SECRET, Sandbox
from tests.servers.shop import PATTERNS

CUSTOMER = {"customerName": "Layla Haddad", "customerEmail": "layla@example.com", "customerPhone": "+971 50 123 4567"}
CARD = {"number": "4000000000000002", "expiry": "12/49", "cvv": "123"}


@dataclass
class Counter:
    """Where tickets are sold. `address` and the rest are the console's."""

    console: Console
    gateway: Sandbox | None
    ids: list[int]

    def sell(self, username: str, *ticket_ids: int, **more: str) -> httpx.Response:
        """Send the form of a sale as its page would."""
        return send_sale(self.console.signed_in(username), ticket_ids, **more)


def gateway_settings(sandbox: Sandbox) -> dict[str, str]:
    """What the product is told of a sandbox."""
    return {
        "ADMITONE_TELR_URL": sandbox.url,
        "ADMITONE_TELR_STORE": STORE,
        "ADMITONE_TELR_AUTH_KEY": AUTH_KEY,
        "ADMITONE_TELR_REMOTE_KEY": REMOTE_KEY,
        "ADMITONE_TELR_WEBHOOK_SECRET": WEBHOOK_SECRET,
    }


def stock(console: Console, folder: Path, count: int) -> list[int]:
    """Tickets of an aquarium for AED 120.50 each, loaded through the API; their ids in the order of their pages."""
    with api(console) as call:
        made = call("attraction/write", name="Aquarium of the Bay", odooProductCode="AQ-1", ageGroups="Adult,Child")
        attraction_id = made["attractionId"]
        call("attraction/patterns/save", attractionId=attraction_id, **PATTERNS)
        path = write_pdf(folder / "stock.pdf", ticket_pages(count))
        batch = call(
            "batch/upload", path, attractionId=attraction_id, defaultSellingPrice="120.50", sellingCurrency="AED"
        )
        return [ticket["ticketId"] for ticket in batch["tickets"]]


@contextmanager
def api(console: Console) -> Iterator[Any]:
    """The API beside the console, as maria."""
    client = console.client()
    session = client.post("/user/authenticate", json={"username": "maria", "password": PASSWORD})
    client.headers["Authorization"] = f"Bearer {session.json()['apiData']['session']}"

    def call(path: str, file: Path | None = None, /, **values: Any) -> Any:
        if file is None:
            answer = client.post(f"/offline/{path}", json=values)
        else:
            files = {"pdfFile": (file.name, file.read_bytes(), "application/pdf")}
            answer = client.post(f"/offline/{path}", data=values, files=files)
        assert answer.status_code == 200, answer.text
        return answer.json()["apiData"]

    yield call


def send_sale(client: httpx.Client, ticket_ids: tuple[int, ...], **more: str) -> httpx.Response:
    """Reserve these tickets for Layla."""
    page = client.get("/sell").text
    key = page.split('name="reserveKey" value="', 1)[1].split('"', 1)[0]
    given: dict[str, Any] = {"formToken": form_token(page), "reserveKey": key, **CUSTOMER, **more}
    return client.post("/sell", data={**given, "ticketId": [str(ticket_id) for ticket_id in ticket_ids]})


def pick(visitor: Visitor, *ticket_ids: int) -> None:
    """Tick tickets in the grid and go on to the sale."""
    visitor.go("/tickets?sort=id")
    for ticket_id in ticket_ids:
        visitor.page.locator(f"#ticket-{ticket_id} [data-pick]").check()
    visitor.page.locator("#pick").get_by_role("button", name="Reserve").click()
    expect(visitor.page.locator("#picked li")).to_have_count(len(ticket_ids))


def fill_customer(page: Page, **more: str) -> None:
    for name, value in {**CUSTOMER, **more}.items():
        page.locator(f"#{name}").fill(value)


def reserve(page: Page) -> str:
    """Reserve what the page says; the cart's reference."""
    page.get_by_role("button", name="Reserve", exact=True).click()
    page.wait_for_url(re.compile(r"/sales/OT-\d{8}-\w{5}\?notice=reserved$"))
    return page.get_by_role("heading", level=1).inner_text()


def pay(visitor: Visitor, link: str) -> Page:
    """Pay on the hosted page, as the customer does on another device; the page that the customer is led back to."""
    browser = visitor.page.context.browser
    assert browser is not None
    page = browser.new_context().new_page()
    page.goto(link)
    for name, value in CARD.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url(f"{visitor.address}/payment/offline/success*")
    return page
