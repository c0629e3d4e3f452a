"""Tickets in Apple Wallet: from the ticket's page to a telephone, and what becomes of them there."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from cryptography import x509

from admitone.adapters.passes.development_chain import FILE_NAME
from tests.adapters.passes.wallet import check_package, content_of, judge, unzip
from tests.ingest.pdf_factory import ticket_pages, write_pdf
from tests.offline.api import sql
from tests.passes.device import Device
from tests.passes.hall import Hall
from tests.passes.test_event_pdfs import ticket_path
from tests.servers.shop import PATTERNS


def root_of(hall: Hall) -> x509.Certificate:
    content = (hall.shop.product.config.data_folder / FILE_NAME).read_bytes()
    return x509.load_pem_x509_certificates(content)[2]


async def pass_of(hall: Hall, ticket: dict[str, object]) -> bytes:
    answer = await hall.shop.client.get(ticket_path(ticket) + "/ticket.pkpass")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.apple.pkpass"
    assert answer.headers["cache-control"] == "no-store"
    return answer.content


async def test_a_page_offers_a_pass_that_devices_would_take(hall: Hall, tmp_path: Path) -> None:
    cart = await hall.sell(1)
    (ticket,) = cart["tickets"]
    page = await hall.shop.client.get(ticket_path(ticket))
    assert f'href="{ticket_path(ticket)}/ticket.pkpass"' in page.text
    assert "Add to Apple Wallet" in page.text
    assert "Google" not in page.text
    package = await pass_of(hall, ticket)
    assert check_package(package, root_of(hall), tmp_path) is None
    content = content_of(package)
    assert judge({"ours": content}, tmp_path) == {"ours": None}
    kept = await hall.ticket(ticket["ticketId"])
    assert content["barcodes"][0]["message"] == kept.barcode
    assert content["backgroundColor"] == "rgb(91, 18, 54)"
    assert content["organizationName"] == "oasis"
    assert (len(content["serialNumber"]), len(content["authenticationToken"])) == (32, 43)
    again = content_of(await pass_of(hall, ticket))
    assert again["serialNumber"] == content["serialNumber"], "the same pass, so that it replaces the old one"
    assert again["authenticationToken"] == content["authenticationToken"]


async def test_tokens_are_each_passes_own(plain_hall: Hall) -> None:
    cart = await plain_hall.sell(3)
    contents = [content_of(await pass_of(plain_hall, ticket)) for ticket in cart["tickets"]]
    assert len({content["authenticationToken"] for content in contents}) == 3
    assert not {content["authenticationToken"] for content in contents} & {
        content["serialNumber"] for content in contents
    }


@pytest.mark.parametrize(("place", "kind"), [(0, "PKBarcodeFormatQR"), (1, "PKBarcodeFormatCode128")])
async def test_stock_keeps_its_suppliers_code_as_it_is_printed(plain_hall: Hall, place: int, kind: str) -> None:
    """The reference design prints the same text twice; here one of them is left."""
    shop = plain_hall.shop
    pages = [dataclasses.replace(page, codes=page.codes[place : place + 1]) for page in ticket_pages(1)]
    made = await shop.admin.data("attraction/write", name="Aquarium", odooProductCode="AQ-1")
    await shop.admin.data("attraction/patterns/save", attractionId=made["attractionId"], **PATTERNS)
    path = write_pdf(shop.folder / "one-code.pdf", pages)
    await shop.admin.upload(path, attractionId=made["attractionId"], defaultSellingPrice="10", sellingCurrency="AED")
    (ticket,) = await shop.admin.data("ticket/search", attractionId=made["attractionId"])
    cart = await shop.sell(ticket["ticketId"])
    content = content_of(await pass_of(plain_hall, cart["tickets"][0]))
    assert content["barcodes"][0]["message"] == ticket["barcode"]
    assert content["barcodes"][0]["format"] == kind
    assert content["relevantDate"] == "2027-01-02T10:15:00+04:00"


async def test_a_cart_is_one_bundle_and_many_tickets_are_several(plain_hall: Hall) -> None:
    cart = await plain_hall.sell(12)
    page = await plain_hall.shop.client.get(cart["publicUrl"])
    assert "tickets.pkpasses?part=1" in page.text
    assert "(11–12)" in page.text
    sizes = []
    for part in (1, 2):
        answer = await plain_hall.shop.client.get(f"{cart['publicUrl']}/tickets.pkpasses?part={part}")
        assert answer.headers["content-type"] == "application/vnd.apple.pkpasses"
        sizes.append(len(unzip(answer.content)))
    assert sizes == [10, 2]
    for odd in ("3", "0", "x", "9" * 30):
        answer = await plain_hall.shop.client.get(f"{cart['publicUrl']}/tickets.pkpasses?part={odd}")
        assert answer.status_code == 404


async def test_whoever_may_not_have_the_ticket_gets_no_pass(plain_hall: Hall) -> None:
    hall = plain_hall
    cart = await hall.sell(2)
    (ticket, returned) = cart["tickets"]
    assert (await hall.shop.client.get(f"/t/{ticket['ticketId']}/wrong/ticket.pkpass")).status_code == 404
    assert (await hall.shop.client.get("/t/99999/wrong/ticket.pkpass")).status_code == 404
    await hall.shop.admin.data(
        "sale/refund", cartReference=cart["cartReference"], ticketIds=[returned["ticketId"]], returnToStock=False
    )
    assert (await hall.shop.client.get(ticket_path(returned) + "/ticket.pkpass")).status_code == 409
    await sql(hall.shop.product, "UPDATE tickets SET download_expires_at = created_at RETURNING id")
    assert (await hall.shop.client.get(ticket_path(ticket) + "/ticket.pkpass")).status_code == 403


async def test_a_ticket_that_is_returned_is_void_in_every_wallet(hall: Hall) -> None:
    """Its next buyer's name and code reach the new pass only."""
    (ticket_id,) = await hall.shop.stock(1)
    cart = await hall.shop.sell(ticket_id)
    device = Device(hall.shop.client)
    assert (await device.add(await pass_of(hall, cart["tickets"][0]))).status_code == 201
    (old,) = device.passes.values()
    await hall.shop.admin.data("sale/refund", cartReference=cart["cartReference"])
    assert await device.update() == [old["serialNumber"]]
    void = device.passes[old["serialNumber"]]
    assert void["voided"] is True
    assert "barcodes" not in void
    resold = await hall.shop.sell(ticket_id, customerName="Somebody Else")
    fresh = content_of(await pass_of(hall, resold["tickets"][0]))
    assert fresh["serialNumber"] != old["serialNumber"]
    assert fresh["authenticationToken"] != old["authenticationToken"]
    device.modified.clear()
    assert (await device.fetch(void)).status_code == 200
    still = device.passes[old["serialNumber"]]
    assert still["voided"] is True
    assert "Somebody Else" in str(fresh)
    assert "Somebody Else" not in str(still)


async def test_a_voided_seat_is_void_in_the_wallet(hall: Hall) -> None:
    cart = await hall.sell(2)
    (kept, returned) = cart["tickets"]
    device = Device(hall.shop.client)
    for ticket in (kept, returned):
        await device.add(await pass_of(hall, ticket))
    ids = [returned["ticketId"]]
    await hall.shop.admin.data("sale/refund", cartReference=cart["cartReference"], ticketIds=ids, returnToStock=False)
    await device.update()
    assert sorted(content["voided"] for content in device.passes.values()) == [False, True]
