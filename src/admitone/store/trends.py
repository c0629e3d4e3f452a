"""What was sold over time, from the counters that the sales keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from admitone.store.database import Tx, as_structs

QUARTER_SECONDS: Final = 900


class SoldSum(Struct, frozen=True, kw_only=True):
    """What was sold within one period, in minor units of one currency. `place` counts periods from 1.

    `cost_unknown` counts the tickets whose cost is not known, or known in another currency; `bought_minor` is without.
    """

    place: int
    currency: str
    tickets: int
    sold_minor: int
    bought_minor: int
    cost_unknown: int


async def sum_sold(tx: Tx, tenant_id: int, bounds: Sequence[datetime], end: datetime) -> list[SoldSum]:
    """Sums of the periods that begin at `bounds`, each up to the next one and the last up to `end`.

    All of them begin on a quarter of an hour, as the days of every time zone do. Periods without a sale are left out.
    """
    quarters = [_quarter(bound) for bound in bounds]
    rows = await tx.fetch_all(
        "sum_sold", tenant_id=tenant_id, bounds=quarters, first_quarter=quarters[0], end_quarter=_quarter(end)
    )
    return as_structs(rows, SoldSum)


async def find_first_sale(tx: Tx, tenant_id: int) -> datetime | None:
    """The quarter of an hour of the first sale."""
    row = await tx.fetch_one("find_first_quarter", tenant_id=tenant_id)
    quarter = row["quarter_hour"] if row else None
    return None if quarter is None else moment_of(quarter)


def moment_of(quarter: int) -> datetime:
    """The instant at which a quarter of an hour begins, counted from 1970."""
    return datetime.fromtimestamp(quarter * QUARTER_SECONDS, UTC)


def _quarter(moment: datetime) -> int:
    return int(moment.timestamp()) // QUARTER_SECONDS
