"""Signing in and out, and telling who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import TooManyRequests, Unauthenticated
from admitone.core.ids import new_session_token, token_hash
from admitone.core.networks import network_of
from admitone.core.principal import Principal, Role
from admitone.services.users import fold_username, verify_password
from admitone.store import people
from admitone.store.database import Database, Tx
from admitone.store.people import Throttle, User

GUEST: Final = Principal(tenant_id=0, role=Role.GUEST, name="guest")
# Ten free failures, then a pause that doubles up to a minute: guessing becomes hopeless, while the real user waits a
# minute at most. Failures are forgotten after a quarter of an hour without one.
FREE_FAILURES: Final = 10
PAUSE_SECONDS_MAX: Final = 60
FORGET_AFTER: Final = timedelta(minutes=15)
TOUCH_EVERY: Final = timedelta(minutes=1)


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


async def sign_in(database: Database, limits: SessionLimits, username: str, password: str, address: str) -> OpenSession:
    """Open a session.

    Unauthenticated for a wrong name or password alike; TooManyRequests after ten failures of the account or the
    address. Works in two transactions, because checking a password takes long and must hold no lock. The first counts
    the attempt as a failure, so that guesses sent at the same moment count as well; success takes it back.
    """
    username = fold_username(username)
    account, site = f"account:{username[:100]}", f"address:{network_of(address)}"
    async with database.writing() as tx:
        await _count_attempt(tx, account)
        before, counted_at = await _count_attempt(tx, site)
        user = await people.read_user_by_name(tx, username)
    fits = await verify_password(user.password_hash if user and user.active else None, password)
    if user is not None and fits:
        async with database.writing() as tx:
            await people.clear_throttle(tx, account)
            await people.take_back_failure(tx, site, counted_at, before.last_failed_at)
            return await _open(tx, user, limits)
    raise Unauthenticated("the username or the password is wrong", fields=("username", "password"))


async def sign_out(tx: Tx, principal: Principal) -> None:
    """End the session of the caller; a guest has none, which is fine."""
    if principal.session_id is not None:
        await people.end_session(tx, principal.session_id, utc_now())


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


async def _open(tx: Tx, user: User, limits: SessionLimits) -> OpenSession:
    token = new_session_token()
    now = utc_now()
    expires_at = now + limits.absolute
    await people.insert_session(tx, user, token_hash(token), now, expires_at)
    return OpenSession(token, user.role, expires_at)


async def _count_attempt(tx: Tx, subject: str) -> tuple[Throttle, datetime]:
    now = utc_now()
    before = await people.lock_throttle(tx, subject, now)
    _refuse_throttled(before, now)
    await people.count_failure(tx, subject, now, now - FORGET_AFTER)
    return before, now


def _refuse_throttled(throttle: Throttle, now: datetime) -> None:
    if throttle.failures < FREE_FAILURES or now - throttle.last_failed_at > FORGET_AFTER:
        return
    pause = min(2 ** (throttle.failures - FREE_FAILURES), PAUSE_SECONDS_MAX)
    left = pause - (now - throttle.last_failed_at).total_seconds()
    if left > 0:
        seconds = int(left) + 1
        message = f"too many wrong passwords; try again in {seconds} s"
        raise TooManyRequests(message, fields=("username",), details={"retryAfterSeconds": seconds})
