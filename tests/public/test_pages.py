"""The pages of tickets and carts, as customers with a link meet them."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from typing import Any

import pypdf
import pytest
from httpx import Response

from admitone.core.clock import utc_now
from admitone.services.guessing import DOWNLOADS_PER_WINDOW, WRONG_CODES_PER_WINDOW
from admitone.services.public import CART_DOWNLOADS_PER_WINDOW
from admitone.store import people
from admitone.store.cart_history import list_cart_downloads
from tests.ingest.test_code_drawing import scan
from tests.offline.api import sql
from tests.servers.shop import Shop


def ticket_path(ticket: Any) -> str:
    return f"/t/{ticket['ticketId']}/{ticket['downloadCode']}"


def cart_path(shop: Shop, cart: Any) -> str:
    path: str = cart["publicUrl"].removeprefix(shop.address)
    return path


def words(answer: Response) -> str:
    """What a reader sees of a page."""
    text = re.sub(r"<(head|svg).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def codes(answer: Response) -> list[str]:
    """What a scanner reads off a page."""
    return [scan(drawing) for drawing in re.findall(r"<svg.*?</svg>", answer.text, flags=re.DOTALL)]


async def test_a_ticket_says_what_when_where_and_for_whom(shop: Shop) -> None:
    (first, *_) = await shop.stock(2)
    ticket = (await shop.sell(first))["tickets"][0]
    page = await shop.client.get(ticket_path(ticket))
    assert page.status_code == 200
    seen = words(page)
    for fact in (
        "Valid",
        "Dubai Aquarium",
        "Child",
        "Saturday, 2 January 2027",
        "10:15",
        "Maryam Al-Ali",
        "AQ-0000001",
    ):
        assert fact in seen
    assert codes(page) == [ticket["barcode"]]
    assert 'lang="en" dir="ltr"' in page.text


async def test_the_other_language_is_a_link_away(plain_shop: Shop) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.sell(first, language="ar", customerName="مريم")
    path = cart_path(shop, cart)
    arabic = await shop.client.get(path)
    assert 'lang="ar" dir="rtl"' in arabic.text
    assert "صالحة" in words(arabic)
    assert "السبت، 2 يناير 2027" in words(arabic)
    english = await shop.client.get(path + re.search(r'<a href="(\?lang=en)"', arabic.text)[1])  # type: ignore[index]
    assert "Saturday, 2 January 2027" in words(english)
    unknown = await shop.client.get(path + "?lang=xx")
    assert 'lang="ar"' in unknown.text


async def test_a_cart_shows_all_its_tickets_and_their_codes(shop: Shop) -> None:
    ids = await shop.stock(3)
    cart = await shop.sell(*ids)
    page = await shop.client.get(cart_path(shop, cart))
    assert codes(page) == [ticket["barcode"] for ticket in cart["tickets"]]
    assert "3 tickets" in words(page)
    for ticket in cart["tickets"]:
        assert f'href="{ticket_path(ticket)}"' in page.text


async def test_links_are_kept_told_on_and_indexed_nowhere(plain_shop: Shop) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.sell(first)
    path = ticket_path(cart["tickets"][0])
    pages = [path, cart_path(shop, cart), f"{path}/ticket.pdf", f"{path}/ticket.ics", "/t/1/wrong"]
    for address in pages:
        headers = (await shop.client.get(address)).headers
        assert headers["cache-control"] == "no-store", address
        assert headers["referrer-policy"] == "no-referrer", address
        assert "noindex" in headers["x-robots-tag"], address
    policy = (await shop.client.get(path)).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = (await shop.client.get(path)).text
    assert "<script" not in page
    assert "style=" not in page


async def test_one_pdf_of_one_ticket_and_one_of_all(shop: Shop) -> None:
    ids = await shop.stock(3)
    cart = await shop.sell(*ids)
    one = await shop.client.get(ticket_path(cart["tickets"][1]) + "/ticket.pdf")
    assert one.headers["content-type"] == "application/pdf"
    assert one.headers["content-disposition"] == f'attachment; filename="ticket-{ids[1]}.pdf"'
    assert len(pypdf.PdfReader(io.BytesIO(one.content)).pages) == 1
    merged = await shop.client.get(cart_path(shop, cart) + "/tickets.pdf")
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(merged.content)).pages]
    serials = [ticket["ticketSerial"] for ticket in cart["tickets"]]
    assert [serial in text for serial, text in zip(serials, texts, strict=True)] == [True, True, True]
    after = await shop.read(cart)
    assert [ticket["downloadCount"] for ticket in after["tickets"]] == [1, 2, 1]
    async with shop.product.database.reading() as tx:
        [tenant] = await people.list_tenants(tx)
        fetched = await list_cart_downloads(tx, tenant.id, cart["cartReference"], 10)
    assert [download.tickets for download in fetched] == [3, 1]
    assert fetched[1].ticket_id == ids[1]


async def test_a_cart_that_waits_for_its_payment_says_so(shop: Shop) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    page = await shop.client.get(cart_path(shop, cart))
    seen = words(page)
    assert "Not paid yet" in seen
    assert "AED 120.50" in seen
    assert "kept for you until" in seen
    assert "Whoever sold you the tickets tells you how to pay." in seen, "no gateway is configured"
    assert codes(page) == []
    assert cart["tickets"][0]["ticketSerial"] not in page.text
    assert ".pdf" not in page.text
    assert (await shop.client.get(cart_path(shop, cart) + "/tickets.pdf")).status_code == 409
    ticket = await shop.client.get(ticket_path(cart["tickets"][0]))
    assert "It becomes valid when it is paid." in words(ticket)
    assert (cart["tickets"][0]["ticketSerial"] in ticket.text, codes(ticket)) == (False, [])
    assert (await shop.client.get(ticket_path(cart["tickets"][0]) + "/ticket.pdf")).status_code == 409
    assert (await shop.client.get(ticket_path(cart["tickets"][0]) + "/ticket.ics")).status_code == 404


async def test_a_cancelled_cart_shows_no_ticket(shop: Shop) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    await shop.admin.data("sale/cancel", cartReference=cart["cartReference"], reason="private words of ours")
    page = await shop.client.get(cart_path(shop, cart))
    assert "This booking was cancelled." in words(page)
    assert "private words" not in page.text
    assert "Dubai Aquarium" not in page.text, "the ticket is somebody else's soon"


async def test_a_refunded_ticket_gives_no_admission(shop: Shop) -> None:
    ids = await shop.stock(2)
    cart = await shop.sell(*ids)
    back = {"cartReference": cart["cartReference"], "reason": "ill"}
    await shop.admin.data("sale/refund", ticketIds=[ids[0]], returnToStock=False, **back)
    assert "This ticket was given back" in words(await shop.client.get(ticket_path(cart["tickets"][0])))
    assert (await shop.client.get(ticket_path(cart["tickets"][0]) + "/ticket.pdf")).status_code == 409
    page = await shop.client.get(cart_path(shop, cart))
    assert codes(page) == [cart["tickets"][1]["barcode"]]
    assert "1 ticket of this booking was given back." in words(page)
    await shop.admin.data("sale/refund", returnToStock=True, **back)
    page = await shop.client.get(cart_path(shop, cart))
    assert "Refunded" in words(page)
    assert codes(page) == []
    assert (await shop.client.get(ticket_path(cart["tickets"][1]))).status_code == 404, "it has a new code"


async def change(shop: Shop, ticket_id: int, column: str, value: datetime | date) -> None:
    cast = "date" if column == "ticket_date" else "timestamptz"
    await sql(
        shop.product,
        f"UPDATE tickets SET {column} = :value::{cast} WHERE id = :id",
        value=value,
        id=ticket_id,
    )


async def test_an_expired_link_shows_nothing_of_the_ticket(shop: Shop) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.sell(first)
    await change(shop, first, "download_expires_at", utc_now() - timedelta(minutes=1))
    for path in (ticket_path(cart["tickets"][0]), cart_path(shop, cart)):
        page = await shop.client.get(path)
        assert "expired" in words(page)
        for private in ("Maryam", "Aquarium", cart["tickets"][0]["ticketSerial"], cart["tickets"][0]["barcode"]):
            assert private not in page.text
    assert (await shop.client.get(ticket_path(cart["tickets"][0]) + "/ticket.pdf")).status_code == 403
    assert (await shop.client.get(cart_path(shop, cart) + "/tickets.pdf")).status_code == 409
    assert (await shop.client.get(ticket_path(cart["tickets"][0]) + "/ticket.ics")).status_code == 404
    await shop.admin.data("ticket/renew-download", ticketIds=[first])
    assert "Valid" in words(await shop.client.get(ticket_path(cart["tickets"][0])))


async def test_a_used_ticket_shows_no_code(shop: Shop) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.sell(first)
    await change(shop, first, "redeemed_at", utc_now())
    for path in (ticket_path(cart["tickets"][0]), cart_path(shop, cart)):
        page = await shop.client.get(path)
        assert "Used" in words(page)
        assert codes(page) == []


async def test_a_ticket_whose_day_is_over_says_so(plain_shop: Shop) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.sell(first)
    await change(shop, first, "ticket_date", date(2026, 1, 1))
    page = await shop.client.get(ticket_path(cart["tickets"][0]))
    assert "The day of this ticket has passed." in words(page)
    assert codes(page) == []


async def test_wrong_links_all_look_the_same(shop: Shop) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.sell(first)
    code, public_code = cart["tickets"][0]["downloadCode"], cart_path(shop, cart).rsplit("/", 1)[1]
    right, reference = ticket_path(cart["tickets"][0]), cart["cartReference"]
    wrong = [
        f"/t/{first}/{code[:-1]}",
        f"/t/{first}/{code}x",
        f"/t/{first}/{public_code}",
        f"/t/{first}/%00",
        f"/t/{first}/%D8%AA",
        f"/t/{first}/%ff%fe",
        f"/t/{first + 1000}/{code}",
        f"/t/0/{code}",
        f"/t/-1/{code}",
        f"/t/{2**63}/{code}",
        f"/t/{10**30}/{code}",
        f"/t/%D9%A1/{code}",
        f"/t/abc/{code}",
        f"/c/{reference}/{code}",
        f"/c/{reference.lower()}/{public_code}",
        f"/c/{reference}%00/{public_code}",
        f"/c/OT-20260301-AAAAA/{public_code}",
        f"/c/{'x' * 5000}/{public_code}",
        f"/c/%ff/{public_code}",
    ]
    bodies = set()
    for path in wrong:
        answer = await shop.client.get(path)
        assert answer.status_code == 404, path
        bodies.add(answer.text)
    assert len(bodies) == 1
    assert "This link leads nowhere" in bodies.pop()
    assert (await shop.client.get(right)).status_code == 200


async def test_unknown_paths_below_the_links_are_pages_too(plain_shop: Shop) -> None:
    for path in ("/t/1", "/t/1/a/other.pdf", "/c/x", "/c/x/y/z", "/payment/offline/nothing"):
        answer = await plain_shop.client.get(path, headers={"Accept-Language": "ar-AE,en;q=0.5"})
        assert answer.status_code == 404, path
        assert "هذا الرابط لا يؤدي إلى شيء" in answer.text


async def test_guessing_ends_after_some_wrong_codes(shop: Shop) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.sell(first)
    for number in range(WRONG_CODES_PER_WINDOW):
        path = f"/t/{first}/wrong{number}" if number % 2 else f"/c/{cart['cartReference']}/wrong{number}"
        assert (await shop.client.get(path)).status_code == 404
    for path in (ticket_path(cart["tickets"][0]), cart_path(shop, cart), f"/t/{first}/x"):
        answer = await shop.client.get(path)
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        assert "Maryam" not in answer.text


@pytest.mark.slow
async def test_downloads_are_limited(plain_shop: Shop) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.sell(first)
    for path, most in (
        (ticket_path(cart["tickets"][0]) + "/ticket.pdf", DOWNLOADS_PER_WINDOW),
        (cart_path(shop, cart) + "/tickets.pdf", CART_DOWNLOADS_PER_WINDOW),
    ):
        statuses = [(await shop.client.get(path)).status_code for _ in range(most + 1)]
        assert statuses == [200] * most + [429]
    counted = (await shop.read(cart))["tickets"][0]["downloadCount"]
    assert counted == DOWNLOADS_PER_WINDOW + CART_DOWNLOADS_PER_WINDOW


async def test_hostile_names_stay_words(plain_shop: Shop) -> None:
    shop = plain_shop
    name = "<script>alert(1)</script>\" onload='x' {{ 7*7 }}"
    (first,) = await shop.stock(1, attraction=name)
    cart = await shop.sell(first, customerName=name)
    for path in (ticket_path(cart["tickets"][0]), cart_path(shop, cart)):
        page = await shop.client.get(path)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert "{{ 7*7 }}" in page.text
    calendar = await shop.client.get(ticket_path(cart["tickets"][0]) + "/ticket.ics")
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    assert calendar.status_code == 200


async def test_the_style_sheet_is_ours_and_kept(plain_shop: Shop) -> None:
    page = await plain_shop.client.get("/t/1/x")
    address = re.search(r'href="(/public/page\.css\?v=[0-9a-f]+)"', page.text)[1]  # type: ignore[index]
    sheet = await plain_shop.client.get(address)
    assert sheet.headers["content-type"].startswith("text/css")
    assert "immutable" in sheet.headers["cache-control"]
