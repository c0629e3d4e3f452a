"""Changing one's own password."""

from __future__ import annotations

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, Forbidden, InvalidParameter
from admitone.core.people import UserState
from admitone.core.principal import STAFF, Principal
from admitone.services.throttling import count_attempt
from admitone.services.users import hash_password, usable_hash, verify_password
from admitone.store import password_links, people
from admitone.store.audit import Change, record_entity
from admitone.store.database import Database
from admitone.store.people import User


async def change_password(database: Database, principal: Principal, present: str, new: str) -> int:
    """Replace the caller's password; how many other sessions ended with it. One-time links end too.

    InvalidParameter naming `presentPassword` when that is wrong, `newPassword` when the new one cannot be used.
    TooManyRequests as for signing in: whoever sits down at a screen that was left open must not guess for long.
    Works in two transactions, as `sessions.sign_in` does and for its reasons.
    """
    principal.require(STAFF)
    if principal.user_id is None:
        raise Forbidden("only somebody who has signed in has a password")
    new_hash = await hash_password(new, "newPassword")
    subject = f"account:{principal.name[:100]}"
    async with database.writing() as tx:
        await count_attempt(tx, subject, "presentPassword")
        user = await people.read_user(tx, principal.tenant_id, principal.user_id)
    if user is None or not await verify_password(usable_hash(user), present):
        raise InvalidParameter("this is not your present password", fields=("presentPassword",))
    if present == new:
        raise InvalidParameter("choose a password that is not the present one", fields=("newPassword",))
    return await _replace(database, principal, user, new_hash, subject)


async def _replace(database: Database, principal: Principal, user: User, new_hash: str, subject: str) -> int:
    async with database.writing() as tx:
        now = utc_now()
        if not await people.replace_password(tx, user, new_hash, now):
            raise Conflict("your password was changed meanwhile; sign in again", fields=("presentPassword",))
        await people.clear_throttle(tx, subject)
        await password_links.end_links(tx, user.id, now)
        ended = await people.end_other_sessions(tx, user.id, principal.session_id, now)
        change = Change("CHANGE_PASSWORD", principal.name, now, UserState.ACTIVE, UserState.ACTIVE)
        await record_entity(tx, user.tenant_id, "USER", user.id, change)
    return ended
