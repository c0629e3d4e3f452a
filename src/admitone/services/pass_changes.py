"""Deciding that wallets are told of changed tickets, in the transaction that changes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from admitone.core.wallet_passes import Platform, WalletPass
from admitone.store import effects
from admitone.store import passes as store
from admitone.store.database import Tx
from admitone.store.passes import TouchedPass

PUSH_PASSES: Final = "push_passes"
WRITE_GOOGLE_PASSES: Final = "write_google_passes"
# One effect each: short enough to be carried out within its lease, and begun anew where it broke off.
_PASSES_PER_EFFECT: Final = 200


async def passes_changed(tx: Tx, ticket_ids: Sequence[int], now: datetime) -> None:
    """Have the passes of tickets updated that were voided, transferred, refunded or corrected in this transaction.

    Whether a pass still admits its holder is decided when it is made anew: from the ticket's state, and from its
    download code, which is changed with its holder. Nothing happens for tickets without passes.
    """
    await _tell(tx, await store.touch_passes(tx, ticket_ids, now), now)


async def event_passes_changed(tx: Tx, tenant_id: int, event_id: int, now: datetime) -> None:
    """Have the passes of an event's tickets updated: its time, place or look was changed in this transaction."""
    await _tell(tx, await store.touch_event_passes(tx, tenant_id, event_id, now), now)


async def device_joined(tx: Tx, known: WalletPass, now: datetime) -> None:
    """Tell the devices of a pass that has changed since it was made: a new one of them may hold it as it was before."""
    if known.changed_at != known.created_at:
        await _tell(tx, [TouchedPass(id=known.id, tenant_id=known.tenant_id, platform=known.platform)], now)


async def _tell(tx: Tx, touched: Sequence[TouchedPass], now: datetime) -> None:
    for platform, kind in ((Platform.APPLE, PUSH_PASSES), (Platform.GOOGLE, WRITE_GOOGLE_PASSES)):
        mine = [one for one in touched if one.platform is platform]
        for start in range(0, len(mine), _PASSES_PER_EFFECT):
            part = mine[start : start + _PASSES_PER_EFFECT]
            key = f"{part[0].id}-{part[-1].id}:{now.isoformat()}"
            payload = {"pass_ids": [one.id for one in part]}
            await effects.insert_effect(tx, part[0].tenant_id, kind, key, payload, now)
