"""The same reservation sent again under its Idempotency-Key."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from admitone.core.errors import Conflict
from admitone.core.principal import Principal
from admitone.core.selling import Cart
from admitone.services.cart_view import CartView, view_cart
from admitone.services.selling import Reservation
from admitone.store import batches, carts
from admitone.store.database import Tx

RESERVE_OPERATION: Final = "sale/reserve"


async def replay(tx: Tx, principal: Principal, wanted: Reservation) -> CartView | None:
    """The cart that a reservation with this key has made before; Conflict when it wanted something else."""
    if wanted.idempotency_key is None:
        return None
    kept = await batches.read_idempotency_key(tx, principal.tenant_id, RESERVE_OPERATION, wanted.idempotency_key)
    if kept is None:
        return None
    cart = await carts.read_cart_by_id(tx, kept.result_id)
    if kept.fingerprint != fingerprint_of(wanted):
        message = f"this Idempotency-Key made cart {cart.reference} from other values; use a new key for a new cart"
        raise Conflict(message, fields=("Idempotency-Key",), details={"cartReference": cart.reference})
    return await view_cart(tx, cart)


async def keep_key(tx: Tx, principal: Principal, wanted: Reservation, cart: Cart, now: datetime) -> None:
    """Tie the key of a reservation to its cart. ConstraintViolated `idempotency_key_once` when it is tied already."""
    if wanted.idempotency_key is None:
        return
    await batches.insert_idempotency_key(
        tx,
        principal.tenant_id,
        RESERVE_OPERATION,
        wanted.idempotency_key,
        fingerprint=fingerprint_of(wanted),
        result_id=cart.id,
        now=now,
    )


def fingerprint_of(wanted: Reservation) -> str:
    """What tells one reservation from another one: the same for a repetition."""
    said = (
        wanted.customer_name,
        wanted.customer_email,
        wanted.customer_phone,
        sorted(wanted.ticket_ids),
        list(wanted.wishes),
        wanted.notes,
        wanted.customer_id,
        wanted.skip_payment_link,
        wanted.hold_minutes,
        wanted.agent_user_id,
        wanted.language,
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()
