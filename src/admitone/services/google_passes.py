"""Tickets as passes in Google Wallet."""

from __future__ import annotations

from dataclasses import dataclass

from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.networks import network_of
from admitone.core.wallet_passes import Platform
from admitone.services.guessing import count_use
from admitone.services.pages import read_linked_ticket, refuse_guest
from admitone.services.pass_changes import passes_changed
from admitone.services.passes import PassWorld, keep_passes, read_pass_admissions
from admitone.services.ports import GoogleWallet
from admitone.store import passes as store


@dataclass(frozen=True, slots=True)
class GoogleWorld:
    """What Google's passes need of the world; without `google` there are none."""

    passes: PassWorld
    google: GoogleWallet | None


async def make_save_link(world: GoogleWorld, ticket_id: int, code: str, address: str) -> str:
    """Where the holder of a ticket's link saves it to Google Wallet; Google has been told of it then.

    NotFound for a wrong link and where Google Wallet is not configured, Unavailable while Google does not answer.
    """
    google = world.google
    if google is None:
        raise NotFound("there is no Google Wallet here; the operator has not configured a service account")
    database = world.passes.database
    subject = network_of(address)
    tenant_id, ticket = await read_linked_ticket(database, ticket_id, code, subject)
    refuse_guest(ticket, utc_now())
    async with database.writing() as tx:
        await count_use(tx, f"pass:{ticket.id}", subject)
    admissions = await read_pass_admissions(world.passes, Platform.GOOGLE, tenant_id, [ticket])
    (known,) = await keep_passes(database, Platform.GOOGLE, admissions)
    await google.write_object(admissions[0], known.serial)
    async with database.writing() as tx:
        now = utc_now()
        await store.note_remote(tx, known.id, now)
        (present,) = await store.read_passes(tx, [known.id])
        if present.changed_at != known.changed_at:
            # Voided while Google was told of it: what was decided meanwhile may have been told first.
            await passes_changed(tx, [ticket.id], now)
    return google.save_link(admissions[0], known.serial)
