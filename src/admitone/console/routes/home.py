"""The dashboard."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from admitone.console.auth import Visit
from admitone.core.inventory import TicketStatus
from admitone.services import attractions, batches, stock

RECENT_BATCHES: Final = 5


@get("/")
async def show_dashboard(visit: Visit) -> Response[Any]:
    """Stock per attraction, and what came in last."""
    async with visit.reading() as (tx, principal):
        found = await attractions.list_attractions(tx, principal)
        counted = await stock.count_stock(tx, principal)
        recent = (await batches.list_batches(tx, principal))[: -RECENT_BATCHES - 1 : -1]
    counts: dict[int, dict[TicketStatus, int]] = {}
    for count in counted:
        counts.setdefault(count.attraction_id, {})[count.status] = count.tickets
    shown = [attraction for attraction in found if attraction.active or attraction.id in counts]
    return visit.page(
        "dashboard.html",
        attractions=sorted(shown, key=lambda attraction: attraction.name.casefold()),
        counts=counts,
        statuses=list(TicketStatus),
        batches=recent,
        attraction_names={attraction.id: attraction.name for attraction in found},
    )


HANDLERS: list[ControllerRouterHandler] = [show_dashboard]
