"""Rows of the one-time codes by which owners of tickets get a token. The code is made of a seed and our secret."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.store.database import Tx, as_struct


class MailedCode(Struct, frozen=True, kw_only=True):
    """A code that is still good, with the address that it is for."""

    id: int
    account_id: int
    email: str
    seed: str
    expires_at: datetime


class TriedCode(Struct, frozen=True, kw_only=True):
    """A code on which an attempt has just been spent."""

    id: int
    account_id: int
    seed: str


async def replace_code(tx: Tx, account_id: int, seed: str, expires_at: datetime, now: datetime) -> int | None:
    """End the codes of an account and add one; its id, or None when somebody else has just added one."""
    await tx.execute("end_account_codes", account_id=account_id, now=now)
    row = await tx.fetch_one("insert_account_code", account_id=account_id, seed=seed, expires_at=expires_at, now=now)
    return int(row["id"]) if row else None


async def read_code(tx: Tx, code_id: int, now: datetime) -> MailedCode | None:
    """A code that can still be used."""
    row = await tx.fetch_one("read_account_code", code_id=code_id, now=now)
    return as_struct(row, MailedCode) if row else None


async def spend_attempt(tx: Tx, email: str, attempts_max: int, now: datetime) -> TriedCode | None:
    """Count an attempt on the code of an address; None when there is none, or too many were made."""
    row = await tx.fetch_one("spend_account_attempt", email=email, attempts_max=attempts_max, now=now)
    return as_struct(row, TriedCode) if row else None


async def use_code(tx: Tx, code_id: int, now: datetime) -> bool:
    """End a code; False when it was used, replaced or is over."""
    return bool(await tx.execute("use_account_code", code_id=code_id, now=now))
