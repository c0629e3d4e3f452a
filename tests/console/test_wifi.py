"""A host at work: a service, a sheet of sixty, paper of every kind, and what colleagues may."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.console.conftest import Console, Visitor, form_token

pytestmark = pytest.mark.timeout(240)

PLACE = "/locations/28XXX004"
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")
MM_PER_POINT = 25.4 / 72


@pytest.fixture
def hotel(console: Console) -> Console:
    """The product with a location in Madrid, which offers nothing yet."""
    place = ("--location-id", "28XXX004", "--time-zone", "Europe/Madrid", "--currency", "EUR")
    console.operator.must("location", "create", "Hotel Sol", *place, "--network", "Sol Guests")
    return console


@pytest.fixture
def maria(hotel: Console, visitor_of: Callable[..., Visitor]) -> Visitor:
    """An admin."""
    visitor = visitor_of(hotel)
    visitor.sign_in()
    return visitor


def printed_codes(pdf: bytes) -> list[list[str]]:
    """What a scanner reads on each page."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        picture = page.render(scale=3).to_pil()
        found.append([one.text for one in zxingcpp.read_barcodes(picture)])
    return found


def test_a_host_defines_a_service_and_prints_a_sheet_of_sixty(maria: Visitor) -> None:
    page = maria.page
    maria.go(PLACE)
    page.get_by_role("link", name="Services").click()
    page.get_by_role("link", name="New service").first.click()
    page.get_by_label("Name").fill("1 hour")
    page.get_by_label("Price in EUR").fill("3.50")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Say what ends a ticket").first).to_be_visible()
    assert all("400" in complaint for complaint in maria.complaints)
    maria.complaints.clear()
    page.get_by_label("Minutes from the first use").fill("60")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 hour from the first use")).to_be_visible()
    page.get_by_role("link", name="Make tickets").first.click()
    page.get_by_label("Service").select_option(label="1 hour")
    page.get_by_label("How many").fill("60")
    page.get_by_role("button", name="Make", exact=True).click()
    expect(page.get_by_role("heading", name="60 tickets")).to_be_visible()
    codes = set(CODE.findall(page.content()))
    assert len(codes) == 60
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="A4 sheets").click()
    sheet = opened.value
    sheet.wait_for_load_state()
    expect(sheet.get_by_role("button", name="Print")).to_be_visible()
    paper = sheet.pdf(prefer_css_page_size=True, print_background=True)
    reader = PdfReader(BytesIO(paper))
    assert [round(float(one.mediabox.width) * MM_PER_POINT) for one in reader.pages] == [210] * 5
    assert set(CODE.findall("".join(one.extract_text() for one in reader.pages))) == codes
    scanned = printed_codes(paper)
    assert [len(one) for one in scanned] == [12] * 5
    assert {text.rpartition("?code=")[2] for one in scanned for text in one} == codes
    assert all("/portal/28XXX004?code=" in text for one in scanned for text in one)


@pytest.mark.parametrize(("slip", "tag"), [(58, "en"), (80, "ar")])
def test_a_slip_fits_its_roll_and_can_be_scanned(hotel: Console, maria: Visitor, slip: int, tag: str) -> None:
    service = hotel.operator.must("location", "add-service", "28XXX004", "Long " * 12, "--minutes", "90").strip()
    hotel.operator.must("location", "make-tickets", "28XXX004", service, "--quantity", "2")
    page = maria.page
    maria.go(f"{PLACE}/edit")
    page.get_by_label("Width of the roll").select_option(str(slip))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The location is saved.")).to_be_visible()
    maria.go(f"{PLACE}/issues/1/print?paper=thermal&lang={tag}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if tag == "ar" else "ltr")
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    reader = PdfReader(BytesIO(paper))
    assert [round(float(one.mediabox.width) * MM_PER_POINT) for one in reader.pages] == [slip] * 2
    assert [len(one) for one in printed_codes(paper)] == [1, 1]
    # Nothing is cut off at the edge of the roll.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(slip / 25.4 * 96), "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_ticket_is_found_topped_up_and_revoked(hotel: Console, maria: Visitor) -> None:
    service = hotel.operator.must("location", "add-service", "28XXX004", "1 hour", "--minutes", "60").strip()
    code = hotel.operator.must("location", "make-tickets", "28XXX004", service).strip()
    page = maria.page
    maria.go(PLACE)
    page.get_by_label("Code", exact=True).fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name=code).click()
    page.get_by_label("Minutes from the first use").fill("30")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("1 hour 30 minutes").first).to_be_visible()
    page.get_by_role("link", name="Revoke").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_text("The ticket is revoked.")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("Topped up").first).to_be_visible()


def test_an_agent_makes_tickets_but_changes_no_service(hotel: Console) -> None:
    hotel.operator.must("location", "add-service", "28XXX004", "1 hour", "--minutes", "60", "--price", "3")
    ali = hotel.signed_in("ali")
    form = ali.get(f"{PLACE}/make").text
    key = re.search(r'name="onceKey" value="([^"]+)"', form)
    assert key is not None
    wish = {"formToken": form_token(form), "onceKey": key[1], "service": "1", "quantity": "3", "language": "en"}
    first = ali.post(f"{PLACE}/make", data=wish)
    again = ali.post(f"{PLACE}/make", data=wish)
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    token = form_token(ali.get("/account").text)
    for path in ("/new", "/services/new", "/services/1/edit", "/services/1/delete", "/servers", "/token", "/edit"):
        address = "/locations/new" if path == "/new" else PLACE + path
        assert ali.post(address, data={"formToken": token}).status_code == 403, path
    report = ali.get("/reports/wifi?csv=1").text
    assert report.splitlines()[1] == "28XXX004,Hotel Sol,1,1 hour,3,0,0,9.00,EUR"


def test_among_all_tickets_a_code_leads_to_its_location_and_cannot_be_corrected(hotel: Console) -> None:
    hotel.operator.must("location", "add-service", "28XXX004", "1 hour", "--minutes", "60")
    code = hotel.operator.must("location", "make-tickets", "28XXX004", "1").split()[0]
    maria = hotel.signed_in("maria")
    grid = maria.get("/tickets").text
    assert "/tickets/1/edit" not in grid
    assert "/tickets/1/page.pdf" not in grid
    page = maria.get("/tickets/1").text
    assert f'href="{PLACE}/tickets/1"' in page
    assert "/tickets/1/page.pdf" not in page
    form = {"formToken": form_token(page), "barcode": "HELLO", "version": "1"}
    refused = maria.post("/tickets/1/edit", data=form)
    assert refused.status_code == 409
    assert "is a Wi-Fi code" in refused.text
    assert code.replace("-", "") in maria.get("/tickets/1").text


def test_an_access_server_is_set_up_with_its_way_from_the_portal(hotel: Console) -> None:
    maria = hotel.signed_in("maria")
    token = form_token(maria.get("/account").text)
    lobby = {"nas": "lobby", "address": "10.1.0.1", "disconnectPort": "3799", "secret": "of the lobby"}
    added = maria.post(f"{PLACE}/servers", data={"formToken": token, **lobby})
    address = added.headers["location"].partition("?")[0]
    assert (added.status_code, address) == (303, f"{PLACE}/servers/1")
    form = {"formToken": token, "address": "10.1.0.1", "disconnectPort": "3799", "kind": "uam"}
    wrong = maria.post(address, data={**form, "url": "10.1.0.1"})
    assert wrong.status_code == 400
    assert "value=&#34;10.1.0.1&#34;" in wrong.text or 'value="10.1.0.1"' in wrong.text
    assert "Guests are not handed back" in maria.get(f"{PLACE}/servers").text, "nothing half done"
    right = {**form, "url": "http://10.1.0.1:3990", "uamSecret": "of the portal"}
    assert maria.post(address, data=right).status_code == 303
    page = maria.get(f"{PLACE}/servers").text
    assert "http://10.1.0.1:3990" in page
    assert "/portal/28XXX004" in page
    assert "of the portal" not in maria.get(address).text
    assert "One is set." in maria.get(address).text
    maria.post(address, data={**form, "url": "http://10.1.0.1:3990", "withoutUamSecret": "true"})
    assert "None is set." in maria.get(address).text
    assert hotel.signed_in("ali").get(address).status_code == 403
    assert maria.post(f"{address}/remove", data={"formToken": token}).status_code == 303
    assert maria.get(address).status_code == 404


def test_forms_that_nobody_would_send_are_refused_in_words(hotel: Console) -> None:
    hotel.operator.must("location", "add-service", "28XXX004", "1 hour", "--minutes", "60")
    maria = hotel.signed_in("maria")
    token = form_token(maria.get("/account").text)
    service = {"name": "2 h", "expTime": "120"}
    refused: list[tuple[str, dict[str, str]]] = [
        ("/make", {"service": "x"}),
        ("/make", {"service": "1", "quantity": "0"}),
        ("/make", {"service": "1", "quantity": "1", "valid_until": "soon"}),
        ("/make", {"service": "1", "quantity": "1", "valid_until": "0001-01-01T00:00"}),
        ("/services/new", {}),
        ("/services/new", {**service, "expTime": "1e999"}),
        ("/services/new", {**service, "expTime": "NaN"}),
        ("/services/new", {**service, "trafficLimit": "1000000000000"}),
        ("/services/new", {**service, "simDevices": "-1"}),
        ("/services/new", {**service, "price": "0.001"}),
        ("/services/new", {**service, "fixedEnd": "9999-12-31T23:59"}),
        ("/servers", {"nas": "a", "address": "b c", "secret": "12345678", "disconnectPort": "1"}),
        ("/servers", {"nas": "a", "address": "b", "secret": "short", "disconnectPort": "1"}),
        ("/servers", {"nas": "a", "address": "b", "secret": "12345678", "disconnectPort": "99999"}),
    ]
    for path, form in refused:
        answer = maria.post(PLACE + path, data={"formToken": token, **form})
        assert answer.status_code in {303, 400}, (path, form, answer.status_code)
        assert answer.status_code == 400 or form.get("fixedEnd"), (path, form)
    for path in (
        "/tickets/9223372036854775808",
        "/servers/9223372036854775808",
        "/tickets/0",
        "/issues/99",
        "/tickets/1/print",
        "/services/7/edit",
    ):
        assert maria.get(PLACE + path).status_code == 404, path
    assert maria.get("/locations/nowhere").status_code == 404
