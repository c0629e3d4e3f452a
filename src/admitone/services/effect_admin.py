"""What waits outside, why, and what a person does about it."""

from __future__ import annotations

from typing import NoReturn

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, InvalidParameter, NotFound
from admitone.core.principal import ADMINS, Principal
from admitone.core.selling import RefundState
from admitone.services.cart_effects import REFUND_PAYMENT
from admitone.store import effects as store
from admitone.store import payments
from admitone.store.audit import Change, record_entity
from admitone.store.database import Tx
from admitone.store.effects import EffectRow

PAGE_MAX = 1000


async def list_effects(
    tx: Tx,
    principal: Principal,
    *,
    state: str | None = None,
    kind: str | None = None,
    cart_reference: str | None = None,
    before_id: int | None = None,
    limit: int = 100,
) -> list[EffectRow]:
    """Effects of the tenant, newest first."""
    principal.require(ADMINS)
    return await store.list_effects(
        tx,
        principal.tenant_id,
        state=state,
        kind=kind,
        cart_reference=cart_reference,
        before_id=before_id,
        limit=min(limit, PAGE_MAX),
    )


async def count_effects(tx: Tx, principal: Principal, state: str) -> int:
    """How many effects of the tenant are in a state."""
    principal.require(ADMINS)
    return await store.count_effects_in(tx, principal.tenant_id, state)


async def retry_effect(tx: Tx, principal: Principal, effect_id: int) -> None:
    """Have a failed or waiting effect tried at once.

    NotFound for an unknown one; Conflict when it is done, dismissed or under way.
    """
    principal.require(ADMINS)
    now = utc_now()
    if not await store.retry_failed_effect(tx, principal.tenant_id, effect_id, now):
        await _refuse(tx, principal, effect_id)
    await record_entity(tx, principal.tenant_id, "EFFECT", effect_id, Change("RETRY", principal.name, now))


async def dismiss_effect(tx: Tx, principal: Principal, effect_id: int, reason: str) -> None:
    """Give an effect up; the reason is kept. NotFound for an unknown one; Conflict as for `retry_effect`."""
    principal.require(ADMINS)
    if not reason.strip():
        raise InvalidParameter("reason: say why this need not happen any more", fields=("reason",))
    now = utc_now()
    dismissed = await store.dismiss_effect(tx, principal.tenant_id, effect_id, reason, now)
    if dismissed is None:
        await _refuse(tx, principal, effect_id)
    if dismissed.kind == REFUND_PAYMENT:
        # The money is still owed: without its effect the refund is a person's again.
        refund_id = int(dismissed.read_payload()["refund_id"])
        await payments.move_refund(
            tx, principal.tenant_id, refund_id, RefundState.ORDERED, RefundState.OPEN, now, note=reason
        )
    change = Change("DISMISS", principal.name, now, details=reason)
    await record_entity(tx, principal.tenant_id, "EFFECT", effect_id, change)


async def _refuse(tx: Tx, principal: Principal, effect_id: int) -> NoReturn:
    known = await list_effects(tx, principal, before_id=effect_id + 1, limit=1)
    if not known or known[0].id != effect_id:
        raise NotFound(f"there is no effect {effect_id}", fields=("effectId",))
    raise Conflict(f"effect {effect_id} is {known[0].state}; it neither waits nor has failed", fields=("effectId",))
