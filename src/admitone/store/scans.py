"""Rows of scans, and the transition of tickets to used ones and back."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.core.scanning import FirstUse, Verdict
from admitone.store.database import Tx, as_struct


class KnownScan(Struct, frozen=True, kw_only=True):
    """A scan that was told its verdict."""

    code_hash: str
    ticket_id: int | None
    verdict: Verdict


class ScanRow(Struct, frozen=True, kw_only=True):
    """A scan as staff see it."""

    id: int
    ticket_id: int | None
    gate: str
    verdict: Verdict
    undone_at: datetime | None
    scanned_by: str
    created_at: datetime


class NewScan(Struct, frozen=True, kw_only=True):
    """A scan to keep. `scan_id` is the gate's name for it."""

    scan_id: str | None
    code_hash: str
    ticket_id: int | None
    gate: str
    verdict: Verdict
    scanned_by: str


async def list_ids_of_code(tx: Tx, tenant_id: int, barcode: str) -> list[int]:
    """The tickets of a tenant with this code, at most 20; more than one only where duplicates were allowed."""
    rows = await tx.fetch_all("list_tickets_of_code", tenant_id=tenant_id, barcode=barcode)
    return [int(row["id"]) for row in rows]


async def redeem(tx: Tx, tenant_id: int, ticket_id: int, now: datetime) -> bool:
    """Mark a sold ticket used; False when it is used or void already, or not sold."""
    return await tx.fetch_one("redeem_ticket", tenant_id=tenant_id, ticket_id=ticket_id, now=now) is not None


async def redeem_at(tx: Tx, tenant_id: int, ticket_id: int, at: datetime, now: datetime) -> None:
    """Mark a sold ticket used at an instant that has passed, unless it was used before it."""
    await tx.execute("redeem_ticket_at", tenant_id=tenant_id, ticket_id=ticket_id, at=at, now=now)


async def restore(tx: Tx, tenant_id: int, ticket_id: int, now: datetime) -> bool:
    """Mark a used ticket unused again, and its scans undone; False when it is not used."""
    if await tx.fetch_one("restore_ticket", tenant_id=tenant_id, ticket_id=ticket_id, now=now) is None:
        return False
    await tx.execute("undo_scans", ticket_id=ticket_id, now=now)
    return True


async def insert_scan(tx: Tx, tenant_id: int, scan: NewScan, now: datetime) -> None:
    """Keep a scan; ConstraintViolated `scans_once` when the gate's name for it is taken."""
    await tx.execute(
        "insert_scan",
        tenant_id=tenant_id,
        scan_id=scan.scan_id,
        code_hash=scan.code_hash,
        ticket_id=scan.ticket_id,
        gate=scan.gate,
        verdict=str(scan.verdict),
        scanned_by=scan.scanned_by,
        now=now,
    )


async def read_scan(tx: Tx, tenant_id: int, scan_id: str) -> KnownScan | None:
    """The scan that a gate calls so."""
    row = await tx.fetch_one("read_scan", tenant_id=tenant_id, scan_id=scan_id)
    return as_struct(row, KnownScan) if row else None


async def read_first_use(tx: Tx, ticket_id: int) -> FirstUse | None:
    """When and where a ticket was admitted."""
    row = await tx.fetch_one("read_first_use", ticket_id=ticket_id)
    return as_struct(row, FirstUse) if row else None


async def list_scans(tx: Tx, tenant_id: int, limit: int) -> list[ScanRow]:
    """The last scans of a tenant, newest first."""
    return [as_struct(row, ScanRow) for row in await tx.fetch_all("list_scans", tenant_id=tenant_id, limit=limit)]
