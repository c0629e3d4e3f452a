"""The dashboard."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from admitone.console.auth import OpenVisit
from admitone.core.inventory import TicketStatus
from admitone.core.principal import ADMINS, Principal
from admitone.core.selling import RefundState
from admitone.services import attractions, batches, effect_admin, insights, refunding, summaries
from admitone.store.database import Tx
from admitone.store.sales import StockCount

RECENT_BATCHES: Final = 5
# The dashboard tells that there are many, not how many.
COUNTED_MAX: Final = 100


@get("/")
async def show_dashboard(visit: OpenVisit) -> Response[Any]:
    """What waits for a person, stock per attraction, and what came in last."""
    async with visit.reading() as (tx, principal):
        found = await attractions.list_attractions(tx, principal)
        counts = {count.attraction_id: _by_status(count) for count in await summaries.count_stock(tx, principal)}
        recent = (await batches.list_batches(tx, principal))[: -RECENT_BATCHES - 1 : -1]
        low = await insights.list_low_stock(tx, principal)
        waiting = await _count_waiting(tx, principal)
    shown = [attraction for attraction in found if attraction.active or attraction.id in counts]
    return visit.page(
        "dashboard.html",
        attractions=sorted(shown, key=lambda attraction: attraction.name.casefold()),
        counts=counts,
        statuses=list(TicketStatus),
        batches=recent,
        attraction_names={attraction.id: attraction.name for attraction in found},
        low_stock=low,
        counted_max=COUNTED_MAX,
        **waiting,
    )


def _by_status(count: StockCount) -> dict[TicketStatus, int]:
    return {status: getattr(count, status.lower()) for status in TicketStatus}


async def _count_waiting(tx: Tx, principal: Principal) -> dict[str, int]:
    """What only an admin can settle."""
    if principal.role not in ADMINS:
        return {"refunds_due": 0, "effects_failed": 0}
    failed = await effect_admin.list_effects(tx, principal, state="FAILED", limit=COUNTED_MAX)
    return {
        "refunds_due": len(await refunding.list_refunds(tx, principal, RefundState.OPEN)),
        "effects_failed": len(failed),
    }


HANDLERS: list[ControllerRouterHandler] = [show_dashboard]
