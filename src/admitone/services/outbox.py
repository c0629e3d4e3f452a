"""Mails as they were sent, for an installation that keeps them instead of sending them."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

from admitone.core.errors import NotFound
from admitone.core.principal import ADMINS, STAFF, Principal, Role
from admitone.services.cart_effects import MAIL_TICKETS
from admitone.services.delivery import message_id
from admitone.services.digest import SEND_DIGEST, digest_message_id
from admitone.services.holder_mails import MAIL_HOLDER
from admitone.services.password_links import MAIL_PASSWORD_LINK
from admitone.services.ports import Outbox
from admitone.store import effects as store
from admitone.store.database import Database
from admitone.store.effects import EffectRow

# Who may read mails of each kind: a link to choose a password is as good as the account of whom it is for.
MAIL_KINDS: Final[dict[str, frozenset[Role]]] = {
    MAIL_TICKETS: STAFF,
    MAIL_HOLDER: STAFF,
    SEND_DIGEST: STAFF,
    MAIL_PASSWORD_LINK: ADMINS,
}


@dataclass(frozen=True, slots=True)
class OutboxWorld:
    """What reading sent mails needs of the world. Without an outbox they went to a mail server and are not kept."""

    database: Database
    outbox: Outbox | None
    origin: str


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that was decided, and what became of it: `messages` has it when it is kept."""

    effect: EffectRow
    messages: list[EmailMessage]


def readable_kinds(principal: Principal) -> list[str]:
    """The kinds of mail that somebody may read."""
    return [kind for kind, roles in MAIL_KINDS.items() if principal.role in roles]


async def list_mails(
    world: OutboxWorld, principal: Principal, kind: str, *, before_id: int | None, limit: int
) -> list[SentMail]:
    """Mails of the tenant of one of `MAIL_KINDS`, newest first; those that wait or failed too."""
    principal.require(MAIL_KINDS[kind])
    found = await _list(world, principal, kind, before_id, limit)
    return [SentMail(effect, await _read_messages(world, effect)) for effect in found]


async def read_mail(world: OutboxWorld, principal: Principal, effect_id: int) -> SentMail:
    """One mail; NotFound when the tenant has no such one."""
    principal.require(STAFF)
    for kind in readable_kinds(principal):
        for effect in await _list(world, principal, kind, effect_id + 1, 1):
            if effect.id == effect_id:
                return SentMail(effect, await _read_messages(world, effect))
    raise NotFound(f"there is no mail {effect_id}")


async def _list(
    world: OutboxWorld, principal: Principal, kind: str, before_id: int | None, limit: int
) -> list[EffectRow]:
    async with world.database.reading() as tx:
        return await store.list_effects(
            tx, principal.tenant_id, state=None, kind=kind, cart_reference=None, before_id=before_id, limit=limit
        )


async def _read_messages(world: OutboxWorld, effect: EffectRow) -> list[EmailMessage]:
    message = await world.outbox.read(_message_id(world, effect)) if world.outbox is not None else None
    return [] if message is None else [message]


def _message_id(world: OutboxWorld, effect: EffectRow) -> str:
    if effect.kind == SEND_DIGEST:
        return digest_message_id(effect.tenant_id, effect.effect_key)
    return message_id(effect.id, world.origin)
