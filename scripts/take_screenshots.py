"""Take pictures of the console's pages, with demo data in a throw-away folder, into docs/screenshots.

Fails when a page breaks a rule that pictures do not show: an error in the browser's console, or a request to another
origin than the product's own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
ADMITONE = Path(sys.executable).with_name("admitone")
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

# Name of the picture: address. A second item is the link to follow there: the first one whose address matches.
PAGES: dict[str, tuple[str, str | None]] = {
    "dashboard": ("/", None),
    "tickets": ("/tickets", None),
    "ticket": ("/tickets", r"/tickets/\d+"),
    "batches": ("/batches", None),
    "batch": ("/batches", r"/batches/\d+"),
    "upload": ("/batches/new", None),
    "attractions": ("/attractions", None),
    "attraction": ("/attractions", r"/attractions/\d+"),
    "calendar": ("/attractions", r"/attractions/\d+/calendar"),
    "prices": ("/attractions/1/prices", None),
    "extend": ("/tickets/extend?all=true&status=EXPIRED", None),
    "report-stock": ("/reports/stock", None),
    "report-sales": ("/reports/sales", None),
    "report-margin": ("/reports/margin", None),
    "report-expiring": ("/reports/expiring", None),
    "report-low-stock": ("/reports/low-stock", None),
    "campaigns": ("/campaigns", None),
    "audit": ("/audit", None),
    "users": ("/users", None),
    "keys": ("/keys", None),
    "account": ("/account", None),
    "health": ("/health", None),
}


def main() -> int:
    """Write the pictures; exit status 1 when a page misbehaves."""
    chromium = shutil.which("chromium")
    if not chromium:
        print("Chromium is needed: apt-get install chromium", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    # Chromium's own sandbox needs what root in a container lacks; it sees nothing here but our own pages.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with product_with_demo_data() as (address, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        faults = take_pictures(browser, address, password)
        browser.close()
    print("\n".join(faults) or f"{len(list(PICTURES.glob('*.png')))} pictures are in {PICTURES.relative_to(ROOT)}.")
    return 1 if faults else 0


@contextmanager
def product_with_demo_data() -> Iterator[tuple[str, str]]:
    """Serve the product on a free port for the time of the block; its address and the admin's password."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "ADMITONE_DATA": data}
        told = subprocess.run([ADMITONE, "demo"], env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
        password = told.partition("as admin with the password: ")[2].split()[0]
        serve = [str(ADMITONE), "serve", "--port", "0"]
        with (
            (Path(data) / "log").open("w") as log,
            subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as server,
        ):
            try:
                assert server.stdout
                found = next(filter(None, (re.search(r"http://\S+", line) for line in server.stdout)))
                yield found[0], password
            finally:
                server.terminate()


def take_pictures(browser: Browser, address: str, password: str) -> list[str]:
    """Visit every page in both sizes; what went wrong."""
    faults: list[str] = []
    for suffix, size in (("", DESKTOP), ("-phone", PHONE)):
        page = browser.new_page(viewport=size, base_url=address, locale="en-GB")  # type: ignore[arg-type]
        watch(page, address, faults)
        page.goto("/sign-in")
        page.screenshot(path=PICTURES / f"sign-in{suffix}.png")
        page.fill("#username", "admin")
        page.fill("#password", password)
        page.click("button[type=submit]")
        page.wait_for_url(address + "/")
        for name, (path, link) in PAGES.items():
            open_page(page, path, link)
            page.screenshot(path=PICTURES / f"{name}{suffix}.png")
        page.close()
    return faults


def open_page(page: Page, path: str, link: str | None) -> None:
    """Go to an address or, from there, to the first link that matches. Raises LookupError when none does."""
    page.goto(path)
    if link:
        targets = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
        found = next((target for target in targets if re.fullmatch(link, target)), None)
        if not found:
            raise LookupError(f"{path} has no link to {link}")
        page.goto(found)
    page.wait_for_load_state("networkidle")


def watch(page: Page, address: str, faults: list[str]) -> None:
    """Collect what pictures do not show."""
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("console", lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            faults.append(f"{page.url}: asks {request.url}")
            if not request.url.startswith((address, "data:", "blob:"))
            else None
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
