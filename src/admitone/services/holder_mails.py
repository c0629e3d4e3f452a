"""Tickets that staff issued by hand, by mail to whoever holds them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from admitone.core.addressee import Addressee
from admitone.core.inventory import Ticket
from admitone.services.admissions import read_admissions
from admitone.services.attachments import make_attachments
from admitone.services.delivery import MailWorld, await_codes, message_id
from admitone.services.effects import Claim
from admitone.store import accounts, attractions, effects, people
from admitone.store import tickets as ticket_store
from admitone.store.database import Tx

MAIL_HOLDER: Final = "mail_holder"
_FILE_NAME: Final = "tickets"


async def request_holder_mails(tx: Tx, tenant_id: int, tickets: Sequence[Ticket], language: str, now: datetime) -> None:
    """Decide that the holders of these tickets get them, one mail for each holder."""
    by_owner: dict[int, list[int]] = {}
    for ticket in tickets:
        if ticket.owner_id is not None:
            by_owner.setdefault(ticket.owner_id, []).append(ticket.id)
    for owner_id, ids in sorted(by_owner.items()):
        payload = {"owner_id": owner_id, "ticket_ids": ids, "language": language}
        await effects.insert_effect(tx, tenant_id, MAIL_HOLDER, f"{owner_id}:{ids[0]}:{now.isoformat()}", payload, now)


async def mail_holder(world: MailWorld, claim: Claim) -> None:
    """Carry out `mail_holder`: what is still theirs when its turn comes. Nothing for holders without an address."""
    payload = claim.effect.read_payload()
    tenant_id, owner_id = claim.effect.tenant_id, int(payload["owner_id"])
    async with world.database.reading() as tx:
        addressee = await _addressee(tx, tenant_id, owner_id, payload["language"])
        found = await ticket_store.read_tickets(tx, tenant_id, payload["ticket_ids"])
        tickets = [one for one in found if one.owner_id == owner_id and one.voided_at is None]
        known = {one.id: one for one in await attractions.list_attractions(tx, tenant_id, active_only=False)}
        of_events = [ticket for ticket in tickets if ticket.event_id is not None]
        admissions = {one.ticket_id: one for one in await read_admissions(tx, tenant_id, of_events)}
        time_zone = await people.read_time_zone(tx, tenant_id)
    if addressee is not None and tickets:
        await_codes(claim, tickets)
        attachments = []
        if world.attachments:
            attachments = await make_attachments(world.attachments, tenant_id, _FILE_NAME, tickets)
        message = world.letter(
            addressee,
            [(ticket, known.get(ticket.attraction_id or 0)) for ticket in tickets],
            world.origins[0],
            time_zone=time_zone,
            attachments=attachments,
            admissions=admissions,
        )
        message["Message-ID"] = message_id(claim.effect.id, world.origins[0])
        await world.mailer.send(message)
    async with claim.finishing():
        return


async def _addressee(tx: Tx, tenant_id: int, owner_id: int, language: str) -> Addressee | None:
    enrollment = await accounts.read_enrollment(tx, tenant_id, owner_id)
    account = await accounts.read_account(tx, enrollment.account_id) if enrollment else None
    if enrollment is None or account is None or account.email is None:
        return None
    return Addressee(account.email, enrollment.name, language)
