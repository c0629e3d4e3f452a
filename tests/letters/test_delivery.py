"""From a sale to the customer's mailbox, with what a mail server may do in between."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope

from admitone.presentation.language import language
from admitone.services import users
from admitone.store import tickets
from tests.adapters.mail.servers import Mailbox, mail_server
from tests.offline.api import sql
from tests.servers.shop import Shop, running_shop

SENDER = "Oasis Tours <tickets@example.com>"


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hashing is slow on purpose, so it is done once."""
    return asyncio.run(users.hash_password("correct horse battery"))


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server(Mailbox()) as running:
        yield running


@asynccontextmanager
async def mailing_shop(
    folder: Path, database_url: str, password_hash: str, port: int, *, with_worker: bool = False
) -> AsyncIterator[Shop]:
    """A shop that sends its mail to a server of this machine."""
    async with running_shop(
        folder,
        database_url,
        password_hash,
        with_worker=with_worker,
        ADMITONE_SMTP_URL=f"smtp://127.0.0.1:{port}?starttls=never",
        ADMITONE_MAIL_FROM=SENDER,
    ) as shop:
        yield shop


def letter_of(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


async def awaited(look: Callable[[], Awaitable[Any]], is_so: Callable[[Any], bool], seconds: float = 20) -> Any:
    """What is seen once it is as awaited."""
    async with asyncio.timeout(seconds):
        while not is_so(seen := await look()):
            await asyncio.sleep(0.05)
        return seen


async def mail_effects(shop: Shop) -> list[dict[str, Any]]:
    rows = await sql(shop.product, "SELECT id, state, attempts, last_error FROM effects WHERE kind = 'mail_tickets'")
    return [dict(row) for row in rows]


async def test_a_sale_ends_in_the_customers_mailbox(
    tmp_path: Path, database_url: str, password_hash: str, mailbox: Mailbox
) -> None:
    async with mailing_shop(tmp_path, database_url, password_hash, mailbox.port) as shop:
        cart = await shop.sell(*await shop.stock(2), language="ar")
        (envelope,) = mailbox.accepted
        assert (envelope.mail_from, envelope.rcpt_tos) == ("tickets@example.com", ["maryam@example.org"])
        letter = letter_of(envelope)
        assert letter["Content-Language"] == "ar"
        assert letter["Message-ID"].startswith("<effect-")
        text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        for ticket in cart["tickets"]:
            assert f"{shop.address}/t/{ticket['ticketId']}/{ticket['downloadCode']}" in text
        assert cart["publicUrl"] in text
        assert all(sale["downloadCodeSentAt"] for sale in cart["sales"])


async def test_links_expire_on_the_tenants_day(
    tmp_path: Path, sqlite_url: str, password_hash: str, mailbox: Mailbox
) -> None:
    """Not on the day of the installation: between these two islands the calendar always differs."""
    days = []
    async with mailing_shop(tmp_path, sqlite_url, password_hash, mailbox.port) as shop:
        ids = await shop.stock(2)
        for ticket_id, zone in zip(ids, ("Pacific/Kiritimati", "Pacific/Pago_Pago"), strict=True):
            await sql(shop.product, "UPDATE tenants SET time_zone = :zone RETURNING id", zone=zone)
            await shop.sell(ticket_id)
            async with shop.product.database.reading() as tx:
                [ticket] = await tickets.read_tickets(tx, 1, [ticket_id])
            assert ticket.download_expires_at is not None
            days.append(language("en").day_of(ticket.download_expires_at, zone))
            assert days[-1] in letter_of(mailbox.accepted[-1]).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert days[0] != days[1]


async def test_an_address_that_is_turned_away_is_a_task_for_people(
    tmp_path: Path, database_url: str, password_hash: str, mailbox: Mailbox
) -> None:
    mailbox.recipient_answer = "550 5.1.1 no such user"
    async with mailing_shop(tmp_path, database_url, password_hash, mailbox.port, with_worker=True) as shop:
        cart = await shop.sell(*await shop.stock(1))
        assert cart["status"] == "COMPLETED", "the sale stands"
        (effect,) = await awaited(lambda: mail_effects(shop), lambda rows: bool(rows and rows[0]["last_error"]))
        assert (effect["state"], effect["attempts"]) == ("FAILED", 1)
        assert "no such user" in effect["last_error"]
        mailbox.recipient_answer = ""
        await shop.admin.data("effect/retry", effectId=effect["id"])
        await awaited(lambda: mail_effects(shop), lambda rows: rows[0]["state"] == "DONE")
        assert len(mailbox.accepted) == 1


@pytest.mark.slow
async def test_a_server_that_was_away_gets_the_same_letter_later(
    tmp_path: Path, sqlite_url: str, password_hash: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    async with AsyncExitStack() as life:
        shop = await life.enter_async_context(mailing_shop(tmp_path, sqlite_url, password_hash, port, with_worker=True))
        cart = await shop.sell(*await shop.stock(1))
        (effect,) = await awaited(lambda: mail_effects(shop), lambda rows: bool(rows and rows[0]["last_error"]))
        assert effect["state"] in {"WAITING", "RUNNING"}
        assert "cannot be used" in effect["last_error"]
        asked = await shop.admin.post("sale/email-tickets", cartReference=cart["cartReference"], baseUrl=shop.address)
        assert asked.status_code == 202, "it still waits"
        mailbox = await life.enter_async_context(mail_server(Mailbox(), port=port))
        await awaited(lambda: mail_effects(shop), lambda rows: {row["state"] for row in rows} == {"DONE"}, seconds=45)
        identities = [letter_of(envelope)["Message-ID"] for envelope in mailbox.accepted]
        effects = await mail_effects(shop)
        assert sorted(identities) == sorted(f"<effect-{row['id']}@127.0.0.1>" for row in effects)


async def test_strangers_links_are_never_mailed(
    tmp_path: Path, sqlite_url: str, password_hash: str, mailbox: Mailbox
) -> None:
    async with mailing_shop(tmp_path, sqlite_url, password_hash, mailbox.port) as shop:
        cart = await shop.sell(*await shop.stock(1))
        before = len(mailbox.accepted)
        for base in ("https://evil.example", f"{shop.address}@evil.example", f"{shop.address}.evil.example", "//evil"):
            refusal = await shop.admin.refusal("sale/email-tickets", cartReference=cart["cartReference"], baseUrl=base)
            assert refusal[1:] == ("INVALID_PARAMETER", ["baseUrl"])
        assert len(mailbox.accepted) == before
