"""What an owner sees."""

from __future__ import annotations

from litestar import get
from litestar.types import ControllerRouterHandler

from admitone.dialects.events.auth import OpenDoor
from admitone.dialects.events.wire.listing import (
    Direction,
    Format,
    Ids,
    Limit,
    Offset,
    Sort,
    Status,
    TicketList,
    With,
    WithEnrollment,
    holder_query,
    ticket_list,
)
from admitone.services.holder_tickets import list_holder_tickets


@get("/ticket", tags=["Own tickets"])
async def list_tickets(  # noqa: PLR0917 - one for each parameter of the contract
    door: OpenDoor,
    relations: With = None,
    format: Format = None,
    status: Status = None,
    ids: Ids = None,
    with_enrollment_id: WithEnrollment = None,
    sort_by: Sort = None,
    direction: Direction = None,
    limit: Limit = None,
    offset: Offset = None,
) -> TicketList:
    """Lists the tickets of the bearer of the token at all organisations."""
    account = await door.identify_holder()
    query = holder_query(
        format=format,
        status=status,
        ids=ids or (),
        sort=sort_by,
        descending=direction == "desc",
        expression=relations,
        limit=limit,
        offset=offset,
    )
    async with door.product.database.reading() as tx:
        page = await list_holder_tickets(tx, account, query)
    return ticket_list(page, query, with_owner=bool(with_enrollment_id))


HANDLERS: list[ControllerRouterHandler] = [list_tickets]
