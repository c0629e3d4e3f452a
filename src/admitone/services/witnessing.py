"""Cosignatures: what witnesses say of checkpoints of the ledger, checked and published with them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from admitone.core.errors import InvalidParameter, NotFound
from admitone.core.ledger.checkpoints import parse_checkpoint
from admitone.core.ledger.notes import NoteSignature, SignedNote, VerifierKey, parse_note
from admitone.services.ledger_checkpoints import LedgerWorld, published_checkpoint
from admitone.store import checkpoints

# Clocks of witnesses are not ours.
FUTURE_SECONDS_MAX: Final = 300


async def add_cosignatures(world: LedgerWorld, content: str, now: datetime) -> str:
    """Keep what configured witnesses have signed of one of our checkpoints; that checkpoint with all its cosignatures.

    `content` is the checkpoint as it was published, with the lines of the witnesses (C2SP tlog-cosignature). Lines of
    others are passed over. InvalidParameter when nothing is left, or a witness's line does not hold; NotFound when the
    checkpoint is not one of this ledger: then somebody has been shown another log than this one.
    """
    try:
        note = parse_note(content)
        checkpoint = parse_checkpoint(note.text)
    except ValueError as error:
        raise InvalidParameter(f"the cosignature does not hold: {error}", fields=("body",)) from error
    lines = [(key, _line_of(key, note, now)) for key in world.witnesses if _has_line(key, note)]
    if not lines:
        raise InvalidParameter("no witness of ADMITONE_LEDGER_WITNESSES has signed this", fields=("body",))
    async with world.database.writing() as tx:
        row = await checkpoints.read_of_size(tx, checkpoint.size)
        if row is None or row.body != note.text:
            raise NotFound("this is no checkpoint that this ledger has published", fields=("body",))
        for key, signature in lines:
            await checkpoints.insert_cosignature(tx, row.size, str(key), signature.line, now)
        return await published_checkpoint(world, tx, row)


def _has_line(key: VerifierKey, note: SignedNote) -> bool:
    return any(key.made(signature) for signature in note.signatures)


def _line_of(key: VerifierKey, note: SignedNote, now: datetime) -> NoteSignature:
    """The newest line of a witness; InvalidParameter when one of its lines does not hold, or is of the future."""
    lines = [signature for signature in note.signatures if key.made(signature)]
    if not all(key.verifies(note.text, signature) for signature in lines):
        raise InvalidParameter(f"the signature of {key.name} does not hold", fields=("body",))
    newest = max(lines, key=lambda signature: signature.signed_at or 0)
    if (newest.signed_at or 0) > now.timestamp() + FUTURE_SECONDS_MAX:
        raise InvalidParameter(f"the signature of {key.name} is of the future; check its clock", fields=("body",))
    return newest
