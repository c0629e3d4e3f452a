"""The confirmation's mail brings event tickets as files, over a real mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.mail.servers import Mailbox, mail_server
from tests.adapters.passes.wallet import content_of, unzip
from tests.ingest.own_tickets import page_codes
from tests.offline.api import sql
from tests.passes.hall import Hall, open_hall


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server(Mailbox()) as running:
        yield running


@pytest.fixture
async def mailing_hall(tmp_path: Path, database_url: str, password_hash: str, mailbox: Mailbox) -> AsyncIterator[Hall]:
    settings = {
        "ADMITONE_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}?starttls=never",
        "ADMITONE_MAIL_FROM": "Oasis Tours <tickets@example.com>",
        "ADMITONE_MAIL_TICKETS_MAX": "3",
    }
    async with open_hall(tmp_path, database_url, password_hash, **settings) as running:
        yield running


async def letter_of(hall: Hall, mailbox: Mailbox, cart: dict[str, Any]) -> EmailMessage:
    """The last mail of a cart, once it has come."""
    await hall.work_until(lambda: bool(mailbox.accepted))
    content = mailbox.accepted[-1].content
    assert isinstance(content, bytes)
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    assert cart["cartReference"] in message.as_string()
    return message


def files_of(letter: EmailMessage) -> dict[str, tuple[str, bytes]]:
    """Kind and content of each attached file by its name."""
    return {
        str(part.get_filename()): (part.get_content_type(), part.get_content()) for part in letter.iter_attachments()
    }


async def test_event_tickets_come_as_pdf_and_as_passes(mailing_hall: Hall, mailbox: Mailbox) -> None:
    cart = await mailing_hall.sell(2, language="ar")
    letter = await letter_of(mailing_hall, mailbox, cart)
    files = files_of(letter)
    reference = cart["cartReference"]
    assert set(files) == {f"{reference}.pdf", f"{reference}-1.pkpasses"}
    kind, pdf = files[f"{reference}.pdf"]
    codes = sorted([(await mailing_hall.ticket(ticket["ticketId"])).barcode or "" for ticket in cart["tickets"]])
    assert (kind, sorted(text for _, text in page_codes(pdf))) == ("application/pdf", codes)
    kind, bundle = files[f"{reference}-1.pkpasses"]
    assert kind == "application/vnd.apple.pkpasses"
    passes = [content_of(package) for package in unzip(bundle).values()]
    assert sorted(content["barcodes"][0]["message"] for content in passes) == codes
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for ticket in cart["tickets"]:
        page = f"{mailing_hall.shop.address}/t/{ticket['ticketId']}/{ticket['downloadCode']}"
        assert f"{page}/ticket.pkpass" in text
    assert "مرفقة" in text
    assert letter["Content-Language"] == "ar"


async def test_one_ticket_is_one_pass(mailing_hall: Hall, mailbox: Mailbox) -> None:
    cart = await mailing_hall.sell(1)
    files = files_of(await letter_of(mailing_hall, mailbox, cart))
    assert {kind for kind, _ in files.values()} == {"application/pdf", "application/vnd.apple.pkpass"}


async def test_many_tickets_and_stock_come_as_links_only(mailing_hall: Hall, mailbox: Mailbox) -> None:
    many = await mailing_hall.sell(4)
    letter = await letter_of(mailing_hall, mailbox, many)
    assert files_of(letter) == {}
    assert "attached" not in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    mailbox.accepted.clear()
    stock = await mailing_hall.shop.stock(1)
    cart = await mailing_hall.shop.sell(*stock)
    letter = await letter_of(mailing_hall, mailbox, cart)
    assert files_of(letter) == {}
    assert "/ticket.pkpass" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]


async def test_a_mail_waits_until_its_tickets_are_issued(mailing_hall: Hall, mailbox: Mailbox) -> None:
    cart = await mailing_hall.sell(1)
    await letter_of(mailing_hall, mailbox, cart)
    mailbox.accepted.clear()
    product = mailing_hall.shop.product
    await sql(product, "UPDATE tickets SET issued_at = NULL WHERE status = 'SOLD' RETURNING id")
    await mailing_hall.shop.admin.post(
        "sale/email-tickets", cartReference=cart["cartReference"], baseUrl=mailing_hall.shop.address
    )
    await mailing_hall.work()
    assert mailbox.accepted == []
    text = "SELECT last_error FROM effects WHERE kind = 'mail_tickets' AND state = 'WAITING'"
    (effect,) = await sql(product, text)
    assert "being issued" in effect["last_error"]
    await sql(product, "UPDATE tickets SET issued_at = sold_at WHERE status = 'SOLD' RETURNING id")
    assert files_of(await letter_of(mailing_hall, mailbox, cart))
