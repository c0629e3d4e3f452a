"""Telling wallets that tickets have changed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from admitone.core.errors import AdmitError
from admitone.core.wallet_passes import Platform, WalletPass
from admitone.services.effects import Claim
from admitone.services.passes import current_admission
from admitone.services.ports import GoogleWallet, PassPusher
from admitone.store import effects
from admitone.store import passes as store
from admitone.store.database import Database, Tx
from admitone.store.passes import TouchedPass

PUSH_PASSES: Final = "push_passes"
WRITE_GOOGLE_PASSES: Final = "write_google_passes"
# One effect each: short enough to be carried out within its lease, and begun anew where it broke off.
_PASSES_PER_EFFECT: Final = 200
_PUSHES_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class WalletWorld:
    """What telling wallets needs of the world; None for wallets that are not configured."""

    database: Database
    pusher: PassPusher | None
    google: GoogleWallet | None


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


async def push_passes(world: WalletWorld, claim: Claim) -> None:
    """Carry out `push_passes`. Devices that are gone are forgotten; one that fails is no reason to leave others out."""
    pusher = world.pusher
    if pusher is not None:
        async with world.database.reading() as tx:
            tokens = await store.list_push_tokens(tx, claim.effect.read_payload()["pass_ids"])
        gone, problem = await _push_all(pusher, tokens)
        async with world.database.writing() as tx:
            for token in gone:
                await store.forget_device(tx, token)
        if problem is not None:
            raise problem
    async with claim.finishing():
        return


async def write_google_passes(world: WalletWorld, claim: Claim) -> None:
    """Carry out `write_google_passes`: bring what Google shows in line with the tickets."""
    google = world.google
    if google is not None:
        async with world.database.reading() as tx:
            known = await store.read_passes(tx, claim.effect.read_payload()["pass_ids"])
            admissions = [(one.serial, await current_admission(tx, one)) for one in known]
        for serial, admission in admissions:
            await google.write_object(admission, serial)
    async with claim.finishing():
        return


async def _tell(tx: Tx, touched: Sequence[TouchedPass], now: datetime) -> None:
    for platform, kind in ((Platform.APPLE, PUSH_PASSES), (Platform.GOOGLE, WRITE_GOOGLE_PASSES)):
        mine = [one for one in touched if one.platform is platform]
        for start in range(0, len(mine), _PASSES_PER_EFFECT):
            part = mine[start : start + _PASSES_PER_EFFECT]
            key = f"{part[0].id}-{part[-1].id}:{now.isoformat()}"
            payload = {"pass_ids": [one.id for one in part]}
            await effects.insert_effect(tx, part[0].tenant_id, kind, key, payload, now)


async def _push_all(pusher: PassPusher, tokens: Sequence[str]) -> tuple[list[str], AdmitError | None]:
    """The tokens of devices that are gone, and the first refusal of another kind."""
    room = asyncio.Semaphore(_PUSHES_AT_ONCE)

    async def push(token: str) -> bool | AdmitError:
        async with room:
            try:
                return await pusher.push(token)
            except AdmitError as error:
                return error

    answers = await asyncio.gather(*(push(token) for token in tokens))
    gone = [token for token, answer in zip(tokens, answers, strict=True) if answer is False]
    return gone, next((answer for answer in answers if isinstance(answer, AdmitError)), None)
