"""Telling everyone concerned of a transfer by mail: each owner of their own tickets only, and each new holder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Final, Protocol

from admitone.core.ids import derived_token
from admitone.core.inventory import Ticket
from admitone.core.resale import Listing
from admitone.core.transfers import Approval, ApprovalState, TransferNews
from admitone.services.admissions import read_admissions
from admitone.services.attachments import Attachment, AttachmentWorld, make_attachments
from admitone.services.delivery import await_codes, message_id
from admitone.services.effects import Claim
from admitone.services.ports import Mailer
from admitone.store import accounts, effects, rehoming, resale
from admitone.store import tickets as ticket_store
from admitone.store import transfers as store
from admitone.store.database import Database, Tx

MAIL_TRANSFER: Final = "mail_transfer"
LINK_PURPOSE: Final = "transfer-link"
_FILE_NAME: Final = "ticket"


class TransferLetter(Protocol):
    """Writes such a mail."""

    def __call__(self, news: TransferNews, attachments: Sequence[Attachment] = ()) -> EmailMessage:
        """A message to whoever is told, which brings files along."""
        ...


@dataclass(frozen=True, slots=True)
class TransferMailWorld:
    """What these mails need of the world; `origin` is the address at which people reach the product."""

    database: Database
    mailer: Mailer
    letter: TransferLetter
    secret: str
    origin: str
    attachments: AttachmentWorld | None = None


async def tell_owners(tx: Tx, approval: Approval, occasion: str, now: datetime) -> None:
    """Decide that every owner is told of what happened to an approval in this transaction."""
    for one in await store.list_concerned(tx, approval.id):
        if one.email:
            payload = {"approval_id": approval.id, "owner_id": one.owner_id, "occasion": occasion}
            key = f"{approval.id}:{one.owner_id}:{occasion}:{now.isoformat()}"
            await effects.insert_effect(tx, approval.tenant_id, MAIL_TRANSFER, key, payload, now)


async def tell_new_holder(tx: Tx, tenant_id: int, ticket: Ticket, now: datetime) -> None:
    """Decide that the holder of a ticket, which this transaction gave them, gets its link."""
    payload = {"ticket_id": ticket.id, "uid": ticket.uid, "owner_id": ticket.owner_id, "occasion": "received"}
    await effects.insert_effect(tx, tenant_id, MAIL_TRANSFER, f"received:{ticket.uid}:{now.isoformat()}", payload, now)


async def tell_seller(tx: Tx, listing: Listing, now: datetime) -> None:
    """Decide that whoever offered a ticket, which this transaction sold, is told so."""
    payload = {"listing": listing.uid, "occasion": "resold"}
    await effects.insert_effect(tx, listing.tenant_id, MAIL_TRANSFER, f"resold:{listing.uid}", payload, now)


async def tell_former_holder(tx: Tx, tenant_id: int, uid: str, owner_id: int, now: datetime) -> None:
    """Decide that whoever had a ticket, called `uid` then, is told that this transaction gave it to somebody else."""
    payload = {"uid": uid, "owner_id": owner_id, "occasion": "handed_on"}
    await effects.insert_effect(tx, tenant_id, MAIL_TRANSFER, f"handed-on:{uid}:{now.isoformat()}", payload, now)


async def mail_transfer(world: TransferMailWorld, claim: Claim) -> None:
    """Carry out `mail_transfer`. What is not true any more when its turn comes is not told."""
    payload = claim.effect.read_payload()
    async with world.database.reading() as tx:
        received = None
        if payload["occasion"] == "received":
            received = await _received(tx, claim.effect.tenant_id, payload)
            news = await _news_of_holder(tx, world, claim.effect.tenant_id, received) if received else None
        elif payload["occasion"] == "resold":
            news = await _news_of_seller(tx, str(payload["listing"]))
        elif payload["occasion"] == "handed_on":
            news = await _news_of_former(
                tx, claim.effect.tenant_id, "handed_on", str(payload["uid"]), int(str(payload["owner_id"]))
            )
        else:
            news = await _news_of_owner(tx, world, payload)
    if news is not None:
        attachments: list[Attachment] = []
        if received is not None and world.attachments is not None:
            await_codes(claim, [received])
            attachments = await make_attachments(world.attachments, claim.effect.tenant_id, _FILE_NAME, [received])
        message = world.letter(news, attachments)
        message["Message-ID"] = message_id(claim.effect.id, world.origin)
        await world.mailer.send(message)
    async with claim.finishing():
        return


def link_to_stop(secret: str, origin: str, seed: str) -> str:
    """The address of the page that stops a transfer."""
    return f"{origin}/transfer/{derived_token(secret, seed, LINK_PURPOSE)}"


async def _news_of_owner(tx: Tx, world: TransferMailWorld, payload: dict[str, object]) -> TransferNews | None:
    approval = await store.read_approval_by_id(tx, int(str(payload["approval_id"])))
    owner_id = int(str(payload["owner_id"]))
    occasion = str(payload["occasion"])
    told = {one.owner_id: one for one in await store.list_concerned(tx, approval.id)}[owner_id]
    if told.email is None or (occasion in {"asked", "resumed"} and approval.state is not ApprovalState.APPROVED):
        return None
    mine = [one.ticket_id for one in await store.list_tickets(tx, approval.id) if one.owner_id == owner_id]
    tickets = await ticket_store.read_tickets(tx, approval.tenant_id, mine)
    if occasion != "completed":
        # Those that were refunded or are somebody else's meanwhile do not stay theirs.
        tickets = [one for one in tickets if one.owner_id == owner_id and one.voided_at is None]
    if not tickets:
        return None
    return TransferNews(
        occasion=occasion,
        email=told.email,
        url=link_to_stop(world.secret, world.origin, told.seed),
        tickets=await read_admissions(tx, approval.tenant_id, tickets),
        opt_out_until=approval.opt_out_until,
    )


async def _news_of_seller(tx: Tx, uid: str) -> TransferNews | None:
    listing = await resale.read_listing(tx, uid)
    if listing is None:
        return None
    due = (listing.price_minor - listing.fee_minor, listing.currency)
    return await _news_of_former(tx, listing.tenant_id, "resold", listing.ticket_uid, listing.seller_id, due=due)


async def _news_of_former(
    tx: Tx, tenant_id: int, occasion: str, uid: str, owner_id: int, *, due: tuple[int, str] | None = None
) -> TransferNews | None:
    email = await _email_of(tx, tenant_id, owner_id)
    # What the ticket was, which is void now; of what it became nothing is the former holder's business.
    former = await rehoming.find_by_uid(tx, tenant_id, [uid])
    tickets = await ticket_store.read_tickets(tx, tenant_id, list(former.values()))
    if email is None or not tickets:
        return None
    shown = await read_admissions(tx, tenant_id, tickets)
    return TransferNews(occasion=occasion, email=email, url="", tickets=shown, due=due)


async def _received(tx: Tx, tenant_id: int, payload: dict[str, object]) -> Ticket | None:
    """The ticket that somebody was given, unless it has moved on since."""
    found = await ticket_store.read_tickets(tx, tenant_id, [int(str(payload["ticket_id"]))])
    # Stock keeps its uid when it moves on.
    owner_id = payload.get("owner_id") or next((one.owner_id for one in found), None)
    return next((one for one in found if (one.uid, one.owner_id) == (payload["uid"], owner_id)), None)


async def _news_of_holder(tx: Tx, world: TransferMailWorld, tenant_id: int, ticket: Ticket) -> TransferNews | None:
    email = await _email_of(tx, tenant_id, ticket.owner_id or 0)
    if email is None:
        return None
    return TransferNews(
        occasion="received",
        email=email,
        url=f"{world.origin}/t/{ticket.id}/{ticket.download_code}",
        tickets=await read_admissions(tx, tenant_id, [ticket]),
    )


async def _email_of(tx: Tx, tenant_id: int, enrollment_id: int) -> str | None:
    enrollment = await accounts.read_enrollment(tx, tenant_id, enrollment_id)
    account = await accounts.read_account(tx, enrollment.account_id) if enrollment else None
    return account.email if account else None
