"""Lines of orders, invoices and credit notes as counts of tickets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from admitone.adapters.odoo.amounts import read_amount
from admitone.adapters.odoo.client import OdooClient
from admitone.adapters.odoo.records import ids, link
from admitone.core.erp import Quotation

MOVE_LINE: Final = "account.move.line"
ORDER_LINE: Final = "sale.order.line"


class Kind(NamedTuple):
    """What a line says of its tickets: the product's code, the price of one in minor units, the description.

    Code and price are what money depends on. The description only prefers one of several lines that agree in them,
    because people edit it.
    """

    code: str
    price_minor: int
    name: str


class TicketLine(NamedTuple):
    """A line of a product."""

    id: int
    kind: Kind
    quantity: int


def kept_tickets(quotation: Quotation) -> Counter[Kind]:
    """What the customer still has, by kind; kinds of which nothing is left count 0."""
    kept: Counter[Kind] = Counter()
    for line in quotation.lines:
        kept[Kind(line.product_code, line.unit_price_minor, line.description)] += line.quantity - line.returned
    return kept


async def order_lines(client: OdooClient, order_id: int, currency: str) -> list[TicketLine]:
    """The lines of an order that are of products."""
    rows = await client.read("sale.order", [order_id], ["order_line"])
    known = [one for row in rows for one in ids(row, "order_line")]
    return await _lines(client, ORDER_LINE, known, "product_uom_qty", currency)


async def move_lines(client: OdooClient, moves: Sequence[dict[str, Any]]) -> list[TicketLine]:
    """The lines of invoices or credit notes in one currency that are of products."""
    known = [one for move in moves for one in ids(move, "invoice_line_ids")]
    return await _lines(client, MOVE_LINE, known, "quantity", link(moves[0], "currency_id")[1]) if moves else []


async def _lines(client: OdooClient, model: str, known: list[int], quantity: str, currency: str) -> list[TicketLine]:
    found = await client.read(model, known, ["name", "product_id", "price_unit", quantity]) if known else []
    rows = sorted((row for row in found if row["product_id"]), key=lambda row: int(row["id"]))
    products = sorted({link(row, "product_id")[0] for row in rows})
    # By id, so that products that were archived meanwhile are known as well.
    named = await client.read("product.product", products, ["default_code"]) if products else []
    codes = {int(row["id"]): str(row["default_code"] or "") for row in named}
    return [
        TicketLine(
            int(row["id"]),
            Kind(
                codes.get(link(row, "product_id")[0], ""),
                read_amount(row["price_unit"], currency),
                str(row["name"] or ""),
            ),
            int(row[quantity]),
        )
        for row in rows
    ]


def count_tickets(lines: Iterable[TicketLine]) -> Counter[Kind]:
    """How many tickets of each kind lines come to."""
    counted: Counter[Kind] = Counter()
    for line in lines:
        counted[line.kind] += line.quantity
    return counted


def by_money(counted: Counter[Kind]) -> Counter[tuple[str, int]]:
    """The same by code and price alone."""
    summed: Counter[tuple[str, int]] = Counter()
    for kind, count in counted.items():
        summed[kind.code, kind.price_minor] += count
    return summed


def spread(lines: Sequence[TicketLine], wanted: Counter[tuple[str, int]], preferred: Counter[Kind]) -> dict[int, int]:
    """How many of `wanted` each line takes, by the line's id: no more than it has, those of its own name first."""
    left, named = Counter(wanted), Counter(preferred)
    taken: dict[int, int] = {}
    for own_name in (True, False):
        for line in lines:
            money = line.kind.code, line.kind.price_minor
            most = min(line.quantity - taken.get(line.id, 0), left[money])
            takes = max(0, min(most, named[line.kind]) if own_name else most)
            taken[line.id] = taken.get(line.id, 0) + takes
            left[money] -= takes
            named[line.kind] -= takes
    return taken
