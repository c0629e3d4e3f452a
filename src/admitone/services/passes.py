"""Tickets as passes for Apple Wallet."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from admitone.core.admissions import Admission
from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, NotFound, Unauthenticated
from admitone.core.event_design import LOGO_BOXES, EventDesign
from admitone.core.inventory import Ticket, TicketStatus
from admitone.core.networks import network_of
from admitone.core.wallet_passes import Platform, WalletPass
from admitone.services.admissions import is_drawn, read_admissions
from admitone.services.guessing import count_use
from admitone.services.pages import TicketFile, read_linked_ticket, refuse_guest
from admitone.services.ports import ObjectStore, PassMaker, PdfReader
from admitone.services.printed_codes import printed_format
from admitone.services.public import read_downloadable
from admitone.store import passes as store
from admitone.store import tickets as ticket_store
from admitone.store.database import Database, Tx

# Apple's limit of passes in one bundle.
BUNDLE_MAX: Final = 10
_CART_PASSES_PER_WINDOW: Final = 20
_SERIAL: Final = re.compile("[0-9a-f]{32}")
_PICTURES: Final = tuple(name for name in LOGO_BOXES if name.startswith("logo"))


@dataclass(frozen=True, slots=True)
class PassWorld:
    """What passes need of the world; without `maker` there are none."""

    database: Database
    objects: ObjectStore
    pdf: PdfReader
    maker: PassMaker | None


@dataclass(frozen=True, slots=True)
class UpdatedPass:
    """A pass as a device asks for it; `content` is None when it has not changed since the device's own."""

    content: bytes | None
    changed_at: datetime


async def download_pass(world: PassWorld, ticket_id: int, code: str, address: str) -> TicketFile:
    """The `.pkpass` of a sold ticket for whoever has its link; counted like a download.

    NotFound for a wrong link and where passes are not configured, Conflict for a ticket without a code that stays.
    """
    subject = network_of(address)
    tenant_id, ticket = await read_linked_ticket(world.database, ticket_id, code, subject)
    refuse_guest(ticket, utc_now())
    async with world.database.writing() as tx:
        await count_use(tx, f"pass:{ticket.id}", subject)
    (made,) = await make_passes(world, tenant_id, [ticket])
    return TicketFile(made, f"ticket-{ticket.id}.pkpass")


async def download_cart_passes(world: PassWorld, reference: str, code: str, address: str, part: int = 1) -> TicketFile:
    """The passes of a cart's tickets as one `.pkpasses`; of more than BUNDLE_MAX the `part`-th ones, 1-based."""
    cart, tickets = await read_downloadable(world.database, reference, code, address)
    wanted = tickets[(part - 1) * BUNDLE_MAX : part * BUNDLE_MAX]
    if part < 1 or not wanted:
        raise NotFound("this booking has no such part", fields=("part",))
    async with world.database.writing() as tx:
        await count_use(tx, f"pass:cart:{cart.id}", network_of(address), _CART_PASSES_PER_WINDOW)
    made = await make_passes(world, cart.tenant_id, wanted)
    return TicketFile(_maker(world).bundle(made), f"{cart.reference}-{part}.pkpasses")


async def make_passes(world: PassWorld, tenant_id: int, tickets: Sequence[Ticket]) -> list[bytes]:
    """The passes of sold tickets of a tenant, in their order: their holders' own, made with the first wish."""
    maker = _maker(world)
    admissions = await read_pass_admissions(world, Platform.APPLE, tenant_id, tickets)
    kept = await keep_passes(world.database, Platform.APPLE, admissions)
    logos = {admission.design: await _logo(world.objects, admission.design) for admission in admissions}
    return [
        # Signing takes milliseconds of CPU, which other requests need not wait for.
        await asyncio.to_thread(maker.make, admission, serial=one.serial, token=one.token, logo=logos[admission.design])
        for admission, one in zip(admissions, kept, strict=True)
    ]


async def read_updated_pass(world: PassWorld, serial: str, token: str, since: datetime | None) -> UpdatedPass:
    """A pass as it is now, for a device that has its token. Unauthenticated for any other.

    Without `content` when it has not changed `since` then, a moment of whole seconds. TooManyRequests when it is made
    anew too often.
    """
    maker = _maker(world)
    async with world.database.reading() as tx:
        known = await authenticate_pass(tx, serial, token)
        if since is not None and known.changed_at.replace(microsecond=0) <= since:
            return UpdatedPass(None, known.changed_at)
        admission = await current_admission(tx, known)
    async with world.database.writing() as tx:
        await count_use(tx, "pass-update", known.serial)
    logo = await _logo(world.objects, admission.design)
    content = await asyncio.to_thread(maker.make, admission, serial=known.serial, token=known.token, logo=logo)
    return UpdatedPass(content, known.changed_at)


async def authenticate_pass(tx: Tx, serial: str, token: str) -> WalletPass:
    """The pass of a serial number for whoever has its token; Unauthenticated, unknown passes included."""
    # Serials come from whoever asks; PostgreSQL takes no NUL, not even to compare with.
    known = await store.read_pass(tx, Platform.APPLE, serial) if _SERIAL.fullmatch(serial) else None
    expected = known.token if known else "there is no such pass"
    # An unknown pass takes as long as a wrong token.
    if not hmac.compare_digest(expected.encode(), token.encode(errors="replace")) or known is None:
        raise Unauthenticated("this is not the pass's token")
    return known


async def current_admission(tx: Tx, known: WalletPass) -> Admission:
    """What a pass says now: of the ticket while it is its holder's, else what it said once, void and without code."""
    remembered = msgspec.json.decode(known.content, type=Admission)
    found = await ticket_store.read_tickets(tx, known.tenant_id, [known.ticket_id]) if known.ticket_id else []
    for ticket in found:
        if _is_still(ticket, known):
            (admission,) = await read_admissions(tx, known.tenant_id, [ticket])
            printed = admission.code_format if is_drawn(ticket) else remembered.code_format
            return msgspec.structs.replace(admission, code_format=printed)
    return msgspec.structs.replace(remembered, code=None, voided=True)


async def read_pass_admissions(
    world: PassWorld, platform: Platform, tenant_id: int, tickets: Sequence[Ticket]
) -> list[Admission]:
    """The admissions of tickets for a wallet; Conflict when one of them has no code that stays the same.

    How stock's codes are printed is read off their pages for the first pass of a holder, and remembered with it.
    """
    async with world.database.reading() as tx:
        admissions = await read_admissions(tx, tenant_id, tickets)
        known = [await store.find_pass(tx, ticket.id, platform, ticket.download_code) for ticket in tickets]
    lacking = [admission.ticket_id for admission in admissions if admission.code is None]
    if lacking:
        message = "these tickets have no code that a wallet could show; they are shown on their own page"
        raise Conflict(message, fields=("ticketId",), details={"ticketIds": lacking})
    return [
        admission if is_drawn(ticket) else await _as_printed(world, tenant_id, ticket, admission, one)
        for ticket, admission, one in zip(tickets, admissions, known, strict=True)
    ]


async def keep_passes(database: Database, platform: Platform, admissions: Sequence[Admission]) -> list[WalletPass]:
    """The passes of these holders, in their order; those that are not there yet are made."""
    now = utc_now()
    async with database.writing() as tx:
        return [
            await store.keep_pass(
                tx,
                admission.tenant_id,
                admission.ticket_id,
                platform,
                holder_code=admission.holder_code,
                content=msgspec.json.encode(admission).decode(),
                now=now,
            )
            for admission in admissions
        ]


async def _as_printed(
    world: PassWorld, tenant_id: int, ticket: Ticket, admission: Admission, known: WalletPass | None
) -> Admission:
    if known is not None:
        printed = msgspec.json.decode(known.content, type=Admission).code_format
    else:
        printed = await printed_format(world.database, world.objects, world.pdf, tenant_id, ticket)
    return msgspec.structs.replace(admission, code_format=printed)


def _is_still(ticket: Ticket, known: WalletPass) -> bool:
    is_valid = ticket.status is TicketStatus.SOLD and ticket.voided_at is None
    return is_valid and hmac.compare_digest(ticket.download_code.encode(), known.holder_code.encode())


def _maker(world: PassWorld) -> PassMaker:
    if world.maker is None:
        raise NotFound("there are no wallet passes here; the operator has not configured a certificate")
    return world.maker


async def _logo(objects: ObjectStore, design: EventDesign) -> Mapping[str, bytes]:
    if design.logo is None:
        return {}
    pictures = {name: await objects.read_bytes(f"{design.logo}/{name}") for name in _PICTURES}
    return {name: content for name, content in pictures.items() if content is not None}
