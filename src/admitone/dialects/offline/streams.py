"""Answers too long to hold in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from admitone.bodies import encode_json
from admitone.core.principal import Principal
from admitone.dialects.offline.wire.envelope import ApiStatus
from admitone.dialects.offline.wire.tickets import ticket_bodies
from admitone.services import tickets
from admitone.store.database import Database
from admitone.store.ticket_filter import SortColumn, TicketFilter


async def stream_search(
    database: Database, principal: Principal, wanted: TicketFilter, *, sort: SortColumn, descending: bool
) -> AsyncGenerator[bytes, None]:
    """The envelope around every ticket of a search, in chunks."""
    status = encode_json(ApiStatus("OK", "Success"))
    yield b'{"apiStatus":' + status + b',"apiData":['
    first = True
    async with (
        database.streaming() as tx,
        aclosing(tickets.stream_tickets(tx, principal, wanted, sort=sort, descending=descending)) as chunks,
    ):
        async for chunk in chunks:
            bodies = ticket_bodies(chunk, principal.time_zone)
            encoded = await asyncio.to_thread(encode_json, bodies)
            yield encoded[1:-1] if first else b"," + encoded[1:-1]
            first = False
    yield b"]}"
