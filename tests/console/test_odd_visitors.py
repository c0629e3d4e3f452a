"""Every page of the console, asked for as no link asks, and every form, sent as no browser sends it.

Whatever comes, the answer is a page that says what is wrong, never a failure of the server.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import httpx
import pytest

from scripts.console_pages import PAGES
from scripts.lived_in import LivedIn, lived_in_product
from tests.console.conftest import form_token

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
NONSENSE = "\N{ZERO WIDTH SPACE}9e999 '\"><\N{RIGHT-TO-LEFT OVERRIDE}"
# Signing out would end the test, as would ending the session elsewhere.
LEFT_OUT = ("/sign-out", "/account/sessions/", "/language")


@dataclass(frozen=True)
class Form:
    """A form of a page: where it is sent to, and its fields as they stand."""

    action: str
    fields: tuple[tuple[str, str], ...]


class Forms(HTMLParser):
    """Collects the forms of a page that change something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: dict[str, Form] = {}
        self._inside: str | None = None
        self._fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method") == "post":
            self._inside, self._fields = given.get("action") or self.page, {}
        elif self._inside is not None and tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self._fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._inside is not None:
            shape = "&".join(sorted(self._fields))
            self.found[f"{self._inside} {shape}"] = Form(self._inside, tuple(self._fields.items()))
            self._inside = None


@pytest.fixture(scope="module")
def product() -> Iterator[LivedIn]:
    with lived_in_product() as running:
        yield running


@pytest.fixture(scope="module")
def client(product: LivedIn) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=product.address, timeout=60) as visitor:
        token = form_token(visitor.get("/sign-in").text)
        given = {"formToken": token, "username": "admin", "password": product.passwords["admin"]}
        assert visitor.post("/sign-in", data=given).status_code == 303
        yield visitor


def forms_of(client: httpx.Client, product: LivedIn) -> list[Form]:
    """All forms of all pages, each once."""
    found: dict[str, Form] = {}
    for address in PAGES.values():
        path = address.format(**product.places)
        reader = Forms(path)
        reader.feed(client.get(path).text)
        found |= reader.found
    return [form for form in found.values() if not form.action.startswith(LEFT_OUT)]


def wrong_ways(form: Form) -> Iterator[tuple[str, dict[str, str]]]:
    """What nobody would send, and how to call it. The last ones would be taken, so they come last."""
    token = dict(form.fields).get("formToken", "")
    yield "empty", {"formToken": token}
    yield "nonsense", {name: NONSENSE for name, _ in form.fields} | {"formToken": token}
    yield "numbers", {name: "-99999999999999999999" for name, _ in form.fields} | {"formToken": token}
    for left_out, _ in form.fields:
        if left_out != "formToken":
            yield f"without {left_out}", {name: value for name, value in form.fields if name != left_out}


# What stands for the places in addresses, and what is put behind them.
PLACES = ("0", "-1", "99999999999999999999", "NOPE", "%00%ff", "..%2f..%2fetc")
QUERIES = (
    "dateFrom=0001-01-01&dateTo=9999-12-31",
    "dateFrom=9999-12-31&dateTo=0001-01-01",
    "dateFrom=x&dateTo=",
    "month=9999-12",
    "month=0001-01",
    "page=99999999999999999999&trail=x&sort=password",
    "text=%00%ff%fe&state=%00&status=x&status=SOLD",
    "ticketId=x&ticketId=99999999999999999999&csv=1",
)


def test_no_page_fails_for_what_nobody_would_ask(client: httpx.Client, product: LivedIn) -> None:
    asked = [page.format_map(dict.fromkeys(product.places, place)) for page in PAGES.values() for place in PLACES]
    for page in PAGES.values():
        path = page.format(**product.places)
        asked += [f"{path}{'&' if '?' in path else '?'}{query}" for query in QUERIES]
    failed = [path for path in dict.fromkeys(asked) if client.get(path).status_code >= 500]
    assert not failed, "\n".join(failed)


def test_no_form_fails_for_what_nobody_would_send(client: httpx.Client, product: LivedIn) -> None:
    forms = forms_of(client, product)
    assert len(forms) > 60
    failed = []
    for form in forms:
        for how, given in wrong_ways(form):
            answer = client.post(form.action, data=given)
            if answer.status_code >= 500:
                failed.append(f"{form.action}: {how}: {answer.status_code}")
    assert not failed, "\n".join(failed)
