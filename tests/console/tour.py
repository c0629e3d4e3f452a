"""Somebody who goes through every page of the console and looks at each from all sides."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from scripts.lived_in import LivedIn
from scripts.shipped_styles import lost_classes

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LOCALES = {"en": "en-GB", "ar": "ar-AE"}
# A violation of the Content-Security-Policy becomes an error of the browser's console, which no page may have.
WATCH_POLICY = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));"""
RUN_AXE = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const reasons = (node) => [...node.any, ...node.all, ...node.none].map((check) => check.message);
  const told = (node) => `${node.html.slice(0, 200)} (${reasons(node)})`;
  return found.violations.map(({ id, help, nodes }) => [`${id}: ${help}`, ...nodes.slice(0, 3).map(told)].join(" | "));
}"""
# WCAG 2.2 A and AA, and what axe itself recommends; colours are all that a theme changes.
ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast"]
# Tables and code may scroll within themselves, the page may not.
STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const outside = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > width + 1 || box.left < -1) && !one.closest(".table-responsive, .tabs, pre");
  });
  return ["wider than the window", ...outside.slice(0, 4).map((one) => one.outerHTML.slice(0, 160))];
}"""
# What a page says, text by text; a code, a link's own text and what people wrote are marked as such.
TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.replace(/\\s+/g, " ").trim();
    if (text && !parent.closest("script, code, pre, [lang=en], [translate=no]")) found.push(text);
  }
  for (const name of ["aria-label", "title", "place" + "holder", "alt", "data-label"]) {
    for (const one of document.querySelectorAll(`[${name}]`)) found.push(one.getAttribute(name).trim());
  }
  return [...found, document.title];
}"""


CLASSES = """() => [...new Set([...document.querySelectorAll("[class]")].flatMap((one) => [...one.classList]))]"""


@dataclass
class Tour:
    """A browser window of somebody who is signed in; `faults` and `scripts` are those of the page that is open."""

    page: Page
    product: LivedIn
    tag: str
    faults: list[str] = field(default_factory=list)
    scripts: dict[str, int] = field(default_factory=dict)

    def open(self, address: str) -> int:
        """Go to a page; its status."""
        self.faults.clear()
        self.scripts.clear()
        self.page.set_viewport_size({"width": 1280, "height": 800})
        answer = self.page.goto(self.product.address + address.format(**self.product.places))
        assert answer is not None
        return answer.status

    def violations(self, rules: list[str]) -> list[str]:
        """What axe finds on the page."""
        found: list[str] = self.page.evaluate(RUN_AXE, rules)
        return found

    def darken(self) -> None:
        """The other theme, as the switch sets it."""
        self.page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")

    def sticking_out(self, width: int) -> list[str]:
        """What makes the page scroll sideways in a window of that width."""
        self.page.set_viewport_size({"width": width, "height": 800})
        found: list[str] = self.page.evaluate(STICKING_OUT)
        return found

    def texts(self) -> list[str]:
        """Everything that the page says."""
        found: list[str] = self.page.evaluate(TEXTS)
        return found

    def unstyled_classes(self) -> list[str]:
        """Classes of the page whose rules were not shipped."""
        sheet = "tabler.rtl.min.css" if self.tag == "ar" else "tabler.min.css"
        return sorted(lost_classes(self.page.evaluate(CLASSES), sheet))

    def note(self, message: ConsoleMessage) -> None:
        # A browser reports the status of a page that is not there as an error; the test knows it.
        if message.type in {"error", "warning"} and "status of 404" not in message.text:
            self.faults.append(message.text)

    def weigh(self, response: Response) -> None:
        if response.request.resource_type == "script":
            size = response.headers.get("content-length", "0")
            self.scripts[urlsplit(response.url).path] = int(size)


def start_tour(browser: Browser, product: LivedIn, tag: str, *, signed_in: bool = True) -> Tour:
    """A window with cookies of its own, in the browser's language."""
    # Without motion: a colour on its way from one theme to the other is none that anybody reads.
    context = browser.new_context(locale=LOCALES[tag], color_scheme="light", reduced_motion="reduce")
    # Before the page's own scripts, and so outside its policy, which allows nothing that did not come with the page.
    context.add_init_script(path=AXE)
    context.add_init_script(WATCH_POLICY)
    page = context.new_page()
    page.set_default_timeout(30_000)
    tour = Tour(page, product, tag)
    page.on("console", tour.note)
    page.on("pageerror", lambda error: tour.faults.append(str(error)))
    page.on("response", tour.weigh)
    if signed_in:
        page.goto(product.address + "/sign-in")
        page.fill("#username", "admin")
        page.fill("#password", product.passwords["admin"])
        page.locator("form[action='/sign-in'] button[type=submit]").click()
        page.wait_for_url(product.address + "/")
    return tour
