"""What the ledger says of a ticket, and the salted digest that is all the world sees of it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

SALT_BYTES: Final = 32
_HEADER: Final = "admitone/record/v1"


class RecordKind(StrEnum):
    """What happened to a ticket."""

    ISSUE = "ISSUE"
    TRANSFER = "TRANSFER"
    VOID = "VOID"


class LedgerTicket(Struct, frozen=True, kw_only=True):
    """A ticket as the ledger sees it.

    `uid` is its public identity, `holder` an opaque name of whom it belongs to from then on: the id of an enrollment as
    text, or empty for nobody. Write no names, addresses or numbers of people into it.
    """

    id: int
    tenant_id: int
    uid: str
    holder: str = ""


class Statement(Struct, frozen=True, kw_only=True):
    """One record's content, from which its digest can be made again. `turn` counts the records of one ticket from 1."""

    kind: RecordKind
    turn: int
    tenant_id: int
    uid: str
    holder: str
    recorded_at: datetime


def new_salt() -> bytes:
    """Random bytes that keep a digest from being found by trying out what it may be of."""
    return secrets.token_bytes(SALT_BYTES)


def write_statement(statement: Statement) -> str:
    """The statement in the one way that is hashed: a line for each field, instants in UTC to the microsecond."""
    moment = statement.recorded_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    fields = (
        _HEADER,
        f"kind {statement.kind.value}",
        f"tenant {statement.tenant_id}",
        f"ticket {statement.uid}",
        f"turn {statement.turn}",
        f"holder {statement.holder}",
        f"at {moment}",
    )
    return "".join(f"{line}\n" for line in fields)


def record_digest(salt: bytes, text: str) -> bytes:
    """The salted digest of a statement, 32 bytes: the entry of the log.

    The salt is of fixed length and comes first, so no two pairs of salt and statement are the same bytes.
    """
    assert len(salt) == SALT_BYTES
    return hashlib.sha256(salt + text.encode()).digest()
