"""The hosted page as a browser sees it: forms are read out of the page, redirects are looked at."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import CreateOrder, check
from tests.servers.sandbox import Sandbox


class Page(HTMLParser):
    """The form of a page with its fields, its buttons, and everything that names a place."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.labels: set[str] = set()
        self.invalid: set[str] = set()
        self.root: dict[str, str | None] = {}
        self.places: list[str] = []
        self.feed(response.text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        self.places += [value for name, value in attributes if name in {"href", "src", "action"} and value]
        if tag == "html":
            self.root = has
        if tag == "form":
            self.action = has["action"] or ""
        if tag == "label":
            self.labels.add(has["for"] or "")
        if tag == "input":
            self.fields[has["name"] or ""] = has.get("value") or ""
            if "aria-invalid" in has:
                self.invalid.add(has["name"] or "")
        assert tag != "script"
        assert "style" not in has
        assert not [name for name in has if name.startswith("on")]


def open_page(sandbox: Sandbox, order: dict[str, Any], language: str = "en") -> tuple[httpx.Response, Page]:
    response = sandbox.client.get(order["url"], params={"o": order["ref"], "lang": language})
    return response, Page(response)


def submit(sandbox: Sandbox, page: Page, action: str, **changes: str) -> httpx.Response:
    return sandbox.client.post(page.action, data=page.fields | {"action": action} | changes)


@pytest.mark.parametrize(
    ("language", "direction", "amount", "title"),
    [("en", "ltr", "AED\xa0350.00", "Pay by card"), ("ar", "rtl", "350.00", "الدفع بالبطاقة")],
)
def test_the_page_says_what_is_paid_in_both_languages(
    sandbox: Sandbox, create: CreateOrder, language: str, direction: str, amount: str, title: str
) -> None:
    response, page = open_page(sandbox, create(ivp_lang=language), language)
    assert response.status_code == 200
    assert (page.root["lang"], page.root["dir"]) == (language, direction)
    assert amount in response.text
    assert title in response.text
    assert "2 tickets &lt;Aquarium&gt;" in response.text
    assert {"number", "expiry", "cvv"} <= page.labels & set(page.fields)


def test_the_order_chooses_the_language_and_the_customer_may_change_it(sandbox: Sandbox, create: CreateOrder) -> None:
    order = create(ivp_lang="ar")
    assert Page(sandbox.client.get(order["url"])).root["lang"] == "ar"
    assert Page(sandbox.client.get(f"{order['url']}&lang=en")).root["lang"] == "en"


def test_the_page_runs_nothing_and_sends_forms_to_the_shop_only(sandbox: Sandbox, create: CreateOrder) -> None:
    response, page = open_page(sandbox, create())
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'")
    assert "form-action 'self' https://other.example.com https://shop.example.com;" in policy
    assert "frame-ancestors 'none'" in policy
    assert (response.headers["cache-control"], response.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert all(place.startswith(("/", "?")) for place in page.places)
    assert sandbox.client.get("/sandbox/gateway/page.css").headers["content-type"].startswith("text/css")


def test_the_prefilled_test_card_pays_at_once(sandbox: Sandbox, create: CreateOrder) -> None:
    order = create()
    answer = submit(sandbox, open_page(sandbox, order)[1], "pay")
    assert (answer.status_code, answer.headers["location"]) == (303, "https://shop.example.com/success?ref=1")
    assert check(sandbox, order["ref"])["transaction"]["message"] == "Authorised"


@pytest.mark.parametrize(
    ("number", "cvv", "back", "code", "letter", "status"),
    [
        ("5105 1051-0510 5100", "123", "success", None, "A", 3),
        ("371449635398431", "1234", "success", None, "A", 3),
        ("371449635398431", "123", "declined", "42", "D", -3),
        ("4464040000000007", "999", "success", None, "H", 2),
        ("4000000000000002", "041", "declined", "41", "D", -3),
        ("4000000000000002", "005", "declined", "5", "E", -3),
        ("4000000000000002", "000", "declined", "42", "D", -3),
        ("4000000000000002", "321", "declined", "42", "D", -3),
        ("4242424242424242", "123", "declined", "31", "D", -3),
    ],
)
def test_cards_and_security_codes_do_what_is_documented(
    sandbox: Sandbox,
    create: CreateOrder,
    *,
    number: str,
    cvv: str,
    back: str,
    code: str | None,
    letter: str,
    status: int,
) -> None:
    ref = create()["ref"]
    assert f"/{back}?" in sandbox.pay(ref, number=number, cvv=cvv)
    order = check(sandbox, ref)
    assert (order["transaction"]["status"], order["status"]["code"]) == (letter, status)
    assert code is None or order["transaction"]["code"] == code


@pytest.mark.parametrize(
    ("action", "cvv", "back", "code", "status"),
    [
        ("confirm", "123", "success", None, 3),
        ("confirm", "041", "declined", "41", -3),
        ("reject", "123", "declined", "47", -3),
    ],
)
@pytest.mark.parametrize("number", ["4111111111111111", "5555555555554444"])
def test_some_banks_ask_first(
    sandbox: Sandbox,
    create: CreateOrder,
    *,
    number: str,
    action: str,
    cvv: str,
    back: str,
    code: str | None,
    status: int,
) -> None:
    order = create()
    asked = submit(sandbox, open_page(sandbox, order)[1], "pay", number=number, cvv=cvv)
    assert asked.status_code == 303
    assert check(sandbox, order["ref"])["status"]["code"] == 1, "nothing is paid while the bank asks"
    question = sandbox.client.get(asked.headers["location"])
    assert number[-4:] in question.text
    answer = submit(sandbox, Page(question), action)
    assert f"/{back}?" in answer.headers["location"]
    after = check(sandbox, order["ref"])
    assert after["status"]["code"] == status
    assert code is None or after["transaction"]["code"] == code
    assert submit(sandbox, Page(question), "confirm").status_code == 410


def test_a_customer_may_leave(sandbox: Sandbox, create: CreateOrder) -> None:
    order = create()
    _, page = open_page(sandbox, order)
    answer = submit(sandbox, page, "cancel", number="", expiry="", cvv="")
    assert answer.headers["location"] == "https://other.example.com/cancel?ref=1"
    assert check(sandbox, order["ref"])["status"] == {"code": -2, "text": "Cancelled"}
    late = submit(sandbox, page, "pay")
    assert late.status_code == 410
    assert "https://other.example.com/cancel?ref=1" in Page(late).places


@pytest.mark.parametrize(
    ("changes", "invalid"),
    [
        ({"number": "4000"}, {"number"}),
        ({"number": "4000 0000 0000 000x"}, {"number"}),
        ({"expiry": "13/49"}, {"expiry"}),
        ({"expiry": "01/20"}, {"expiry"}),
        ({"expiry": ""}, {"expiry"}),
        ({"cvv": "12"}, {"cvv"}),
        ({"cvv": "١٢٣"}, {"cvv"}),
        ({"number": "", "expiry": "x", "cvv": ""}, {"number", "expiry", "cvv"}),
    ],
)
def test_a_mistyped_card_costs_nothing(
    sandbox: Sandbox, create: CreateOrder, changes: dict[str, str], invalid: set[str]
) -> None:
    order = create()
    answer = submit(sandbox, open_page(sandbox, order)[1], "pay", **changes)
    again = Page(answer)
    assert (answer.status_code, again.invalid) == (422, invalid)
    assert check(sandbox, order["ref"])["status"]["code"] == 1
    assert (
        "/success?"
        in submit(sandbox, again, "pay", number="4000000000000002", expiry="12/49", cvv="123").headers["location"]
    )


def test_a_double_click_charges_once(sandbox: Sandbox, create: CreateOrder) -> None:
    order = create()
    _, page = open_page(sandbox, order)
    first, second = (submit(sandbox, page, "pay").status_code for _ in range(2))
    assert (first, second) == (303, 410)
    (had,) = [each for each in sandbox.orders() if each["ref"] == order["ref"]]
    assert had["transaction"]["ref"] == check(sandbox, order["ref"])["transaction"]["ref"]


@pytest.mark.parametrize("path", ["process.html", "process.html?o=0", "secure.html?o=0", "secure.html"])
def test_a_page_that_never_was(sandbox: Sandbox, path: str) -> None:
    assert sandbox.client.get(f"/sandbox/gateway/{path}").status_code == 404


def test_the_bank_asks_nobody_who_entered_no_card(sandbox: Sandbox, create: CreateOrder) -> None:
    order = create()
    assert sandbox.client.get("/sandbox/gateway/secure.html", params={"o": order["ref"]}).status_code == 410
    forged = sandbox.client.post("/sandbox/gateway/secure.html", data={"o": order["ref"], "action": "confirm"})
    assert forged.status_code == 410
    assert check(sandbox, order["ref"])["status"]["code"] == 1
