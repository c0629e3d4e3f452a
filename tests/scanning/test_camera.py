"""The gate in a browser with a camera that sees a phone: with a network, without one, and merged afterwards."""

from __future__ import annotations

import base64
import io
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Playwright, Route, expect

from tests.cli.conftest import PASSWORD
from tests.console.conftest import BROWSERS, Console, console, console_on, playwright_driver, staffed_template
from tests.secure.phone import Phone, unbase64url

__all__ = ("console", "console_on", "playwright_driver", "staffed_template")
pytestmark = pytest.mark.timeout(180)
SIDE = 720


@dataclass
class Gate:
    """An evening with SECURE tickets on phones, and somebody at its gate."""

    console: Console
    client: httpx.Client
    phones: list[Phone]
    event: str
    printed: str


@pytest.fixture
def gate(console: Console, sqlite_url: str) -> Iterator[Gate]:
    key = console.operator.must("key", "make", "Office", "--role", "admin").strip().splitlines()[-1]
    with httpx.Client(base_url=console.address, headers={"Authorization": f"Bearer {key}"}, timeout=20) as client:
        now = datetime.now(UTC)
        plan = {"name": "Jazz Night", "odoo_product_code": "JAZZ"}
        plan |= {"starts_at": (now + timedelta(hours=1)).isoformat(), "ends_at": (now + timedelta(hours=4)).isoformat()}
        event = client.post("/v1/event", json=plan).raise_for_status().json()
        path = f"/v1/event/{event['id']}"
        config = {"name": "Standing", "price": 0, "currency": "AED", "capacity": 9}
        config_id = client.post(f"{path}/ticket_config", json=config).raise_for_status().json()["id"]
        client.post(f"{path}/publish").raise_for_status()
        owner = client.post("/v1/enrollment", json={"email": "layla@example.com"}).json()["id"]
        item = {"ticket_config_id": config_id, "quantity": 2}
        wish = {"event_id": event["id"], "owner_id": owner, "format": "SECURE", "ticket_reservation_items": [item]}
        held = client.post("/ticket/reserve", json=wish).raise_for_status().json()["data"]
        client.post("/ticket/issue", json={"ids": [one["id"] for one in held]}).raise_for_status()
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
            codes = database.execute("SELECT id, download_code FROM tickets WHERE format = 'SECURE'").fetchall()
        phones = []
        for number, code in codes:
            phone = Phone()
            answer = client.post(f"/w/{number}/{code}/phone", json=phone.coordinates).raise_for_status().json()
            phone.ticket = unbase64url(answer["ticket"])
            phones.append(phone)
        held = client.post("/ticket/reserve", json=wish | {"format": "PDF"}).raise_for_status().json()["data"]
        client.post("/ticket/issue", json={"ids": [one["id"] for one in held]}).raise_for_status()
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
            (printed,) = database.execute("SELECT barcode FROM tickets WHERE id = ?", [held[0]["id"]]).fetchone()
        yield Gate(console, client, phones, str(event["id"]), printed)


def film(path: Path, code: str, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.QRCode) -> Path:
    """What a camera sees of a phone or a sheet of paper: a YUV4MPEG2 film of one picture."""
    level = {"ec_level": "M"} if kind is zxingcpp.BarcodeFormat.QRCode else {}
    drawn = zxingcpp.create_barcode(code, kind, **level)
    code_side = 640
    picture = Image.new("L", (SIDE, SIDE), 255)
    symbol = Image.fromarray(zxingcpp.write_barcode_to_image(drawn, scale=5 if level else 2))
    symbol.thumbnail((code_side, code_side), Image.Resampling.LANCZOS)
    picture.paste(symbol, ((SIDE - symbol.width) // 2, (SIDE - symbol.height) // 2))
    grey = bytes([128]) * (SIDE * SIDE // 2)
    frame = b"FRAME\n" + picture.tobytes() + grey
    path.write_bytes(f"YUV4MPEG2 W{SIDE} H{SIDE} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 5)
    return path


@contextmanager
def camera_page(driver: Playwright, gate: Gate, seen: Path) -> Iterator[Page]:
    """The gate's page in a browser whose camera sees a film."""
    path = next(found for name in BROWSERS if (found := shutil.which(name)))
    arguments = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    chromium = driver.chromium.launch(
        executable_path=path, args=[*arguments, f"--use-file-for-fake-video-capture={seen}"]
    )
    try:
        context = chromium.new_context(base_url=gate.console.address, permissions=["camera"])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto("/sign-in?next=/scanner/camera")
        page.get_by_label("Username").fill("ali")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Gate").fill("North")
        page.get_by_label("Event").select_option(gate.event)
        expect(page.get_by_text("Ready to work without a network; the list is fresh.")).to_be_visible()
        expect(page.locator("#camera")).to_have_attribute("data-ready", "true")
        yield page
    finally:
        chromium.close()


def test_a_choice_made_before_the_script_has_come_is_remembered(
    gate: Gate, playwright_driver: Playwright, tmp_path: Path
) -> None:
    with camera_page(playwright_driver, gate, film(tmp_path / "blank.y4m", "nothing")) as page:
        page.evaluate("localStorage.clear()")
        on_its_way: list[Route] = []

        def hold(route: Route) -> None:
            on_its_way.append(route)

        page.context.route("**/static/scanner.js", hold)
        page.goto("/scanner/camera", wait_until="commit")
        page.get_by_label("Gate").fill("North")
        page.get_by_label("Event").select_option(gate.event)
        while not on_its_way:
            page.wait_for_timeout(50)
        on_its_way.pop().continue_()
        expect(page.locator("#camera")).to_have_attribute("data-ready", "true")
        page.context.unroute("**/static/scanner.js")
        page.reload()
        expect(page.get_by_label("Gate")).to_have_value("North")
        expect(page.get_by_label("Event")).to_have_value(gate.event)
        expect(page.get_by_text("Ready to work without a network; the list is fresh.")).to_be_visible()


def verdict_of(page: Page, verdict: str) -> None:
    expect(page.locator("[data-part=verdict]")).to_have_attribute("data-verdict", verdict)


def test_a_phone_before_the_camera_is_let_in(gate: Gate, playwright_driver: Playwright, tmp_path: Path) -> None:
    seen = film(tmp_path / "phone.y4m", gate.phones[0].code(seconds_ago=-8))
    with camera_page(playwright_driver, gate, seen) as page:
        page.get_by_role("button", name="Start the camera").click()
        verdict_of(page, "ADMIT")
        expect(page.locator("[data-part=verdict]")).to_contain_text("Let them in")
        verdict_of(page, "USED")
        expect(page.locator("[data-part=verdict]")).to_contain_text("North")


def test_without_a_network_it_judges_alone_and_merges_later(
    gate: Gate, playwright_driver: Playwright, tmp_path: Path
) -> None:
    seen = film(tmp_path / "phone.y4m", gate.phones[1].code(seconds_ago=-10))
    with camera_page(playwright_driver, gate, seen) as page:
        page.wait_for_function("navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)")
        page.context.set_offline(True)
        page.reload()
        expect(page.get_by_label("Gate")).to_have_value("North")
        page.get_by_role("button", name="Start the camera").click()
        verdict_of(page, "ADMIT")
        expect(page.locator("[data-part=verdict]")).to_contain_text("checked without a network")
        expect(page.get_by_text("Let in without a network, not merged yet: 1")).to_be_visible()
        verdict_of(page, "USED")
        # Another gate, with a network, lets the same ticket in meanwhile.
        time.sleep(1)
        scan = {"code": gate.phones[1].code(), "gate": "South"}
        assert gate.client.post("/scan", json=scan).json()["verdict"] == "ADMIT"
        page.context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.get_by_text("not merged yet")).to_be_hidden()
        expect(page.locator("[data-part=conflicts] li")).to_contain_text("came in twice: also at South")
    told = gate.client.post("/scan", json={"code": gate.phones[1].code(), "gate": "East"}).json()
    assert (told["verdict"], told["first_use"]["gate"]) == ("USED", "North")


# What phones offer and Chromium on this system does not, with a reader behind it that reads the very picture.
DETECTOR = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["code_128", "qr_code", "unknown"]; }
  async detect(canvas) { return (await readPicture(canvas.toDataURL())).map((rawValue) => ({ rawValue })); }
};
"""


def read_picture(address: str) -> list[str]:
    with Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))) as picture:
        return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def test_a_browser_that_reads_barcodes_reads_those_of_paper_too(
    gate: Gate, playwright_driver: Playwright, tmp_path: Path
) -> None:
    seen = film(tmp_path / "paper.y4m", gate.printed, zxingcpp.BarcodeFormat.Code128)
    with camera_page(playwright_driver, gate, seen) as page:
        page.expose_function("readPicture", read_picture)
        page.add_init_script(DETECTOR)
        page.reload()
        page.get_by_role("button", name="Start the camera").click()
        verdict_of(page, "ADMIT")


def test_a_browser_that_only_says_it_reads_barcodes_still_reads_phones(
    gate: Gate, playwright_driver: Playwright, tmp_path: Path
) -> None:
    seen = film(tmp_path / "phone.y4m", gate.phones[0].code(seconds_ago=-10))
    with camera_page(playwright_driver, gate, seen) as page:
        page.add_init_script(DETECTOR)
        page.reload()
        page.get_by_role("button", name="Start the camera").click()
        verdict_of(page, "ADMIT")


def test_the_javascript_of_the_gate_judges_as_we_do(gate: Gate, playwright_driver: Playwright, tmp_path: Path) -> None:
    """Tampered, stale and foreign codes, judged by the page's own module."""
    phone = gate.phones[0]
    good, stale, forged = phone.code(), phone.code(seconds_ago=60), Phone(ticket=phone.ticket).code()
    tampered = good[:-6] + ("A" if good[-6] != "A" else "B") + good[-5:]
    with camera_page(playwright_driver, gate, film(tmp_path / "blank.y4m", "nothing")) as page:
        judged = page.evaluate(
            """async ([codes, uid, number]) => {
                 const { judgeCode, readKeys } = await import("/static/gate_codes.js");
                 const keys = await readKeys(await (await fetch(`/secure/${uid}/keys`)).json());
                 const told = [];
                 for (const [code, event] of codes) {
                   told.push((await judgeCode(code, { keys, revoked: null, event }, Date.now() / 1000)).verdict);
                 }
                 return told;
               }""",
            [
                [[good, int(gate.event)], [stale, int(gate.event)], [forged, int(gate.event)],
                 [tampered, int(gate.event)], ["TK1:", int(gate.event)], ["hello", int(gate.event)], [good, 999]],
                page.locator("#gate-event option:checked").get_attribute("data-uid"),
                gate.event,
            ],
        )  # fmt: skip
    assert judged == ["ADMIT", "STALE", "UNKNOWN", "UNKNOWN", "UNKNOWN", "UNKNOWN", "WRONG_EVENT"]


def test_an_entry_that_cannot_be_keeps_no_other_one_back(
    gate: Gate, playwright_driver: Playwright, tmp_path: Path
) -> None:
    code, at = gate.phones[0].code(seconds_ago=60), datetime.now(UTC) - timedelta(seconds=60)
    good = {"scan_id": "good", "code": code, "gate": "North", "event_id": None, "at": at.isoformat(), "uid": "a" * 32}
    old = good | {"scan_id": "old", "at": (at - timedelta(days=9)).isoformat(), "uid": "b" * 32}
    with camera_page(playwright_driver, gate, film(tmp_path / "blank.y4m", "nothing")) as page:
        page.evaluate(
            """async (entries) => {
                 const opening = indexedDB.open("admitone-gate", 1);
                 const database = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
                 const change = database.transaction("log", "readwrite");
                 for (const entry of entries) change.objectStore("log").put(entry);
                 await new Promise((done) => { change.oncomplete = done; });
                 database.close();
                 dispatchEvent(new Event("online"));
               }""",
            [old, good],
        )
        expect(page.locator("[data-part=conflicts] li")).to_contain_text("cannot be merged")
        expect(page.get_by_text("not merged yet: 1")).to_be_visible()
    told = gate.client.post("/scan", json={"code": gate.phones[0].code(), "gate": "East"}).json()
    assert (told["verdict"], told["first_use"]["gate"]) == ("USED", "North")
