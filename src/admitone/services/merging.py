"""All tickets of a cart in one PDF."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from admitone.core.errors import Conflict
from admitone.core.inventory import Ticket
from admitone.core.principal import STAFF, Principal
from admitone.core.selling import Cart, SaleStatus
from admitone.services.admissions import is_drawn
from admitone.services.cart_tickets import still_in_cart
from admitone.services.pages import PageWorld, TicketFile, draw_tickets, file_missing, page_numbers
from admitone.services.resolving import read_own_cart
from admitone.store import batches, carts
from admitone.store import tickets as store
from admitone.store.database import Tx


async def merge_tickets(world: PageWorld, principal: Principal, reference: str) -> TicketFile:
    """The tickets of a sold cart in one PDF, in order, cut from the originals; Conflict for a cart that is not sold.

    Pages of one file are cut together, so that what they share is in the result once.
    """
    principal.require(STAFF)
    async with world.database.reading() as tx:
        cart = await read_own_cart(tx, principal, reference)
        tickets = await sold_tickets(tx, cart)
    if not tickets:
        message = f"cart {reference} is {cart.status}; its tickets can be downloaded when it is sold"
        raise Conflict(message, fields=("cartReference",))
    return TicketFile(await merge_pages(world, cart.tenant_id, tickets), f"{cart.reference}.pdf")


async def sold_tickets(tx: Tx, cart: Cart) -> list[Ticket]:
    """The tickets of a cart that are really sold, in the order of the cart."""
    sold = {SaleStatus.COMPLETED, SaleStatus.GROUP_ASSIGNED}
    ids = [sale.ticket_id for sale in await carts.list_cart_sales(tx, cart.id) if sale.status in sold]
    return still_in_cart(cart, await store.read_tickets(tx, cart.tenant_id, ids))


async def merge_pages(world: PageWorld, tenant_id: int, tickets: Sequence[Ticket]) -> bytes:
    """One PDF of all pages of these tickets, in their order: cut from stock, or drawn for events."""
    parts: list[bytes] = []
    for batch_id, run in groupby(tickets, key=lambda ticket: None if is_drawn(ticket) else ticket.batch_id or 0):
        if batch_id is None:
            parts.append(await draw_tickets(world, tenant_id, list(run)))
            continue
        pages = [number for ticket in run for number in page_numbers(ticket)]
        async with world.database.reading() as tx:
            batch = await batches.read_batch(tx, tenant_id, batch_id)
        if batch is None or batch.object_key is None:
            raise Conflict(f"the file of batch {batch_id} is gone; restore it from a backup", fields=("cartReference",))
        try:
            async with world.objects.open_local(batch.object_key) as path:
                parts.append(await world.pdf.cut_pages(path, pages))
        except LookupError as error:
            raise file_missing(batch) from error
    return parts[0] if len(parts) == 1 else await world.pdf.merge_files(parts)
