"""Tickets that staff issue by hand reach their holders by mail, with the tickets themselves."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default
from io import BytesIO

import pikepdf

from admitone.core.inventory import TicketFormat
from admitone.core.principal import Principal, Role
from admitone.services.event_holding import Item, OwnerWish, reserve_for_owner
from admitone.services.owner_tickets import issue_owner_tickets
from tests.events.venue import Venue


async def hold(venue: Venue, address: str, quantity: int, format_: TicketFormat = TicketFormat.PDF) -> list[int]:
    event = await venue.event()
    config = await venue.config(event)
    wish = OwnerWish(
        event_id=event.id,
        owner_id=await venue.owner(address),
        format=format_,
        items=[Item(config.id, quantity)],
    )
    agent = Principal(venue.tenant_id, Role.AGENT, "agent", "Asia/Dubai")
    held = await reserve_for_owner(venue.product.database, agent, venue.product.terms, wish)
    return [ticket.id for ticket in held.tickets]


async def issue(venue: Venue, ids: list[int], language: str | None = "en") -> None:
    admin = Principal(venue.tenant_id, Role.ADMIN, "admin", "Asia/Dubai")
    async with venue.product.database.writing() as tx:
        await issue_owner_tickets(tx, admin, venue.product.terms, ids, mail_in=language)


def mails(venue: Venue) -> list[EmailMessage]:
    files = sorted((venue.product.config.data_folder / "outbox").rglob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=default) for path in files]


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


async def test_the_holder_gets_all_that_were_issued_in_one_mail(venue: Venue) -> None:
    ids = await hold(venue, "layla@example.com", 3)
    await issue(venue, ids)
    await issue(venue, ids)
    await venue.work()
    [message] = mails(venue)
    assert "layla@example.com" in str(message["To"])
    text = text_of(message)
    rows = await venue.tickets(ids)
    for row in rows:
        assert f"/t/{row['id']}/{row['download_code']}" in text
    assert "/c/" not in text, "there is no cart whose page could show them all"
    [file] = [part for part in message.iter_attachments() if part.get_content_type() == "application/pdf"]
    with pikepdf.open(BytesIO(file.get_content())) as pdf:
        assert len(pdf.pages) == 3


async def test_it_is_in_the_language_of_whoever_issued_them(venue: Venue) -> None:
    await issue(venue, await hold(venue, "layla@example.com", 1), "ar")
    await venue.work()
    [message] = mails(venue)
    assert message["Content-Language"] == "ar"
    assert "إليك تذكرتك." in text_of(message)


async def test_what_is_void_before_the_mail_goes_is_not_in_it(venue: Venue) -> None:
    ids = await hold(venue, "layla@example.com", 2)
    await issue(venue, ids)
    await venue.sql("UPDATE tickets SET voided_at = updated_at WHERE id = :id RETURNING id", id=ids[0])
    await venue.work()
    [message] = mails(venue)
    assert f"/t/{ids[1]}/" in text_of(message)
    assert f"/t/{ids[0]}/" not in text_of(message)


async def test_nobody_is_written_to_who_has_no_address_or_when_none_is_wished(venue: Venue) -> None:
    ids = await hold(venue, "layla@example.com", 1)
    await issue(venue, ids, None)
    await venue.work()
    assert mails(venue) == []
    ids = await hold(venue, "omar@example.com", 1)
    orphan = (
        "UPDATE accounts SET email = NULL, issuer = 'https://id.example', subject = 'omar' WHERE email = :email "
        "RETURNING id"
    )
    await venue.sql(orphan, email="omar@example.com")
    await issue(venue, ids)
    await venue.work()
    assert mails(venue) == []


async def test_tickets_of_the_call_reach_their_holder_through_the_door(venue: Venue) -> None:
    ids = await hold(venue, "layla@example.com", 2)
    answer = await venue.call(venue.cast.admin, "/ticket/issue", ids=ids)
    assert answer.status_code == 200
    await venue.work()
    assert len(mails(venue)) == 1
