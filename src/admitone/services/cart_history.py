"""Everything that happened to one cart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from admitone.core.principal import STAFF, Principal
from admitone.core.selling import Cart, PaymentSession, Refund
from admitone.store import cart_history as store
from admitone.store import effects, payments
from admitone.store.cart_history import CartDownload, CartStep
from admitone.store.database import Tx
from admitone.store.effects import EffectRow

EFFECTS_MAX: Final = 200
DOWNLOADS_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class CartHistory:
    """Decisions, attempts to collect money, refunds, what had to happen outside, downloads; each in order of time."""

    steps: list[CartStep]
    sessions: list[PaymentSession]
    refunds: list[Refund]
    effects: list[EffectRow]
    downloads: list[CartDownload]


async def read_history(tx: Tx, principal: Principal, cart: Cart) -> CartHistory:
    """The history of a cart of the tenant. Effects that are done are kept for a month."""
    principal.require(STAFF)
    tenant_id = principal.tenant_id
    found = await effects.list_effects(
        tx, tenant_id, state=None, kind=None, cart_reference=cart.reference, before_id=None, limit=EFFECTS_MAX
    )
    return CartHistory(
        steps=await store.list_cart_steps(tx, tenant_id, cart.reference),
        sessions=await payments.list_payment_sessions(tx, cart.id),
        refunds=(await payments.list_refunds(tx, tenant_id, cart_id=cart.id))[::-1],
        effects=found[::-1],
        downloads=(await store.list_cart_downloads(tx, tenant_id, cart.reference, DOWNLOADS_MAX))[::-1],
    )
