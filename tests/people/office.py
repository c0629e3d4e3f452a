"""A tenant with the admins maria and omar and the agent ali, and a tenant of somebody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from argon2 import PasswordHasher

from admitone.core.clock import utc_now
from admitone.core.inventory import AuditEntry
from admitone.core.principal import Principal, Role
from admitone.services import audit, members, sessions, users
from admitone.services.members import Invitation
from admitone.services.password_links import IssuedLink, LinkTerms, choose_password
from admitone.services.sessions import OpenSession, SessionLimits
from admitone.store.audit import AuditFilter
from admitone.store.database import Database, Row
from admitone.store.statements import fit_statement

PASSWORD = "correct horse battery"
TERMS = LinkTerms("a secret of at least thirty-two characters", "http://tickets.example")
LIMITS = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(days=1))
# Its cost, which stands in the hash, is low, so that checking it is quick.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
ADDRESS = "203.0.113.9"


@dataclass
class Office:
    """The people of a test, by name."""

    database: Database
    people: dict[str, Principal] = field(default_factory=dict)

    async def open(self) -> None:
        for tenant, name, role in (
            ("oasis", "maria", Role.ADMIN),
            ("oasis", "omar", Role.ADMIN),
            ("oasis", "ali", Role.AGENT),
            ("mirage", "stranger", Role.ADMIN),
        ):
            async with self.database.writing() as tx:
                user = await users.add_user(
                    tx, tenant=tenant, time_zone="Asia/Dubai", username=name, password_hash=HASH, role=role
                )
            self.people[name] = Principal(user.tenant_id, role, name, "Asia/Dubai", user.id)

    def __getitem__(self, name: str) -> Principal:
        return self.people[name]

    def id_of(self, name: str) -> int:
        user_id = self.people[name].user_id
        assert user_id is not None
        return user_id

    async def do(self, act: Callable[..., Awaitable[Any]], who: str, *arguments: Any) -> Any:
        """One use case in one transaction."""
        async with self.database.writing() as tx:
            return await act(tx, self.people[who], *arguments)

    async def invite(self, name: str, email: str | None = None, role: Role = Role.AGENT) -> IssuedLink:
        """Maria invites somebody."""
        link: IssuedLink = await self.do(members.invite_user, "maria", TERMS, Invitation(name, role, email))
        found = {member.username: member.id for member in await self.do(members.list_members, "maria")}
        self.people[name] = Principal(self["maria"].tenant_id, role, name, "Asia/Dubai", found[name])
        return link

    async def sign_in(self, name: str, password: str = PASSWORD) -> OpenSession:
        return await sessions.sign_in(self.database, LIMITS, name, password, ADDRESS, browser="a browser")

    async def visit(self, session: OpenSession) -> Principal:
        """Who a session is; Unauthenticated when it has ended."""
        return await sessions.identify(self.database, LIMITS, session.token)

    async def sit_down(self, name: str) -> Principal:
        """Somebody with a session of their own."""
        return await self.visit(await self.sign_in(name))

    async def choose(self, link: IssuedLink, password: str) -> str:
        """Follow a link and choose a password."""
        return await choose_password(self.database, token_of(link), password)

    async def states(self) -> dict[str, tuple[str, str]]:
        """What maria sees of everybody: state and role."""
        found = await self.do(members.list_members, "maria")
        return {member.username: (str(member.state), str(member.role)) for member in found}

    async def told(self, name: str) -> list[AuditEntry]:
        """What the audit says of a user, newest first."""
        async with self.database.reading() as tx:
            wanted = AuditFilter(entity_type="USER", entity_id=self.id_of(name))
            return await audit.list_audit(tx, self["maria"], wanted, 100)

    async def sql(self, text: str, **parameters: Any) -> list[Row]:
        """Behind the product's back: what time does, and what is kept."""
        async with self.database.writing() as tx:
            return await tx.fetch_composed(fit_statement(text, tx.dialect), parameters)

    async def let_links_grow_old(self) -> None:
        await self.sql("UPDATE password_links SET expires_at = :now", now=utc_now())


def token_of(link: IssuedLink) -> str:
    return link.url.rsplit("/", 1)[1]
