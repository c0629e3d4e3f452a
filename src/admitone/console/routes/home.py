"""The dashboard."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.forms.fields import read_form
from admitone.core.clock import today
from admitone.core.inventory import TicketStatus
from admitone.core.principal import ADMINS, Principal
from admitone.core.selling import PaymentStatus, RefundState, SaleStatus
from admitone.services import attractions, batches, carts, effect_admin, insights, refunding, summaries, trends
from admitone.services.trends import Span
from admitone.store.cart_search import CartFilter
from admitone.store.database import Tx
from admitone.store.sales import StockCount

RECENT_BATCHES: Final = 5
EXPIRING_DAYS: Final = 30
# The list of carts tells that there are more, not how many.
CARTS_MAX: Final = 10_000


class DashboardSearch(Struct):
    """Which stretch of time the sales are shown of."""

    span: Span = Span.DAYS


@get("/")
async def show_dashboard(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """What waits for a person, the stock, what was sold, what expires, and what came in last."""
    search = read_form(request.query_params, DashboardSearch)
    async with visit.reading() as (tx, principal):
        found = await attractions.list_attractions(tx, principal)
        counts = {count.attraction_id: _by_status(count) for count in await summaries.count_stock(tx, principal)}
        sold = await trends.read_trends(tx, principal, search.span)
        values: dict[str, Any] = {
            "batches": await batches.page_batches(tx, principal, limit=RECENT_BATCHES),
            "low_stock": await insights.list_low_stock(tx, principal),
            "expiring": await _count_expiring(tx, principal),
            **await _count_waiting(tx, principal),
        }
    first = today(visit.principal.time_zone)
    shown = [attraction for attraction in found if attraction.active or attraction.id in counts]
    return visit.page(
        "dashboard.html",
        attractions=sorted(shown, key=lambda attraction: attraction.name.casefold()),
        counts=counts,
        statuses=list(TicketStatus),
        attraction_names={attraction.id: attraction.name for attraction in found},
        trends=sold,
        span=search.span,
        spans=list(Span),
        expiring_first=first,
        expiring_last=first + timedelta(days=EXPIRING_DAYS),
        carts_max=CARTS_MAX,
        **values,
    )


def _by_status(count: StockCount) -> dict[TicketStatus, int]:
    return {status: getattr(count, status.lower()) for status in TicketStatus}


async def _count_expiring(tx: Tx, principal: Principal) -> dict[date, int]:
    counted: Counter[date] = Counter()
    for one in await summaries.count_expiring(tx, principal, EXPIRING_DAYS):
        counted[one.last_day] += one.tickets
    return dict(counted)


async def _count_waiting(tx: Tx, principal: Principal) -> dict[str, int]:
    """What needs a person; refunds and effects only an admin can settle."""
    declined = CartFilter(status=SaleStatus.PENDING_PAYMENT, payment_status=PaymentStatus.DECLINED)
    waiting = {
        "carts_declined": await carts.count_carts(tx, principal, declined, at_most=CARTS_MAX + 1),
        "refunds_due": 0,
        "paid_late": 0,
        "effects_failed": 0,
    }
    if principal.role in ADMINS:
        refunds = await refunding.count_refunds(tx, principal, RefundState.OPEN)
        waiting["refunds_due"], waiting["paid_late"] = refunds.total, refunds.paid_late
        waiting["effects_failed"] = await effect_admin.count_effects(tx, principal, "FAILED")
    return waiting


HANDLERS: list[ControllerRouterHandler] = [show_dashboard]
