"""The answer and the parameters of `GET /v1/ticket`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from litestar.params import QueryParameter
from msgspec import Struct

from admitone.bodies import INTEGER_MAX
from admitone.core.errors import InvalidParameter
from admitone.core.events import ShownState
from admitone.core.inventory import TicketFormat
from admitone.core.relations import parse_relations
from admitone.dialects.events.wire.related import related_bodies
from admitone.dialects.events.wire.tickets import TicketBody, ticket_body
from admitone.services.holder_tickets import (
    LIMIT_MAX,
    OFFSET_MAX,
    TICKET_RELATIONS,
    HolderPage,
    HolderQuery,
)
from admitone.store.holder_tickets import SortBy

IDS_MAX: Final = 500
Format = Annotated[TicketFormat | None, QueryParameter(description="Only tickets in this format")]
Status = Annotated[ShownState | None, QueryParameter(description="Only tickets in this state")]
Ids = Annotated[
    list[str] | None,
    QueryParameter(description=f"Only these tickets, at most {IDS_MAX}: repeated, or ids separated by commas"),
]
WithEnrollment = Annotated[
    bool | None, QueryParameter(description="Whether to include the owner's enrollment as `owner_id`")
]
Sort = Annotated[SortBy | None, QueryParameter(description="What to sort by; `id` if nothing is said")]
Direction = Annotated[Literal["asc", "desc"] | None, QueryParameter(description="`asc` if nothing is said")]
With = Annotated[
    str | None,
    QueryParameter(
        name="with",
        description="RelationExpression of what to include, such as [ticket_holder,ticket_config.event]",
    ),
]
Limit = Annotated[
    int | None, QueryParameter(description="Tickets per page; 100 if nothing is said", ge=1, le=LIMIT_MAX)
]
Offset = Annotated[int | None, QueryParameter(description="Tickets to pass over", ge=0, le=OFFSET_MAX)]


class Pagination(Struct, frozen=True, kw_only=True):
    """Which part of the whole this is."""

    total: int
    limit: int
    offset: int


class TicketList(Struct, frozen=True, kw_only=True):
    """One page of somebody's tickets."""

    data: list[TicketBody]
    pagination: Pagination


def holder_query(
    *,
    format: TicketFormat | None,
    status: ShownState | None,
    ids: Sequence[str],
    sort: SortBy | None,
    descending: bool,
    expression: str | None,
    limit: int | None,
    offset: int | None,
) -> HolderQuery:
    """The query that the service takes."""
    return HolderQuery(
        format=format,
        status=status,
        ids=_read_ids(ids),
        sort=sort or "id",
        descending=descending,
        limit=100 if limit is None else limit,
        offset=offset or 0,
        relations=parse_relations(expression or "", TICKET_RELATIONS, "ticket"),
    )


def ticket_list(page: HolderPage, query: HolderQuery, *, with_owner: bool) -> TicketList:
    """The answer."""
    events = page.things.get("event", {})
    bodies = [
        ticket_body(
            ticket,
            events.get(ticket.event_id or 0),
            page.now,
            with_owner=with_owner,
            with_barcode=True,
            related=related_bodies("ticket", ticket, query.relations, page.things),
        )
        for ticket in page.tickets
    ]
    return TicketList(data=bodies, pagination=Pagination(total=page.total, limit=query.limit, offset=query.offset))


def _read_ids(given: Sequence[str]) -> list[int]:
    parts = [part.strip() for text in given for part in text.split(",")]
    if len(parts) > IDS_MAX:
        raise InvalidParameter(f"ids: send at most {IDS_MAX} at once", fields=("ids",))
    if not all(part.isascii() and part.isdigit() and 0 < int(part[:20]) <= INTEGER_MAX for part in parts):
        raise InvalidParameter("ids: write ids of tickets separated by commas, as 17,18", fields=("ids",))
    return [int(part) for part in parts]
