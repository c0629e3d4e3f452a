"""PDFs of event tickets, through every door that hands PDFs out."""

from __future__ import annotations

import unicodedata

from httpx import Response

from tests.ingest.own_tickets import page_codes, page_texts
from tests.offline.api import sql
from tests.passes.hall import Hall


def ticket_path(ticket: dict[str, object]) -> str:
    return f"/t/{ticket['ticketId']}/{ticket['downloadCode']}"


def words(content: bytes) -> list[str]:
    return [" ".join(unicodedata.normalize("NFKC", text).split()) for text in page_texts(content)]


def pdf_of(answer: Response) -> bytes:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


async def test_the_holder_downloads_a_ticket_of_the_events_own_design(hall: Hall) -> None:
    cart = await hall.sell(1)
    (ticket,) = cart["tickets"]
    content = pdf_of(await hall.shop.client.get(ticket_path(ticket) + "/ticket.pdf"))
    kept = await hall.ticket(ticket["ticketId"])
    assert page_codes(content) == [("QRCode", kept.barcode)]
    (text,) = words(content)
    for fact in (
        "Desert Nights",
        "Al Marmoom",
        "Sunday, 15 March 2099",
        "19:00",
        "18:00",
        "VIP",
        "AED 250.00",
        "Maryam Al-Ali",
        cart["cartReference"],
        "Bring an ID.",
        "Doors close at 21:00.",
        "oasis",
    ):
        assert fact in text
    assert kept.download_count == 1, "counted as every download"


async def test_a_cart_of_pages_and_drawn_tickets_is_one_pdf_in_its_order(hall: Hall) -> None:
    stock = await hall.shop.stock(2)
    seats = await hall.seats(2)
    cart = await hall.shop.sell(seats[0], stock[0], seats[1], stock[1], language="ar", customerName="مريم الأنصاري")
    await hall.issue(*seats)
    doors = [
        await hall.shop.client.get(cart["publicUrl"] + "/tickets.pdf"),
        await hall.shop.admin.post("sale/merge-download", cartReference=cart["cartReference"]),
    ]
    for answer in doors:
        texts = words(pdf_of(answer))
        assert len(texts) == 4
        kinds = ["drawn" if "Desert Nights" in text else "page" if "AQ-" in text else text for text in texts]
        order = ["drawn" if ticket["ticketId"] in seats else "page" for ticket in cart["tickets"]]
        assert kinds == order
        assert all("مريم الأنصاري" in text for text in texts if "Desert Nights" in text)


async def test_staff_get_any_ticket_and_a_void_one_says_so(plain_hall: Hall) -> None:
    cart = await plain_hall.sell(2)
    (kept, returned) = (ticket["ticketId"] for ticket in cart["tickets"])
    await plain_hall.shop.admin.data(
        "sale/refund", cartReference=cart["cartReference"], ticketIds=[returned], returnToStock=False, reason="ill"
    )
    codes = {ticket["ticketId"]: ticket["downloadCode"] for ticket in cart["tickets"]}
    for ticket_id, stamped in ((kept, False), (returned, True)):
        answer = await plain_hall.shop.admin.post("ticket/download", ticketId=ticket_id, code=codes[ticket_id])
        (text,) = words(pdf_of(answer))
        assert ("VOID" in text) is stamped


async def test_what_is_not_issued_has_nothing_to_print(hall: Hall) -> None:
    (seat,) = await hall.seats(1)
    cart = await hall.shop.sell(seat)
    await sql(hall.shop.product, "UPDATE tickets SET issued_at = NULL WHERE id = :id RETURNING id", id=seat)
    (ticket,) = cart["tickets"]
    answer = await hall.shop.client.get(ticket_path(ticket) + "/ticket.pdf")
    assert answer.status_code == 409
    refusal = await hall.shop.admin.refusal("sale/merge-download", cartReference=cart["cartReference"])
    assert refusal[1] == "CONFLICT"


async def test_a_code_that_changes_all_the_time_is_not_printed(plain_hall: Hall) -> None:
    cart = await plain_hall.sell(1)
    (ticket,) = cart["tickets"]
    await sql(plain_hall.shop.product, "UPDATE tickets SET format = 'SECURE' RETURNING id")
    answer = await plain_hall.shop.client.get(ticket_path(ticket) + "/ticket.pdf")
    assert answer.status_code == 409
