"""Effects (extension): what must happen outside, and has not."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from admitone.bodies import Id, Line, Remark
from admitone.dialects.offline.wire.envelope import SessionBody
from admitone.store.effects import EffectRow


class EffectList(SessionBody, kw_only=True, rename="camel"):
    """Body of effect/list. Newest first; page on with `beforeEffectId`."""

    state: Annotated[str, Meta(max_length=20, examples=["FAILED"])] | None = None
    kind: Line | None = None
    cart_reference: Line | None = None
    before_effect_id: Id | None = None
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100


class EffectRef(SessionBody, kw_only=True, rename="camel"):
    """Body of effect/retry."""

    effect_id: Id


class EffectDismiss(SessionBody, kw_only=True, rename="camel"):
    """Body of effect/dismiss."""

    effect_id: Id
    reason: Remark


class CEffect(Struct, frozen=True, rename="camel"):
    """An effect: what it is, how often it was tried, when next, and what went wrong last."""

    effect_id: int
    kind: str
    cart_reference: str | None
    state: str
    attempts: int
    next_attempt_at: str | None
    last_error: str | None
    created_at: str


def effect_body(effect: EffectRow) -> CEffect:
    """An effect as the door shows it."""
    return CEffect(
        effect_id=effect.id,
        kind=effect.kind,
        cart_reference=effect.cart_reference,
        state=effect.state,
        attempts=effect.attempts,
        next_attempt_at=effect.run_at.isoformat(timespec="seconds") if effect.state == "WAITING" else None,
        last_error=effect.last_error,
        created_at=effect.created_at.isoformat(timespec="milliseconds"),
    )
