"""People who can sign in."""

from __future__ import annotations

import asyncio
import re
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from admitone.core.clock import utc_now
from admitone.core.contacts import check_email
from admitone.core.errors import Conflict, InvalidParameter
from admitone.core.people import NO_PASSWORD
from admitone.core.principal import Role
from admitone.store import people
from admitone.store.database import ConstraintViolated, Tx
from admitone.store.people import User

PASSWORD_LENGTH_MIN: Final = 10
PASSWORD_LENGTH_MAX: Final = 200
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")
_HASHER = PasswordHasher()


def fold_username(username: str) -> str:
    """Usernames differ neither in case nor in white space around them."""
    return username.strip().casefold()


def check_username(username: str) -> str:
    """The username as it is kept; InvalidParameter when it cannot be one."""
    username = fold_username(username)
    if not _USERNAME.fullmatch(username):
        message = "a username has 1 to 100 letters, digits and . _ @ + -, and starts with a letter or digit"
        raise InvalidParameter(message, fields=("username",))
    return username


async def add_user(
    tx: Tx,
    *,
    tenant: str,
    time_zone: str,
    username: str,
    password_hash: str,
    role: Role,
    email: str | None = None,
) -> User:
    """Add a user, and the tenant when it is new. Conflict when the name is taken, whichever tenant has it."""
    username = check_username(username)
    address = check_email(email, "email") if email else None
    now = utc_now()
    owner = await people.read_or_insert_tenant(tx, tenant, time_zone, now)
    return await insert_user(tx, owner.id, username, password_hash, role, email=address)


async def insert_user(
    tx: Tx, tenant_id: int, username: str, password_hash: str, role: Role, *, email: str | None
) -> User:
    """Add a user to a tenant; Conflict when the name is taken, whichever tenant has it."""
    try:
        return await people.insert_user(tx, tenant_id, username, password_hash, role, utc_now(), email=email)
    except ConstraintViolated as error:
        raise Conflict(f"there is a user {username} already; choose another name", fields=("username",)) from error


async def hash_password(password: str, field: str = "password") -> str:
    """Argon2id hash of a new password; InvalidParameter when it is too short or too long.

    Hashing takes tens of milliseconds of CPU by design, so it runs in a thread and outside any transaction.
    """
    if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
        message = f"a password has {PASSWORD_LENGTH_MIN} to {PASSWORD_LENGTH_MAX} characters"
        raise InvalidParameter(message, fields=(field,))
    return await asyncio.to_thread(_HASHER.hash, password)


def usable_hash(user: User | None) -> str | None:
    """The hash that a password must fit; None for nobody, a disabled user, and one who has not chosen a password."""
    return user.password_hash if user and user.active and user.password_hash != NO_PASSWORD else None


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether a password fits. Without a hash it takes as long as with one, so that timing tells nothing."""
    return await asyncio.to_thread(_verify, password_hash or _nobody_hash(), password, password_hash is not None)


def _verify(password_hash: str, password: str, known: bool) -> bool:  # noqa: FBT001
    try:
        _HASHER.verify(password_hash, password[:PASSWORD_LENGTH_MAX])
    except (VerificationError, InvalidHashError):
        return False
    return known


_nobody: list[str] = []


def _nobody_hash() -> str:
    if not _nobody:
        _nobody.append(_HASHER.hash("nobody has this password"))
    return _nobody[0]
