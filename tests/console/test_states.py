"""Pages with nothing to show, with a thing that is not there, and with a server that is slow or gone: each says so, and
what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import httpx
import pytest
from playwright.sync_api import Route, expect

from scripts.console_pages import PAGES
from tests.console.conftest import Console, Visitor
from tests.console.test_door import send

# Of an installation on its first day.
NOTHING_YET = (
    "/",
    "/sell",
    "/sales",
    "/refunds",
    "/tickets",
    "/batches",
    "/batches/new",
    "/attractions",
    "/campaigns",
    "/reports/stock",
    "/reports/sales",
    "/reports/margin",
    "/reports/low-stock",
    "/reports/expiring",
    "/reports/duplicates",
    "/outbox",
    "/effects",
    "/keys",
)
# Filters that nothing fits, and pages of an attraction without tickets.
NOTHING_FITS = (
    "/sales?text=nobody",
    "/sales?status=CANCELLED",
    "/refunds?state=DONE",
    "/tickets?text=no+such+ticket",
    "/tickets?attractionId=1&status=SOLD",
    "/tickets/extend?ticketId=4711&newValidUntil=2099-01-01",
    "/batches?attractionId=1",
    "/attractions?text=nowhere",
    "/attractions/1/prices",
    "/attractions/1/calendar?day=2099-01-01&month=2099-01",
    "/reports/sales?dateFrom=2001-01-01&dateTo=2001-01-02",
    "/reports/margin?dateFrom=2001-01-01&dateTo=2001-01-02",
    "/reports/expiring?withinDays=0",
    "/outbox?kind=send_digest",
    "/effects?state=DISMISSED",
    "/audit?entityType=EFFECT",
)
PLACE = re.compile(r"\{(\w+)\}")
_CART = "OT-20200101-ABCDE"
NOWHERE = {"link": "no-such-link", "waiting": _CART, "paid": _CART, "cancelled": _CART}


class EmptyStates(HTMLParser):
    """The empty states of a page: what each says, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.told: list[str] = []
        self.leads_to: list[str] = []
        self._depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if (values.get("class") or "").split(" ")[0] == "empty":
            self._depth = 1
            self.told.append("")
        elif self._depth:
            self._depth += tag == "div"
            if tag in {"a", "button"}:
                self.leads_to.append(values.get("href") or values.get("name") or tag)

    def handle_endtag(self, tag: str) -> None:
        self._depth -= self._depth > 0 and tag == "div"

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.told[-1] += data.strip()


def assert_says_what_to_do_next(client: httpx.Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200, address
    states = EmptyStates(page.text)
    assert states.told, f"{address} shows no empty state"
    assert all(states.told), address
    assert len(states.leads_to) >= len(states.told), f"{address}: {states.told} leads nowhere"
    for place in states.leads_to:
        assert client.get(place).status_code in {200, 303}, place


@pytest.mark.parametrize("username", ["maria", "ali"])
def test_a_page_with_nothing_yet_says_what_comes_first(console: Console, username: str) -> None:
    client = console.signed_in(username)
    # What an agent may not see is refused in words, which the tests of roles look at.
    for address in (one for one in NOTHING_YET if client.get(one).status_code != 403):
        assert_says_what_to_do_next(client, address)


def test_a_filter_that_nothing_fits_says_how_to_see_more(console: Console) -> None:
    maria = console.signed_in("maria")
    send(maria, "/attractions/new", name="Aquarium", odooProductCode="AQ")
    for address in NOTHING_FITS:
        assert_says_what_to_do_next(maria, address)


def test_a_thing_that_is_not_there_says_so_and_leads_on(console: Console) -> None:
    maria = console.signed_in("maria")
    gone = [PLACE.sub(lambda found: NOWHERE.get(found[1], "4711"), one) for one in PAGES.values() if "{" in one]
    # What these have chosen may be gone; they say so and let choose again.
    for address in (one for one in gone if not one.startswith(("/sell?", "/tickets/extend?", "/tickets/withdraw?"))):
        page = maria.get(address)
        assert page.status_code == 404, address
        content = page.text.partition('id="content"')[2]
        assert 'class="btn' in content, address
        assert re.search(r"There is no|does not exist|no longer|not found", content, re.IGNORECASE), content


@pytest.fixture
def maria(console: Console, visitor_of: Callable[..., Visitor]) -> Visitor:
    """An admin with an attraction, who looks at the tickets."""
    send(console.signed_in("maria"), "/attractions/new", name="Aquarium", odooProductCode="AQ")
    visitor = visitor_of(console)
    visitor.sign_in()
    visitor.go("/tickets")
    return visitor


@pytest.mark.parametrize(
    ("address", "field"), [("/tickets", "#text"), ("/sales", "#text"), ("/sell", "#find-customer")]
)
def test_a_part_that_cannot_be_fetched_says_so(maria: Visitor, console: Console, address: str, field: str) -> None:
    maria.go(address)
    console.server.process.kill()
    console.server.process.wait(10)
    maria.page.locator(field).fill("AQ-12")
    expect(maria.page.get_by_text("The server cannot be reached.")).to_be_visible()
    assert any("ERR_CONNECTION" in complaint for complaint in maria.complaints)
    maria.complaints.clear()


def test_a_slow_part_shows_that_something_is_under_way(maria: Visitor) -> None:
    page = maria.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/tickets?*", hold)
    page.locator("#text").fill("AQ-12")
    expect(page.locator("body.is-sending")).to_be_visible()
    expect(page.get_by_text("The server is slow.")).to_be_visible()
    held[0].continue_()
    expect(page.locator("body.is-sending")).to_have_count(0)
    expect(page.get_by_text("The server is slow.")).to_be_hidden()


def test_an_error_of_somebody_in_between_never_becomes_part_of_the_page(maria: Visitor) -> None:
    page = maria.page
    page.route("**/tickets?*", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    before = page.locator("#grid").inner_text()
    page.locator("#text").fill("AQ-12")
    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    assert page.locator("#grid").inner_text() == before
    maria.complaints.clear()
