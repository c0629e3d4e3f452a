"""Bringing checkpoints to witnesses, and their signatures back (C2SP tlog-witness)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from admitone.core.errors import AdmitError, OutsideRefused
from admitone.core.ledger.checkpoints import parse_checkpoint
from admitone.core.ledger.notes import VerifierKey, parse_note
from admitone.core.ledger.proofs import plan_consistency
from admitone.services.ledger_checkpoints import LedgerWorld, current_checkpoint
from admitone.services.ledger_tree import carry_out
from admitone.services.ports import Witnesses
from admitone.services.witnessing import add_cosignatures
from admitone.store import checkpoints

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WitnessWorld:
    """What asking witnesses needs; `addresses` are by verifier key."""

    ledger: LedgerWorld
    witnesses: Witnesses
    addresses: Mapping[str, str]


async def request_cosignatures(world: WitnessWorld, now: datetime) -> None:
    """Have each witness sign the newest checkpoint, unless it has. One that refuses or is away is logged.

    Asking twice is harmless: a witness signs what it has signed before again.
    """
    note = await current_checkpoint(world.ledger, now)
    size = parse_checkpoint(parse_note(note).text).size
    asked = [key for key in world.ledger.witnesses if size and str(key) in world.addresses]
    for key in asked:
        try:
            await _ask(world, key, size, note, now)
        except AdmitError as error:
            _log.warning("witness_did_not_sign", witness=key.name, size=size, reason=error.message)


async def _ask(world: WitnessWorld, key: VerifierKey, size: int, note: str, now: datetime) -> None:
    async with world.ledger.database.reading() as tx:
        known = await checkpoints.read_cosigned_size(tx, str(key))
    if known >= size:
        return
    address = world.addresses[str(key)]
    status, text = await world.witnesses.add_checkpoint(address, await _write_request(world, known, size, note))
    if status == 409 and text.strip().isdigit() and known != int(text) <= size:
        # It has signed more, or less, than has come back to us.
        request = await _write_request(world, int(text), size, note)
        status, text = await world.witnesses.add_checkpoint(address, request)
    if status != 200:
        raise OutsideRefused(f"the witness answered with HTTP status {status}: {text.strip()[:200]}")
    await add_cosignatures(world.ledger, note + text, now)


async def _write_request(world: WitnessWorld, old: int, size: int, note: str) -> str:
    async with world.ledger.database.reading() as tx:
        path = await carry_out(tx, plan_consistency(old, size))
    return f"old {old}\n" + "".join(f"{base64.b64encode(each).decode()}\n" for each in path) + f"\n{note}"
