"""Reports on the inventory."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from admitone.core.principal import STAFF, Principal
from admitone.store import exports
from admitone.store.database import Database
from admitone.store.ticket_filter import TicketFilter

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


async def stream_inventory_csv(
    database: Database, principal: Principal, wanted: TicketFilter, *, byte_order_mark: bool = False
) -> AsyncGenerator[bytes, None]:
    """The inventory as CSV. Opens its own session, which lives as long as the stream."""
    principal.require(STAFF)
    if byte_order_mark:
        yield BYTE_ORDER_MARK
    async with (
        database.streaming() as tx,
        aclosing(exports.stream_inventory_csv(tx, principal.tenant_id, wanted)) as chunks,
    ):
        async for chunk in chunks:
            yield chunk
