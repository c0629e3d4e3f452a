"""Reading carts and sales."""

from __future__ import annotations

from collections.abc import Sequence

from admitone.core.principal import STAFF, Principal
from admitone.core.selling import Cart
from admitone.services.cart_view import CartView, view_cart
from admitone.services.resolving import read_own_cart
from admitone.store import cart_search, carts
from admitone.store import sales as store
from admitone.store.cart_search import CartFilter, CartRow
from admitone.store.database import Tx
from admitone.store.sales import SaleFilter, SaleLink, SaleRow, SaleSum

SALES_MAX = 100_000


async def read_cart(tx: Tx, principal: Principal, reference: str) -> CartView:
    """A cart by its reference; NotFound when the tenant has no such one."""
    principal.require(STAFF)
    return await view_cart(tx, await read_own_cart(tx, principal, reference))


async def list_sales(tx: Tx, principal: Principal, wanted: SaleFilter) -> tuple[list[SaleRow], dict[int, SaleLink]]:
    """Sales of the tenant, newest first, and the payment link of each cart by its id."""
    principal.require(STAFF)
    rows = await store.list_sales(tx, principal.tenant_id, wanted)
    return rows, await store.read_links(tx, sorted({row.cart_id for row in rows}))


async def find_carts(tx: Tx, principal: Principal, ids: Sequence[int]) -> dict[int, Cart]:
    """Carts of the tenant by id; unknown ones are left out."""
    principal.require(STAFF)
    return await carts.list_carts(tx, principal.tenant_id, ids)


async def search_carts(tx: Tx, principal: Principal, wanted: CartFilter, limit: int) -> list[CartRow]:
    """Carts of the tenant, newest first; page on with `before_id`."""
    principal.require(STAFF)
    return await cart_search.search_carts(tx, principal.tenant_id, wanted, limit)


async def count_carts(tx: Tx, principal: Principal, wanted: CartFilter, *, at_most: int = 10_000) -> int:
    """How many carts a filter has, counting no further than `at_most`."""
    principal.require(STAFF)
    return await cart_search.count_carts(tx, principal.tenant_id, wanted, at_most)


async def sum_sales(tx: Tx, principal: Principal, wanted: SaleFilter) -> list[SaleSum]:
    """How many sales a filter has on all its pages, and what they come to, by currency."""
    principal.require(STAFF)
    return await store.sum_sales(tx, principal.tenant_id, wanted)


async def list_customers(tx: Tx, principal: Principal, text: str, limit: int = 10) -> list[Cart]:
    """The latest cart of earlier customers whose name, address or number begins with a text."""
    principal.require(STAFF)
    return await store.list_customers(tx, principal.tenant_id, text.strip(), limit)
