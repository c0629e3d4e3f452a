"""Rows of effects: what must happen outside the transaction that decided it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from admitone.core.selling import Cart
from admitone.store.database import Tx, as_struct


class Effect(Struct, frozen=True, kw_only=True):
    """A claimed effect. `payload` is JSON text; `attempts` counts this one too."""

    id: int
    tenant_id: int
    kind: str
    effect_key: str
    cart_reference: str | None
    payload: str
    attempts: int

    def read_payload(self) -> dict[str, Any]:
        """The payload as it was written."""
        payload: dict[str, Any] = msgspec.json.decode(self.payload)
        return payload


class EffectRow(Struct, frozen=True, kw_only=True):
    """An effect as people look at it."""

    id: int
    tenant_id: int
    kind: str
    effect_key: str
    cart_reference: str | None
    state: str
    attempts: int
    run_at: datetime
    last_error: str | None
    created_at: datetime
    updated_at: datetime


async def insert_effect(
    tx: Tx,
    tenant_id: int,
    kind: str,
    effect_key: str,
    payload: dict[str, Any],
    now: datetime,
    *,
    cart_reference: str | None = None,
) -> None:
    """Decide that something must happen; the same kind and key a second time changes nothing.

    Effects of one kind with the same `cart_reference` happen one after the other.
    """
    await tx.execute(
        "insert_effect",
        tenant_id=tenant_id,
        kind=kind,
        effect_key=effect_key,
        cart_reference=cart_reference,
        payload=_payload(payload),
        run_at=now,
        now=now,
    )


async def insert_claimed_effect(
    tx: Tx, cart: Cart, kind: str, effect_key: str, *, owner: str, lease_until: datetime, now: datetime
) -> Effect:
    """Decide that something must happen for a new cart, and take it over in the same breath.

    Only for a cart that no transaction but this one has seen: nothing earlier of the kind can be under way for it.
    """
    row = await tx.fetch_one(
        "insert_claimed_effect",
        tenant_id=cart.tenant_id,
        kind=kind,
        effect_key=effect_key,
        cart_reference=cart.reference,
        payload=_payload({"cart_id": cart.id}),
        owner=owner,
        lease_until=lease_until,
        now=now,
    )
    assert row is not None, "an insert that cannot conflict has one row"
    return as_struct(row, Effect)


async def is_waiting(tx: Tx, cart_reference: str, kind: str, key_prefix: str) -> bool:
    """Whether an effect of a cart, of this kind and with a key that begins so, has not been begun yet."""
    row = await tx.fetch_one("find_waiting_effect", cart_reference=cart_reference, kind=kind, key_like=f"{key_prefix}%")
    return row is not None


async def is_running(tx: Tx, cart_reference: str) -> bool:
    """Whether a worker or a request is carrying out an effect of a cart."""
    return await tx.fetch_one("find_running_effect", cart_reference=cart_reference) is not None


async def claim_effects(
    tx: Tx, owner: str, now: datetime, lease_until: datetime, limit: int, *, passed_over: Sequence[str] = ()
) -> list[Effect]:
    """Take over effects that are due, or whose worker let its lease lapse; none of the kinds that are `passed_over`."""
    rows = await tx.fetch_all(
        "claim_effects",
        owner=owner,
        now=now,
        lease_until=lease_until,
        limit=limit,
        passed_over=list(passed_over),
    )
    return [as_struct(row, Effect) for row in rows]


async def renew_lease(tx: Tx, effect_id: int, owner: str, lease_until: datetime) -> bool:
    """Keep an effect; False when another worker has taken it over."""
    return bool(await tx.execute("renew_lease", effect_id=effect_id, owner=owner, lease_until=lease_until))


async def finish_effect(tx: Tx, effect_id: int, owner: str, now: datetime) -> bool:
    """Note that an effect has happened; False when another worker has taken it over."""
    return bool(await tx.execute("finish_effect", effect_id=effect_id, owner=owner, now=now))


async def retry_effect_later(
    tx: Tx, effect_id: int, owner: str, run_at: datetime, last_error: str, now: datetime
) -> None:
    """Put an effect back until `run_at`."""
    await tx.execute(
        "retry_effect_later", effect_id=effect_id, owner=owner, run_at=run_at, last_error=last_error, now=now
    )


async def fail_effect(tx: Tx, effect_id: int, owner: str, last_error: str, now: datetime) -> None:
    """Give an effect up; a person must look at it."""
    await tx.execute("fail_effect", effect_id=effect_id, owner=owner, last_error=last_error, now=now)


async def count_effects(tx: Tx) -> dict[str, int]:
    """How many effects wait, run and have failed."""
    return {str(row["state"]): int(row["total"]) for row in await tx.fetch_all("count_effects")}


async def count_effects_in(tx: Tx, tenant_id: int, state: str) -> int:
    """How many effects of a tenant are in a state."""
    row = await tx.fetch_one("count_effects_in", tenant_id=tenant_id, state=state)
    return int(row["total"]) if row else 0


async def claim_cart_effects(
    tx: Tx, tenant_id: int, cart_reference: str, owner: str, now: datetime, lease_until: datetime
) -> list[Effect]:
    """Take over the effects of one cart that nobody works on."""
    rows = await tx.fetch_all(
        "claim_cart_effects",
        tenant_id=tenant_id,
        cart_reference=cart_reference,
        owner=owner,
        now=now,
        lease_until=lease_until,
    )
    return [as_struct(row, Effect) for row in rows]


async def list_effects(
    tx: Tx,
    tenant_id: int,
    *,
    state: str | None,
    kind: str | None,
    cart_reference: str | None,
    before_id: int | None,
    limit: int,
) -> list[EffectRow]:
    """Effects of a tenant, newest first."""
    rows = await tx.fetch_all(
        "list_effects",
        tenant_id=tenant_id,
        state=state,
        kind=kind,
        cart_reference=cart_reference,
        before_id=before_id,
        limit=limit,
    )
    return [as_struct(row, EffectRow) for row in rows]


async def retry_failed_effect(tx: Tx, tenant_id: int, effect_id: int, now: datetime) -> bool:
    """Try again now; False for an effect that is done, dismissed or under way."""
    return bool(await tx.execute("retry_failed_effect", tenant_id=tenant_id, effect_id=effect_id, now=now))


async def hurry_effects(tx: Tx, cart_reference: str, kind: str, now: datetime) -> bool:
    """Have what waits for another try at something for a cart tried now; False when nothing waits."""
    return bool(await tx.execute("hurry_effects", cart_reference=cart_reference, kind=kind, now=now))


async def dismiss_effect(tx: Tx, tenant_id: int, effect_id: int, reason: str, now: datetime) -> Effect | None:
    """Give an effect up for good; None for one that is done, dismissed or under way."""
    row = await tx.fetch_one("dismiss_effect", tenant_id=tenant_id, effect_id=effect_id, reason=reason, now=now)
    return as_struct(row, Effect) if row else None


async def list_kinds_under_way(tx: Tx, tenant_id: int, cart_reference: str) -> list[str]:
    """What is going to happen for a cart without anybody's help."""
    rows = await tx.fetch_all("list_kinds_under_way", tenant_id=tenant_id, cart_reference=cart_reference)
    return [str(row["kind"]) for row in rows]


async def list_pending_kinds(tx: Tx, tenant_id: int, cart_reference: str) -> list[str]:
    """What still waits for a cart, or has failed."""
    rows = await tx.fetch_all("list_pending_kinds", tenant_id=tenant_id, cart_reference=cart_reference)
    return sorted({str(row["kind"]) for row in rows})


def _payload(values: dict[str, Any]) -> str:
    return msgspec.json.encode(values).decode()
