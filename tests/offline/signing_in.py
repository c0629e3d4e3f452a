"""Sessions for processes that have not been started yet."""

from __future__ import annotations

from datetime import timedelta

from admitone.core.clock import utc_now
from admitone.core.ids import new_session_token, token_hash
from admitone.core.principal import Role
from admitone.services import users
from admitone.store import people
from tests.store.conftest import opened


async def admin_session(database_url: str, username: str, password_hash: str) -> str:
    """The session of a new admin, written into a database that nobody serves meanwhile."""
    token, now = new_session_token(), utc_now()
    database = await opened(database_url)
    try:
        async with database.writing() as tx:
            user = await users.add_user(
                tx,
                tenant="oasis",
                time_zone="Asia/Dubai",
                username=username,
                password_hash=password_hash,
                role=Role.ADMIN,
            )
            await people.insert_session(tx, user, token_hash(token), now, now + timedelta(hours=1))
    finally:
        await database.close()
    return token
