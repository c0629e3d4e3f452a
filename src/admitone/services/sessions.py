"""Signing in and out, and telling who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, Forbidden, NotFound, Unauthenticated
from admitone.core.ids import new_session_token, token_hash
from admitone.core.networks import network_of
from admitone.core.people import OpenedSession
from admitone.core.principal import STAFF, Principal, Role
from admitone.services.throttling import count_attempt
from admitone.services.users import fold_username, usable_hash, verify_password
from admitone.store import people
from admitone.store.database import Database, Tx
from admitone.store.people import User

GUEST: Final = Principal(tenant_id=0, role=Role.GUEST, name="guest")
TOUCH_EVERY: Final = timedelta(minutes=1)
ADDRESS_LENGTH_MAX: Final = 64
BROWSER_LENGTH_MAX: Final = 300


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lives without use, and at most."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session just opened; the token is told only now."""

    token: str
    role: Role
    expires_at: datetime


async def sign_in(
    database: Database, limits: SessionLimits, username: str, password: str, address: str, *, browser: str | None = None
) -> OpenSession:
    """Open a session. `browser` is what the caller says of itself, for the owner of the session to recognise it by.

    Unauthenticated for a wrong name or password alike; TooManyRequests after ten failures of the account or the
    address. Works in two transactions, because checking a password takes long and must hold no lock. The first counts
    the attempt as a failure, so that guesses sent at the same moment count as well; success takes it back.
    """
    # Nobody is called either; the attempt counts, for which PostgreSQL would not take a NUL.
    username = fold_username(username).replace("\x00", "\N{REPLACEMENT CHARACTER}")
    account, site = f"account:{username[:100]}", f"address:{network_of(address)}"
    async with database.writing() as tx:
        await count_attempt(tx, account)
        before, counted_at = await count_attempt(tx, site)
        user = await people.read_user_by_name(tx, username)
    fits = await verify_password(usable_hash(user), password)
    if user is not None and fits:
        async with database.writing() as tx:
            # The user's row first, as everybody takes them.
            opened = await _open(tx, user, limits, address, browser)
            if opened is not None:
                await people.clear_throttle(tx, account)
                await people.take_back_failure(tx, site, counted_at, before.last_failed_at)
                return opened
    raise Unauthenticated("the username or the password is wrong", fields=("username", "password"))


async def sign_out(tx: Tx, principal: Principal) -> None:
    """End the session of the caller; a guest has none, which is fine. Conflict for an API key, which lives on."""
    if principal.api_key_id is not None:
        raise Conflict("an API key has no session to end; an admin revokes it in the console", fields=("session",))
    if principal.session_id is not None:
        await people.end_session(tx, principal.session_id, utc_now())


async def list_own_sessions(tx: Tx, principal: Principal, limits: SessionLimits) -> list[OpenedSession]:
    """Where the caller is signed in, the last used session first."""
    now = utc_now()
    return await people.list_live_sessions(tx, _user_of(principal), now, now - limits.idle)


async def end_own_session(tx: Tx, principal: Principal, session_id: int) -> None:
    """Sign out at another place. NotFound when the caller has no such session that lives."""
    if not await people.end_own_session(tx, _user_of(principal), session_id, utc_now()):
        raise NotFound("this session has ended already", fields=("sessionId",))


async def sign_out_elsewhere(tx: Tx, principal: Principal) -> int:
    """End every session of the caller but this one; how many there were."""
    return await people.end_other_sessions(tx, _user_of(principal), principal.session_id, utc_now())


def _user_of(principal: Principal) -> int:
    principal.require(STAFF)
    if principal.user_id is None:
        raise Forbidden("only somebody who has signed in has sessions")
    return principal.user_id


async def identify(database: Database, limits: SessionLimits, token: str | None) -> Principal:
    """The principal of a session token; a guest without one. Unauthenticated for an ended or unknown session."""
    if not token:
        return GUEST
    now = utc_now()
    async with database.reading() as tx:
        session = await people.read_session(tx, token_hash(token), now)
    if session is None or now - session.last_used_at > limits.idle:
        raise Unauthenticated("the session has ended; sign in again", fields=("session",))
    if now - session.last_used_at > TOUCH_EVERY:
        # Once a minute is exact enough for an idle time of hours, and spares a write on every request.
        async with database.writing() as tx:
            await people.touch_session(tx, session.session_id, now)
    return Principal(
        tenant_id=session.tenant_id,
        role=session.role,
        name=session.username,
        time_zone=session.time_zone,
        user_id=session.user_id,
        session_id=session.session_id,
    )


async def _open(tx: Tx, user: User, limits: SessionLimits, address: str, browser: str | None) -> OpenSession | None:
    token = new_session_token()
    now = utc_now()
    expires_at = now + limits.absolute
    opened = await people.insert_session(
        tx,
        user,
        token_hash(token),
        now,
        expires_at,
        address=address[:ADDRESS_LENGTH_MAX],
        browser=(browser or "")[:BROWSER_LENGTH_MAX] or None,
    )
    return OpenSession(token, user.role, expires_at) if opened else None
