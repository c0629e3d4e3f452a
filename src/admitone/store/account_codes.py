"""Rows of the one-time codes by which owners of tickets get a token. The code is made of a seed and our secret."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.store.database import Tx, as_struct, as_structs


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


async def keep_code(
    tx: Tx, account_id: int, seed: str, *, made_before: datetime, expires_at: datetime, now: datetime
) -> int | None:
    """The newest code of an account: the one that is there, else, or when that was `made_before`, one of `seed`.

    Its id; None when it was used at this very moment.
    """
    await tx.execute("succeed_account_code", account_id=account_id, made_before=made_before)
    row = await tx.fetch_one("insert_account_code", account_id=account_id, seed=seed, expires_at=expires_at, now=now)
    row = row or await tx.fetch_one("find_account_code", account_id=account_id)
    return int(row["id"]) if row else None


async def read_code(tx: Tx, code_id: int, now: datetime) -> MailedCode | None:
    """A code that can still be used."""
    row = await tx.fetch_one("read_account_code", code_id=code_id, now=now)
    return as_struct(row, MailedCode) if row else None


async def spend_attempt(tx: Tx, email: str, attempts_max: int, now: datetime) -> list[TriedCode]:
    """Count an attempt on the codes of an address; those on which not too many were made."""
    rows = await tx.fetch_all("spend_account_attempt", email=email, attempts_max=attempts_max, now=now)
    return as_structs(rows, TriedCode)


async def use_code(tx: Tx, tried: TriedCode, now: datetime) -> bool:
    """Take a code, and the others of its account with it; False when it was used or is over."""
    if not await tx.execute("use_account_code", code_id=tried.id, now=now):
        return False
    await tx.execute("delete_account_codes", account_id=tried.account_id)
    return True
