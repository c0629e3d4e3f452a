"""What the accountant finds in Odoo of carts that were sold and taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from admitone.sandbox.odoo.faults import FaultKind
from tests.selling.shop import Shop, open_shop
from tests.servers.odoo import KEY, StandIn, running_odoo
from tests.servers.sandbox import Sandbox


@pytest.fixture
def odoo() -> Iterator[StandIn]:
    with running_odoo(19) as running:
        for code in ("AQUARIUM", "MUSEUM"):
            running.server.add_product({"name": code.title(), "default_code": code})
        yield running


@pytest.fixture
async def shop(
    database_url: str, tmp_path: Path, gateway: Sandbox, password_hash: str, odoo: StandIn
) -> AsyncIterator[Shop]:
    settings = {"ADMITONE_ODOO_URL": odoo.url, "ADMITONE_ODOO_KEY": KEY, "ADMITONE_ODOO_INVOICE": "payment"}
    async with open_shop(database_url, tmp_path / "data", gateway, password_hash, **settings) as opened:
        yield opened
        await opened.check_books()


async def sold(shop: Shop, ids: list[int]) -> dict[str, Any]:
    """A cart that was paid, and that Odoo knows of."""
    cart = await shop.reserve(ids)
    await shop.pay(cart)
    await shop.sweep()
    return cart


def papers(odoo: StandIn, cart: dict[str, Any]) -> list[tuple[str, str, float]]:
    """Type, state and amount of every invoice and credit note of a cart."""
    [order] = odoo.records("sale.order", client_order_ref=cart["cartReference"])
    moves = odoo.records("account.move", invoice_origin=order["name"])
    return [(one["move_type"], one["state"], one["amount_total"]) for one in moves]


def quantities(odoo: StandIn, cart: dict[str, Any]) -> list[float]:
    [order] = odoo.records("sale.order", client_order_ref=cart["cartReference"])
    return [line["product_uom_qty"] for line in odoo.records("sale.order.line", order_id=order["id"])]


async def test_what_is_taken_back_is_credited_part_by_part_until_the_order_is_cancelled(
    shop: Shop, odoo: StandIn
) -> None:
    ids = [*await shop.stock(2), *await shop.stock(1, at="Museum", price="80.00")]
    cart = await sold(shop, ids)
    assert papers(odoo, cart) == [("out_invoice", "posted", 780.0)]
    await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"], ticketIds=ids[1:2])
    await shop.work()
    assert papers(odoo, cart)[1:] == [("out_refund", "posted", 350.0)]
    assert quantities(odoo, cart) == [1.0, 1.0]
    await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"])
    await shop.work()
    assert papers(odoo, cart)[1:] == [("out_refund", "posted", 350.0), ("out_refund", "posted", 430.0)]
    [order] = odoo.records("sale.order")
    assert order["state"] == "cancel"
    assert await shop.effects(state="FAILED") == []
    [row] = await shop.sql("SELECT invoice_number FROM carts")
    assert [name.partition("/")[0] for name in row["invoice_number"].split(", ")] == ["INV", "RINV", "RINV"]


async def test_odoo_that_was_away_meanwhile_gets_both_sale_and_return(shop: Shop, odoo: StandIn) -> None:
    ids = await shop.stock(2)
    odoo.fail(FaultKind.SERVER_ERROR, times=1000)
    cart = await sold(shop, ids)
    await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"], ticketIds=ids[:1])
    assert odoo.records("sale.order") == []
    odoo.server.faults.clear()
    for _ in range(3):
        await shop.skip_pauses()
        await shop.work()
    assert papers(odoo, cart) == [("out_invoice", "posted", 700.0), ("out_refund", "posted", 350.0)]
    assert quantities(odoo, cart) == [1.0]


async def test_what_only_a_person_can_credit_is_a_task_that_says_so(shop: Shop, odoo: StandIn) -> None:
    ids = await shop.stock(2)
    cart = await sold(shop, ids)
    odoo.fail(FaultKind.REFUSE, "account.move.reversal", "create", message="The period is locked.")
    await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"], ticketIds=ids[:1])
    await shop.work()
    [task] = await shop.effects(state="FAILED")
    assert (task["kind"], task["lastError"]) == ("sync_erp", "Odoo refused: The period is locked.")
    await shop.cast.admin.data("effect/retry", effectId=task["effectId"])
    await shop.work()
    assert papers(odoo, cart)[1:] == [("out_refund", "posted", 350.0)]
