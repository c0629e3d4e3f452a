"""What a decision about a cart sets going outside."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from admitone.core.selling import Cart
from admitone.store import effects
from admitone.store.database import Tx

SYNC_ERP: Final = "sync_erp"
CREATE_PAYMENT: Final = "create_payment"
MAIL_TICKETS: Final = "mail_tickets"
CHECK_PAYMENT: Final = "check_payment"
REFUND_PAYMENT: Final = "refund_payment"


async def request_cart_effects(
    tx: Tx,
    cart: Cart,
    *,
    erp: bool,
    payment_link: bool = False,
    mail: bool = False,
    now: datetime,
) -> list[str]:
    """Write the effects that the present state of a cart asks for; their kinds."""
    kinds = []
    for kind, key in list_effects(cart, erp=erp, payment_link=payment_link, now=now):
        kinds.append(kind)
        await _request(tx, cart, kind, key, now)
    if mail:
        kinds.append(MAIL_TICKETS)
        await request_mail(tx, cart, now)
    return sorted(kinds)


def list_effects(cart: Cart, *, erp: bool, payment_link: bool, now: datetime) -> list[tuple[str, str]]:
    """Kind and key of what the ERP and the gateway have to learn of the present state of a cart."""
    found = []
    if erp:
        # The handler brings the ERP in line with whatever the cart is then, so the key needs only tell changes apart.
        found.append((SYNC_ERP, f"{cart.reference}:{cart.status}:{now.isoformat()}"))
    if payment_link:
        found.append((CREATE_PAYMENT, _payment_key(cart, now)))
    return found


async def request_payment_link(tx: Tx, cart: Cart, now: datetime) -> None:
    """A new attempt to collect the money."""
    await _request(tx, cart, CREATE_PAYMENT, _payment_key(cart, now), now)


async def request_mail(
    tx: Tx, cart: Cart, now: datetime, *, base_url: str | None = None, to: str | None = None
) -> None:
    """Send the download links to the customer, or to another address."""
    await _request(tx, cart, MAIL_TICKETS, f"{cart.reference}:{now.isoformat()}", now, base_url=base_url, to=to)


async def request_check(tx: Tx, cart: Cart, session_id: int, now: datetime) -> None:
    """Ask the gateway about a session; a wish while another one waits is that one.

    One under way does not count: it may have asked before what makes us ask now had happened.
    """
    if await effects.is_waiting(tx, cart.reference, CHECK_PAYMENT, f"{session_id}:"):
        return
    await _request(tx, cart, CHECK_PAYMENT, f"{session_id}:{now.isoformat()}", now, session_id=session_id)


async def request_refund(tx: Tx, cart: Cart, refund_id: int, now: datetime) -> None:
    """Give money back through the gateway."""
    await _request(tx, cart, REFUND_PAYMENT, f"{refund_id}:{now.isoformat()}", now, refund_id=refund_id)


async def _request(tx: Tx, cart: Cart, kind: str, key: str, now: datetime, **payload: object) -> None:
    await effects.insert_effect(
        tx,
        cart.tenant_id,
        kind,
        key,
        {"cart_id": cart.id, **payload},
        now,
        cart_reference=cart.reference,
    )


def _payment_key(cart: Cart, now: datetime) -> str:
    return f"{cart.reference}:{now.isoformat()}"
