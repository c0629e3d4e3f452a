"""The wallet page in a browser: taken to the phone once, shown without a network, dead once another phone has it."""

from __future__ import annotations

import io
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import httpx
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from admitone.core.secure.codes import read_code
from admitone.core.secure.lists import read_keys
from tests.console.conftest import Console, browser, console, console_on, playwright_driver, staffed_template
from tests.events.test_administration import CONFIG, PLAN

__all__ = ("browser", "console", "console_on", "playwright_driver", "staffed_template")
pytestmark = pytest.mark.timeout(180)


@dataclass
class Evening:
    """A SECURE ticket that was issued, its page, and somebody who may scan it."""

    client: httpx.Client
    event_uid: str
    path: str

    def verdict(self, code: str) -> str:
        told: str = self.client.post("/scan", json={"code": code, "gate": "North"}).raise_for_status().json()["verdict"]
        return told

    def is_believed(self, code: str) -> bool:
        keys = read_keys(self.client.get(f"/secure/{self.event_uid}/keys").json())
        return read_code(code, keys, time.time()).ticket.version > 0


@pytest.fixture
def evening(console: Console, sqlite_url: str) -> Iterator[Evening]:
    key = console.operator.must("key", "make", "Gate", "--role", "admin").strip().splitlines()[-1]
    client = httpx.Client(base_url=console.address, headers={"Authorization": f"Bearer {key}"}, timeout=20)
    event = client.post("/v1/event", json=PLAN).raise_for_status().json()
    path = f"/v1/event/{event['id']}"
    config = client.post(f"{path}/ticket_config", json=CONFIG | {"price": 0}).raise_for_status().json()
    client.post(f"{path}/publish").raise_for_status()
    owner = client.post("/v1/enrollment", json={"email": "layla@example.com", "name": "Layla Haddad"}).json()
    item = {"ticket_config_id": config["id"], "quantity": 1}
    wish = {"event_id": event["id"], "owner_id": owner["id"], "format": "SECURE", "ticket_reservation_items": [item]}
    held = client.post("/ticket/reserve", json=wish).raise_for_status().json()["data"][0]
    client.post("/ticket/issue", json={"ids": [held["id"]]}).raise_for_status()
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
        [(code,)] = database.execute("SELECT download_code FROM tickets WHERE id = ?", (held["id"],)).fetchall()
    yield Evening(client, event["uid"], f"/w/{held['id']}/{code}")
    client.close()


@pytest.fixture
def phone_of(browser: Browser, console: Console) -> Iterator[Callable[[], Page]]:
    """A phone with nothing on it."""
    with ExitStack() as life:

        def fresh() -> Page:
            context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=console.address)
            life.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(15_000)
            return page

        yield fresh


def shown(page: Page) -> str:
    """The code as a scanner reads it from the screen."""
    canvas = page.locator("canvas")
    expect(canvas).to_have_attribute("data-code", re.compile("^TK1:"))
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(canvas.screenshot())))
    return str(found.text)


def test_a_ticket_is_kept_on_the_phone_and_its_code_moves(evening: Evening, phone_of: Callable[[], Page]) -> None:
    page = phone_of()
    page.goto(evening.path.replace("/w/", "/t/"))
    page.get_by_role("link", name="Show the code on this phone").click()
    page.get_by_role("button", name="Keep the ticket on this phone").click()
    first = shown(page)
    expect(page.get_by_role("button")).to_have_count(0)
    assert evening.is_believed(first)
    expect(page.locator("canvas")).not_to_have_attribute("data-code", first, timeout=15_000)
    second = shown(page)
    assert second != first
    assert page.evaluate(
        """async () => {
             const opening = indexedDB.open("admitone-wallet");
             const database = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
             const all = database.transaction("tickets").objectStore("tickets").getAll();
             const [kept] = await new Promise((done) => { all.onsuccess = () => done(all.result); });
             return [kept.keys.privateKey.extractable,
                     await crypto.subtle.exportKey("jwk", kept.keys.privateKey).catch(() => "refused")];
           }"""
    ) == [False, "refused"]
    assert evening.verdict(second) == "NOT_YET"


def test_it_works_without_a_network_after_the_first_visit(evening: Evening, phone_of: Callable[[], Page]) -> None:
    page = phone_of()
    page.goto(evening.path)
    page.get_by_role("button", name="Keep the ticket on this phone").click()
    shown(page)
    page.wait_for_function("navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)")
    page.wait_for_function(
        "caches.open('admitone-wallet-1').then((kept) => kept.keys()).then((all) => all.length >= 4)"
    )
    page.context.set_offline(True)
    page.reload()
    assert evening.is_believed(shown(page))
    expect(page.get_by_text("No network. The code works all the same.")).to_be_visible()
    page.context.set_offline(False)


def test_another_phone_takes_it_and_the_first_one_says_so(evening: Evening, phone_of: Callable[[], Page]) -> None:
    first, second = phone_of(), phone_of()
    for page in (first, second):
        page.goto(evening.path)
        page.get_by_role("button", name="Keep the ticket on this phone").click()
        shown(page)
    old = first.locator("canvas").get_attribute("data-code") or ""
    assert evening.verdict(old) == "REVOKED"
    first.reload()
    expect(first.get_by_text("This ticket was taken to another phone")).to_be_visible()
    expect(first.locator("canvas")).to_be_hidden()
    first.get_by_role("button", name="Bring it back to this phone").click()
    assert evening.verdict(shown(first)) == "NOT_YET"


def test_a_phone_with_a_wrong_clock_shows_good_codes(evening: Evening, phone_of: Callable[[], Page]) -> None:
    page = phone_of()
    page.add_init_script("const real = Date.now; Date.now = () => real() - 600000;")
    page.goto(evening.path)
    page.get_by_role("button", name="Keep the ticket on this phone").click()
    assert evening.verdict(shown(page)) == "NOT_YET", "and not STALE"


def test_it_can_be_put_on_the_home_screen_in_arabic(evening: Evening, phone_of: Callable[[], Page]) -> None:
    page = phone_of()
    page.goto(f"{evening.path}?lang=ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("button", name="احفظ التذكرة في هذا الهاتف")).to_be_visible()
    manifest = page.request.get(page.locator("link[rel=manifest]").get_attribute("href") or "").json()
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == (evening.path, "/w/", "standalone")
