"""Take pictures of the console's pages, of a product that somebody has worked with, into docs/screenshots.

Each page in both languages and both themes, and on a phone in both languages. Prints how long a browser takes to the
first paint. Fails when a page breaks a rule that pictures do not show: an error in the browser's console, or a request
to another origin than the product's own. With names of pages as arguments only those are taken.
"""

from __future__ import annotations

import io
import os
import shutil
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from scripts.console_pages import OUTSIDE, PAGES  # noqa: E402 - run by path, the repository is no package
from scripts.lived_in import LivedIn, lived_in_product  # noqa: E402 - as above

PICTURES = ROOT / "docs" / "screenshots"
LOCALES = {"en": "en-GB", "ar": "ar-AE"}
THEMES = ("light", "dark")
DESKTOP, PHONE = (1280, 800), (390, 844)
# Few colours keep the repository small; pages are flat, and pictures of tickets stay readable.
COLOURS = 64
# Pages that ask for themselves again and again never fall silent.
SETTLE_MS = 400
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


@dataclass
class Findings:
    """What went wrong, and the milliseconds from the click to the first paint of each page."""

    faults: list[str] = field(default_factory=list)
    paints_ms: list[float] = field(default_factory=list)


def main(names: list[str]) -> int:
    """Write the pictures; exit status 1 when a page misbehaves."""
    chromium = shutil.which("chromium")
    if not chromium:
        print("Chromium is needed: apt-get install chromium", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    # Chromium's own sandbox needs what root in a container lacks; it sees nothing here but our own pages.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    found = Findings()
    with lived_in_product() as product, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for tag in LOCALES:
            take_pictures(browser, product, tag, names, found)
        browser.close()
    paints = sorted(found.paints_ms)
    print(
        f"First paint: median {statistics.median(paints):.0f} ms, slowest {paints[-1]:.0f} ms of {len(paints)} pages."
    )
    size = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    print("\n".join(found.faults) or f"The pictures in {PICTURES.relative_to(ROOT)} have {size / 1e6:.1f} MB.")
    return 1 if found.faults else 0


def take_pictures(browser: Browser, product: LivedIn, tag: str, names: list[str], found: Findings) -> None:
    """Visit every page in a language: in both themes, and on a phone."""
    context = browser.new_context(locale=LOCALES[tag], base_url=product.address, reduced_motion="reduce")
    page = context.new_page()
    watch(page, product.address, found.faults)
    for pages, signed_in in ((OUTSIDE, False), (PAGES, True)):
        if signed_in:
            sign_in(page, product)
        for name, address in pages.items():
            if not names or name in names:
                picture_page(page, f"{name}-{tag}", address.format(**product.places), found)
    context.close()


def sign_in(page: Page, product: LivedIn) -> None:
    """As the demo's admin."""
    page.goto("/sign-in")
    page.fill("#username", "admin")
    page.fill("#password", product.passwords["admin"])
    page.locator("form[action='/sign-in'] button[type=submit]").click()
    page.wait_for_url(product.address + "/")


def picture_page(page: Page, name: str, address: str, found: Findings) -> None:
    """A page from three sides."""
    width, height = DESKTOP
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="light")
    page.goto(address)
    page.wait_for_timeout(SETTLE_MS)
    found.paints_ms.append(page.evaluate(FIRST_PAINT))
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.wait_for_timeout(SETTLE_MS / 4)
        save(page, f"{name}-{theme}")
    width, height = PHONE
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(SETTLE_MS / 4)
    save(page, f"{name}-phone")


def save(page: Page, name: str) -> None:
    """The window as a small file."""
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=4, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


def watch(page: Page, address: str, faults: list[str]) -> None:
    """Collect what pictures do not show."""
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda said: (
            faults.append(f"{page.url}: {said.text}")
            if said.type == "error" and "status of 404" not in said.text
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            faults.append(f"{page.url}: asks {request.url}")
            if not request.url.startswith((address, "data:", "blob:"))
            else None
        ),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
