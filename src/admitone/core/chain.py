"""What is written to a chain, and how far each transaction has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class ChainKind(StrEnum):
    """What a transaction does: anchor a root, mint, move or burn a token."""

    ANCHOR = "ANCHOR"
    MINT = "MINT"
    TRANSFER = "TRANSFER"
    BURN = "BURN"


class ChainState(StrEnum):
    """How far a transaction has come."""

    QUEUED = "QUEUED"  # decided
    SIGNED = "SIGNED"  # QUEUED -> SIGNED: it has its nonce and hash, and may have been sent
    SEEN = "SEEN"  # SIGNED -> SEEN: a node has taken it
    CONFIRMED = "CONFIRMED"  # SEEN -> CONFIRMED: it is in a block, with enough blocks above
    REPLACED = "REPLACED"  # SEEN -> REPLACED: another attempt of the same job has taken its place
    FAILED = "FAILED"  # SEEN -> FAILED: the contract has refused it; a person must look


class ChainTransaction(Struct, frozen=True, kw_only=True):
    """One transaction. A job, which `job_key` names, may need several attempts."""

    id: int
    job_key: str
    attempt: int
    kind: ChainKind
    size: int | None
    position: int | None
    tenant_id: int | None
    ticket_id: int | None
    token_id: str | None
    digest: bytes
    recipient: str | None
    state: ChainState
    sender: str | None
    nonce: int | None
    transaction_hash: str | None
    signed_transaction: bytes | None
    block_number: int | None
    last_error: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SignedTransaction:
    """A transaction ready to be sent: its hash, `0x` and 64 hexadecimal digits, and its bytes."""

    hash: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ChainReceipt:
    """A transaction that is in a block. `confirmations` counts that block and those above."""

    block_number: int
    confirmations: int
    succeeded: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A token as the contract has it; without an owner it is not minted, or burnt."""

    owner: str | None
    digest: bytes
