"""effect/list, retry, dismiss (extensions)."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.principal import ADMINS
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.wire.effects import CEffect, EffectDismiss, EffectList, EffectRef, effect_body
from admitone.dialects.offline.wire.envelope import Envelope, ok
from admitone.services import effect_admin

TAGS = ["Effects"]


@post("/effect/list", status_code=200, tags=TAGS)
async def list_effects(data: JSONBody[EffectList], door: OpenDoor) -> Envelope[list[CEffect]]:
    """Lists what must happen outside, newest first: waiting, running, failed, done or dismissed."""
    async with door.reading(data, ADMINS) as (tx, principal):
        found = await effect_admin.list_effects(
            tx,
            principal,
            state=data.state or None,
            kind=data.kind or None,
            cart_reference=data.cart_reference or None,
            before_id=data.before_effect_id,
            limit=data.limit,
        )
    return ok([effect_body(effect) for effect in found])


@post("/effect/retry", status_code=200, tags=TAGS)
async def retry_effect(data: JSONBody[EffectRef], door: OpenDoor) -> Envelope[str]:
    """Has a failed or waiting effect tried at once."""
    async with door.writing(data, ADMINS) as (tx, principal):
        await effect_admin.retry_effect(tx, principal, data.effect_id)
    return ok("The effect is tried again")


@post("/effect/dismiss", status_code=200, tags=TAGS)
async def dismiss_effect(data: JSONBody[EffectDismiss], door: OpenDoor) -> Envelope[str]:
    """Gives an effect up; the reason is kept."""
    async with door.writing(data, ADMINS) as (tx, principal):
        await effect_admin.dismiss_effect(tx, principal, data.effect_id, data.reason)
    return ok("The effect is dismissed")


HANDLERS: list[ControllerRouterHandler] = [list_effects, retry_effect, dismiss_effect]
