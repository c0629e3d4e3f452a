"""Telling wallets that tickets have changed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admitone.core.errors import AdmitError
from admitone.services.effects import Claim
from admitone.services.passes import current_admission
from admitone.services.ports import GoogleWallet, PassPusher
from admitone.store import passes as store
from admitone.store.database import Database

_PUSHES_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class WalletWorld:
    """What telling wallets needs of the world; None for wallets that are not configured."""

    database: Database
    pusher: PassPusher | None
    google: GoogleWallet | None


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
