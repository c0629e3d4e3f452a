"""Reports that the contract does not have (extensions)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from admitone.bodies import Day, Id
from admitone.core.errors import InvalidParameter
from admitone.core.money import to_major
from admitone.core.stock import LowStock
from admitone.dialects.offline.wire.envelope import SessionBody
from admitone.dialects.offline.wire.tickets import Price
from admitone.services.insights import Margin, MarginBy
from admitone.store.insights import Duplicate


class MarginReport(SessionBody, kw_only=True, rename="camel"):
    """Body of report/margin: grouped by attraction, campaign, batch, agent or month."""

    group_by: Annotated[str, Meta(max_length=20, examples=["attraction"])] | None = None
    date_from: Day | None = None
    date_to: Day | None = None

    def grouping(self) -> MarginBy:
        """What to group by."""
        try:
            return MarginBy(self.group_by or "attraction")
        except ValueError:
            raise InvalidParameter(f"groupBy: write one of {', '.join(MarginBy)}", fields=("groupBy",)) from None


class LowStockThreshold(SessionBody, kw_only=True, rename="camel"):
    """Body of attraction/threshold; null for never."""

    attraction_id: Id
    threshold: Annotated[int, Meta(ge=0, le=10_000_000)] | None


class CMargin(Struct, frozen=True, rename="camel"):
    """Bought, sold and margin of one group in one currency; null when a ticket's cost is not known."""

    key: str | None
    currency: str
    tickets: int
    sold: Price
    bought: Price | None
    margin: Price | None


class CDuplicate(Struct, frozen=True, rename="camel"):
    """A serial or barcode that several tickets have."""

    field: str
    value: str
    tickets: int
    first_ticket_id: int
    last_ticket_id: int


class CLowStock(Struct, frozen=True, rename="camel"):
    """An attraction that has fewer available tickets than its threshold."""

    attraction_id: int
    attraction_name: str
    available: int
    threshold: int


def margin_body(margin: Margin) -> CMargin:
    """A margin in major units."""
    left = margin.margin_minor
    return CMargin(
        key=margin.key,
        currency=margin.currency,
        tickets=margin.tickets,
        sold=to_major(margin.sold_minor, margin.currency),
        bought=None if margin.bought_minor is None else to_major(margin.bought_minor, margin.currency),
        margin=None if left is None else to_major(left, margin.currency),
    )


def duplicate_body(duplicate: Duplicate) -> CDuplicate:
    """A duplicate as the door shows it."""
    return CDuplicate(
        duplicate.field, duplicate.value, duplicate.tickets, duplicate.first_ticket_id, duplicate.last_ticket_id
    )


def low_stock_body(low: LowStock) -> CLowStock:
    """Low stock as the door shows it."""
    return CLowStock(low.attraction_id, low.name, low.available, low.threshold)
