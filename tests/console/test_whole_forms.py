"""Forms name every field that cannot be used, each with its reason, and keep what was typed. No browser needed."""

from __future__ import annotations

import httpx
import pytest

from admitone.console.forms.tickets import ticket_correction
from admitone.core.errors import InvalidParameter
from tests.console.conftest import Console
from tests.console.test_door import send

LONG = "x" * 256


@pytest.fixture
def maria(console: Console) -> httpx.Client:
    client = console.signed_in("maria")
    send(client, "/attractions/new", name="Aquarium", odooProductCode="AQ")
    return client


FORMS: list[tuple[str, dict[str, str], list[str]]] = [
    ("/attractions/new", {"supplier": LONG}, ["name", "odooProductCode", "supplier"]),
    ("/attractions/1/edit", {"name": LONG, "odooProductCode": "\x00"}, ["name", "odooProductCode"]),
    ("/campaigns/new", {"startDate": "soon", "endDate": "later"}, ["name", "startDate", "endDate"]),
    (
        "/attractions/1/prices/change",
        {"dateFrom": "soon", "newCurrency": "dirham", "expected": "0"},
        ["dateFrom", "newPrice", "newCurrency"],
    ),
    ("/users/new", {"role": "boss"}, ["username", "role"]),
    ("/users/new", {"username": "two words", "email": "nowhere"}, ["username", "email"]),
    ("/users/2", {"email": LONG, "role": "boss"}, ["email", "role"]),
    ("/keys/new", {"lastDay": "never"}, ["name", "lastDay"]),
]


def test_every_wrong_field_is_named_at_once(maria: httpx.Client) -> None:
    for path, values, fields in FORMS:
        answer = send(maria, path, **values)
        assert answer.status_code == 400, (path, answer.text)
        missing = [field for field in fields if f'id="{field}-error"' not in answer.text]
        assert missing == [], path
        assert "See the marked fields" in answer.text, path


def test_the_form_of_a_ticket_names_every_wrong_field_at_once() -> None:
    typed = {"version": "1", "barcode": LONG, "ticketDate": "soon", "sellingPrice": "a lot", "category": "VIP"}
    with pytest.raises(InvalidParameter) as refused:
        ticket_correction(7, typed)
    assert set(refused.value.fields) == {"barcode", "ticketDate", "sellingPrice"}
    assert set(refused.value.details["reasons"]) == set(refused.value.fields)


def test_somebody_with_a_plus_in_the_address_is_found_after_being_added(maria: httpx.Client) -> None:
    answer = send(maria, "/enrollments", email="maria+vip@example.com", name="Maria")
    assert answer.status_code == 303, answer.text
    assert "maria+vip@example.com</" in maria.get(answer.headers["location"]).text
