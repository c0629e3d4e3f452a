"""A daily mail to the admins of a tenant: what expires soon, what runs low."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from typing import Final, Protocol

from admitone.core.clock import local_now, utc_now
from admitone.core.contacts import is_email
from admitone.core.principal import Principal, Role
from admitone.core.stock import ExpiringStock, LowStock
from admitone.services.effects import Claim
from admitone.services.insights import list_low_stock
from admitone.services.ports import Mailer
from admitone.services.summaries import list_expiring
from admitone.store import attractions, effects, people
from admitone.store.database import Database, Tx
from admitone.store.people import Tenant, User

SEND_DIGEST: Final = "send_digest"
DIGEST_HOUR: Final = 6
DIGEST_DAYS: Final = 7


class DigestLetter(Protocol):
    """Writes the daily mail."""

    def __call__(
        self, recipient: str, day: date, expiring: Sequence[ExpiringStock], low: Sequence[LowStock]
    ) -> EmailMessage:
        """A message to one admin."""
        ...


@dataclass(frozen=True, slots=True)
class DigestWorld:
    """What the digest needs of the world."""

    database: Database
    mailer: Mailer
    letter: DigestLetter


async def request_digests(database: Database) -> None:
    """Decide today's digest of every tenant once its morning has come.

    One effect for each admin whose user name is an address: an address that the mail server refuses is tried again, and
    in the end shown, by itself. Day and admin are the key, so that of all workers of all machines one decision counts.
    """
    async with database.reading() as tx:
        tenants = await people.list_tenants(tx)
    for tenant in tenants:
        now = local_now(tenant.time_zone)
        if now.hour < DIGEST_HOUR:
            continue
        async with database.writing() as tx:
            await _request(tx, tenant.id, now.date())


async def send_digest(world: DigestWorld, claim: Claim) -> None:
    """Carry out `send_digest`: the day's mail to one admin. Without news there is none."""
    payload = claim.effect.read_payload()
    day, user_id = date.fromisoformat(payload["day"]), payload.get("user_id")
    if user_id is None:
        # An older version decided one for everybody.
        async with claim.finishing() as tx:
            await _request(tx, claim.effect.tenant_id, day)
        return
    async with world.database.reading() as tx:
        tenant = await people.read_tenant(tx, claim.effect.tenant_id)
        expiring, low = await _news(tx, tenant)
        readers = await _readers(tx, tenant.id)
        recipient = next((_address_of(user) for user in readers if user.id == user_id), None)
    if recipient is not None and (expiring or low):
        message = world.letter(recipient, day, expiring, low)
        message["Message-ID"] = digest_message_id(claim.effect.tenant_id, claim.effect.effect_key)
        await world.mailer.send(message)
    async with claim.finishing():
        return


def digest_message_id(tenant_id: int, effect_key: str) -> str:
    """The Message-ID of the mail that an effect with this key sends."""
    return f"<digest-{tenant_id}-{effect_key.replace(':', '-to-')}@admitone>"


async def _request(tx: Tx, tenant_id: int, day: date) -> None:
    for user in await _readers(tx, tenant_id):
        payload = {"day": day.isoformat(), "user_id": user.id}
        await effects.insert_effect(tx, tenant_id, SEND_DIGEST, f"{day.isoformat()}:{user.id}", payload, utc_now())


async def _readers(tx: Tx, tenant_id: int) -> list[User]:
    return [user for user in await people.list_admins(tx, tenant_id) if _address_of(user)]


def _address_of(user: User) -> str | None:
    return user.email or (user.username if is_email(user.username) else None)


async def _news(tx: Tx, tenant: Tenant) -> tuple[list[ExpiringStock], list[LowStock]]:
    reader = Principal(tenant.id, Role.AGENT, "digest", tenant.time_zone)
    names = {one.id: one.name for one in await attractions.list_attractions(tx, tenant.id, active_only=False)}
    counts = Counter(
        (names.get(ticket.attraction_id or 0, "?"), ticket.last_day)
        for ticket in await list_expiring(tx, reader, DIGEST_DAYS)
    )
    expiring = [
        ExpiringStock(name, last_day, tickets)
        for (name, last_day), tickets in sorted(counts.items(), key=lambda item: (item[0][1] or date.max, item[0][0]))
        if last_day is not None
    ]
    return expiring, await list_low_stock(tx, reader)
