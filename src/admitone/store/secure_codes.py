"""Rows of the keys of events, and of the phones that SECURE tickets are bound to."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.core.inventory import Ticket
from admitone.store.database import Tx, as_struct, as_structs


class KeyRow(Struct, frozen=True, kw_only=True):
    """A public key, in hexadecimal digits as its name."""

    id: int
    tenant_id: int
    event_id: int
    generation: int
    key_id: str
    public_key: str
    created_at: datetime
    revoked_at: datetime | None


class CodeRow(Struct, frozen=True, kw_only=True):
    """A binding of a ticket to a phone, with uid and link of the ticket as they were then."""

    id: int
    ticket_id: int
    event_id: int
    uid: str
    version: int
    status_index: int
    holder_code: str
    holder_key: str

    def is_of(self, ticket: Ticket) -> bool:
        """Whether the ticket has the same holder as when it was bound."""
        return (self.uid, self.holder_code) == (ticket.uid, ticket.download_code)


class DeadCode(Struct, frozen=True, kw_only=True):
    """A version of a ticket that admits nobody any more."""

    uid: str
    version: int
    status_index: int


async def list_keys(tx: Tx, event_id: int) -> list[KeyRow]:
    """The keys of an event, the oldest first, revoked ones too."""
    return as_structs(await tx.fetch_all("list_secure_keys", event_id=event_id), KeyRow)


async def read_key(tx: Tx, tenant_id: int, key_id: str) -> KeyRow | None:
    """The key of a tenant with this name."""
    row = await tx.fetch_one("read_secure_key", tenant_id=tenant_id, key_id=key_id)
    return as_struct(row, KeyRow) if row else None


async def insert_key(
    tx: Tx, tenant_id: int, event_id: int, generation: int, key_id: str, public_key: str, now: datetime
) -> None:
    """Add a key; ConstraintViolated when the event has this generation already."""
    await tx.execute(
        "insert_secure_key",
        tenant_id=tenant_id,
        event_id=event_id,
        generation=generation,
        key_id=key_id,
        public_key=public_key,
        now=now,
    )


async def revoke_keys_before(tx: Tx, event_id: int, generation: int, now: datetime) -> int:
    """End the keys of an event before this generation; how many."""
    return await tx.execute("revoke_secure_keys", event_id=event_id, generation=generation, now=now)


async def read_last_code(tx: Tx, ticket_id: int) -> CodeRow | None:
    """The newest binding of a ticket."""
    row = await tx.fetch_one("read_last_secure_code", ticket_id=ticket_id)
    return as_struct(row, CodeRow) if row else None


async def find_code(tx: Tx, tenant_id: int, uid: str, version: int) -> CodeRow | None:
    """The binding that a code tells of."""
    row = await tx.fetch_one("find_secure_code", tenant_id=tenant_id, uid=uid, version=version)
    return as_struct(row, CodeRow) if row else None


async def insert_code(tx: Tx, tenant_id: int, ticket: Ticket, version: int, holder_key: str, now: datetime) -> int:
    """Bind a ticket to a phone; the place in the event's status list.

    ConstraintViolated when another transaction has taken the version or the place meanwhile.
    """
    row = await tx.fetch_one(
        "insert_secure_code",
        tenant_id=tenant_id,
        event_id=ticket.event_id,
        ticket_id=ticket.id,
        uid=ticket.uid,
        version=version,
        holder_code=ticket.download_code,
        holder_key=holder_key,
        now=now,
    )
    assert row is not None
    return int(row["status_index"])


async def list_dead_codes(tx: Tx, event_id: int) -> list[DeadCode]:
    """What of an event admits nobody any more."""
    return as_structs(await tx.fetch_all("list_dead_secure_codes", event_id=event_id), DeadCode)


async def count_codes(tx: Tx, event_id: int) -> int:
    """How long the status list of an event is."""
    row = await tx.fetch_one("count_secure_codes", event_id=event_id)
    return int(row["size"]) if row else 0


async def find_event(tx: Tx, uid: str) -> int | None:
    """The event with this uid, of whatever tenant."""
    row = await tx.fetch_one("find_event_by_uid", uid=uid)
    return int(row["id"]) if row else None


async def was_admitted(tx: Tx, ticket_id: int, code_hash: str) -> bool:
    """Whether exactly this code has admitted somebody before, even if that was undone."""
    return await tx.fetch_one("find_admitted_code", ticket_id=ticket_id, code_hash=code_hash) is not None
