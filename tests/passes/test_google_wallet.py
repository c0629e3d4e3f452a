"""Tickets in Google Wallet: the link on the ticket's page, what Google is told, and what follows a refund."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.passes.hall import Hall, open_hall
from tests.passes.test_event_pdfs import ticket_path
from tests.servers.google import EMAIL, ISSUER, Google, running_google


@pytest.fixture
def google() -> Iterator[Google]:
    with running_google() as running:
        yield running


@pytest.fixture
async def google_hall(tmp_path: Path, database_url: str, password_hash: str, google: Google) -> AsyncIterator[Hall]:
    settings = {
        "ADMITONE_GOOGLE_WALLET_KEY": str(google.write_key(tmp_path / "key.json")),
        "ADMITONE_GOOGLE_WALLET_ISSUER": ISSUER,
        "ADMITONE_GOOGLE_WALLET_URL": google.url,
    }
    async with open_hall(tmp_path, database_url, password_hash, **settings) as running:
        yield running


async def save_link(hall: Hall, ticket: dict[str, object]) -> str:
    answer = await hall.shop.client.get(ticket_path(ticket) + "/google-wallet")
    assert answer.status_code == 303, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.headers["location"]


async def test_the_link_is_short_signed_and_names_what_google_knows(google_hall: Hall, google: Google) -> None:
    cart = await google_hall.sell(1)
    (ticket,) = cart["tickets"]
    page = await google_hall.shop.client.get(ticket_path(ticket))
    assert "Add to Google Wallet" in page.text
    link = await save_link(google_hall, ticket)
    assert link.startswith("https://pay.google.com/gp/v/save/")
    assert len(link) < 1800
    claims = google.read_jwt(link.rpartition("/")[2])
    assert (claims["iss"], claims["aud"], claims["typ"]) == (EMAIL, "google", "savetowallet")
    assert claims["origins"] == [google_hall.shop.address]
    (named,) = claims["payload"]["eventTicketObjects"]
    assert set(named) == {"id", "classId"}, "no personal data in an address"
    kept = google.kept["eventTicketObject"][named["id"]]
    known = await google_hall.ticket(ticket["ticketId"])
    assert kept["barcode"] == {"type": "QR_CODE", "value": known.barcode, "alternateText": known.barcode}
    assert (kept["state"], kept["ticketHolderName"]) == ("ACTIVE", "Maryam Al-Ali")
    assert kept["faceValue"] == {"micros": "250000000", "currencyCode": "AED"}
    event = google.kept["eventTicketClass"][named["classId"]]
    assert event["eventName"]["defaultValue"] == {"language": "en", "value": "Desert Nights"}
    assert event["dateTime"]["start"] == "2099-03-15T19:00:00+04:00"
    assert event["venue"]["address"]["defaultValue"]["value"] == "Al Qudra Road, Dubai"


async def test_tickets_of_an_event_share_its_class_and_a_second_wish_is_the_same_pass(
    google_hall: Hall, google: Google
) -> None:
    cart = await google_hall.sell(2)
    for ticket in (*cart["tickets"], *cart["tickets"]):
        await save_link(google_hall, ticket)
    assert (len(google.kept["eventTicketClass"]), len(google.kept["eventTicketObject"])) == (1, 2)
    assert google.calls.count("POST /token") == 1, "an access token serves for its whole life"


async def test_a_voided_ticket_is_inactive_at_google_once_it_answers(google_hall: Hall, google: Google) -> None:
    cart = await google_hall.sell(1)
    await save_link(google_hall, cart["tickets"][0])
    google.statuses = [503]
    await google_hall.shop.admin.data("sale/refund", cartReference=cart["cartReference"], returnToStock=False)
    await google_hall.work_until(lambda: next(iter(google.kept["eventTicketObject"].values()))["state"] == "INACTIVE")
    (kept,) = google.kept["eventTicketObject"].values()
    assert "barcode" not in kept


@pytest.mark.parametrize("status", [429, 500, 403])
async def test_while_google_does_not_answer_the_page_says_so(google_hall: Hall, google: Google, status: int) -> None:
    cart = await google_hall.sell(1)
    google.statuses = [200, status]
    answer = await google_hall.shop.client.get(ticket_path(cart["tickets"][0]) + "/google-wallet")
    assert answer.status_code == {403: 502}.get(status, 503)
    assert "This was our mistake" in answer.text


async def test_without_an_account_there_is_no_link(plain_hall: Hall) -> None:
    cart = await plain_hall.sell(1)
    path = ticket_path(cart["tickets"][0])
    assert "google-wallet" not in (await plain_hall.shop.client.get(path)).text
    assert (await plain_hall.shop.client.get(path + "/google-wallet")).status_code == 404
