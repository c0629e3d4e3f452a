"""First contentful paint of every page of the console, with an empty and a filled browser cache.

A product that somebody has worked with is served and looked at with the system's Chromium, without a graphics
processor. Cold is a browser that has nothing of the product in its cache, warm one that has seen the page before; both
come from another address of the same server, as somebody does who clicks a link. The baseline is an answer of one line
of text from that server in that browser: the least that a paint costs on this machine. A paint is the work of four
processes that want the processor at once, so other work on the machine shows in it several times over: the best sample
of each page stands beside the median.
"""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.report import Figure, Target, main
from scripts.console_pages import OUTSIDE, PAGES
from scripts.lived_in import LivedIn, lived_in_product
from scripts.take_screenshots import sign_in

TITLE = "first_paint: from a click to the first paint of each page of the console"
_SAMPLES, _QUICK_SAMPLES = 5, 2
_PAINT_MS_MAX = 200
# Of the server, without a style sheet, a script or a table.
_EMPTY, _ALMOST_EMPTY = "(almost empty)", "/health/live"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
# A paint is reported some time after it was shown.
_TIMES = """async () => {
  const name = "first-contentful-paint";
  const paint = await new Promise((done) => {
    const look = (list) => list.getEntriesByName(name).forEach((entry) => done(entry.startTime));
    new PerformanceObserver(look).observe({ type: "paint", buffered: true });
  });
  const [way] = performance.getEntriesByType("navigation");
  return [way.responseStart - way.requestStart, paint];
}"""


@dataclass
class Paints:
    """Milliseconds of one address, a value for each sample."""

    server: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)

    def add(self, cold: tuple[float, float], warm: tuple[float, float]) -> None:
        self.server.append(warm[0])
        self.cold.append(cold[1])
        self.warm.append(warm[1])


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Print a line for each page; the figures are over all of them."""
    found: dict[str, Paints] = {name: Paints() for name in (_EMPTY, *OUTSIDE, *PAGES)}
    with lived_in_product() as product, _browser() as browser:
        for _ in range(_QUICK_SAMPLES if quick else _SAMPLES):
            for pages, known in ((OUTSIDE, False), (PAGES, True)):
                _visit(browser, product, pages, found, signed_in=known)
    empty = found.pop(_EMPTY)
    _print_pages(empty, found)
    return _figures(empty, found)


def _visit(
    browser: Browser, product: LivedIn, pages: dict[str, str], found: dict[str, Paints], *, signed_in: bool
) -> None:
    """One more sample of each page, and one of the baseline in their midst."""
    with _window(browser, product) as known:
        page = known.new_page()
        if signed_in:
            sign_in(page, product)
        state = known.storage_state()
        for name, address in {_EMPTY: _ALMOST_EMPTY, **pages}.items():
            target = address.format(**product.places)
            with _window(browser, product, state) as stranger:
                cold = _paint(stranger, target)
            _paint(known, target)
            found[name].add(cold, _paint(known, target))


@contextmanager
def _window(browser: Browser, product: LivedIn, state: Any = None) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=product.address, storage_state=state, locale="en-GB", viewport={"width": 1280, "height": 800}
    )
    yield context
    context.close()


def _paint(context: BrowserContext, address: str) -> tuple[float, float]:
    """Milliseconds until the first byte of the answer and until the first paint, in a tab that is open already."""
    page = context.new_page()
    page.goto(_ALMOST_EMPTY)
    page.goto(address)
    server, paint = page.evaluate(_TIMES)
    page.close()
    return server, paint


@contextmanager
def _browser() -> Iterator[Browser]:
    path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        sys.exit("no Chromium found; install Debian's package chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()


def _print_pages(empty: Paints, found: dict[str, Paints]) -> None:
    table = Table(title="Milliseconds: median (best) of the samples", title_justify="left")
    table.add_column("page")
    for heading in ("server's answer", "first paint, cold", "first paint, warm"):
        table.add_column(heading, justify="right")
    for name, paints in {_EMPTY: empty, **found}.items():
        columns = (paints.server, paints.cold, paints.warm)
        table.add_row(name, *(f"{statistics.median(column):.0f} ({min(column):.0f})" for column in columns))
    Console(width=100).print(table)


def _figures(empty: Paints, found: dict[str, Paints]) -> list[Figure]:
    at_most = Target("at most", _PAINT_MS_MAX)
    figures = []
    for heat in ("cold", "warm"):
        for word, middle in (("median", statistics.median), ("best", min)):
            paints = [middle(getattr(one, heat)) for one in found.values()]
            least = middle(getattr(empty, heat))
            slow = sum(paint > _PAINT_MS_MAX for paint in paints)
            of = f"{len(found)} pages, {heat}, {word} of the samples"
            figures += [
                Figure(f"{of}: median", statistics.median(paints), "ms", least, _ALMOST_EMPTY, at_most),
                Figure(f"{of}: slowest", max(paints), "ms", least, _ALMOST_EMPTY),
                Figure(f"{of}: above {_PAINT_MS_MAX} ms", slow, "pages"),
            ]
    return figures


if __name__ == "__main__":
    main(TITLE, measure)
