"""One-time links by which people choose a password, the first one or another.

A link is made of a random seed and the server's secret, so that its mail can be written later while the database keeps
neither the link nor anything from which it could be made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final, Protocol

from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.ids import derived_token, new_uid, token_hash
from admitone.core.people import LinkPurpose, PasswordLink, UserState
from admitone.services.delivery import message_id
from admitone.services.effects import Claim
from admitone.services.ports import Mailer
from admitone.services.users import hash_password
from admitone.store import effects, people
from admitone.store import password_links as store
from admitone.store.audit import Change, record_entity
from admitone.store.database import Database, Tx
from admitone.store.people import User

MAIL_PASSWORD_LINK: Final = "mail_password_link"  # noqa: S105  the name of an effect
LIVES: Final = {LinkPurpose.INVITE: timedelta(days=7), LinkPurpose.RESET: timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class LinkTerms:
    """What links are made of; `origin` is the address at which people reach the product."""

    secret: str
    origin: str

    def url(self, seed: str) -> str:
        """The address that a link leads to."""
        return f"{self.origin}/password/{derived_token(self.secret, seed)}"


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link that was just made. It is told only now, and by mail to `mailed_to` when the user has an address."""

    username: str
    url: str
    expires_at: datetime
    mailed_to: str | None


class PasswordLetter(Protocol):
    """Writes the mail that brings somebody a link to choose a password."""

    def __call__(self, link: PasswordLink, url: str, time_zone: str) -> EmailMessage:
        """A message to the link's user, who has an address."""
        ...


@dataclass(frozen=True, slots=True)
class LinkWorld:
    """What mailing links needs of the world."""

    database: Database
    mailer: Mailer
    letter: PasswordLetter
    terms: LinkTerms


async def issue_link(tx: Tx, terms: LinkTerms, user: User, purpose: LinkPurpose) -> IssuedLink:
    """Make a link for a user whose row this transaction holds; earlier ones of the user end."""
    now = utc_now()
    seed, expires_at = new_uid(), now + LIVES[purpose]
    url = terms.url(seed)
    await store.end_links(tx, user.id, now)
    link_id = await store.insert_link(
        tx,
        user.tenant_id,
        user.id,
        purpose=purpose,
        seed=seed,
        token_hash=token_hash(derived_token(terms.secret, seed)),
        now=now,
        expires_at=expires_at,
    )
    if user.email:
        await effects.insert_effect(tx, user.tenant_id, MAIL_PASSWORD_LINK, str(link_id), {"link_id": link_id}, now)
    return IssuedLink(user.username, url, expires_at, user.email)


async def read_link(tx: Tx, token: str) -> PasswordLink:
    """The link of a token. NotFound, without saying more, when it was used, replaced, is over or never was."""
    link = await store.read_live_link(tx, token_hash(token), utc_now())
    if link is None:
        raise _gone()
    return link


async def choose_password(database: Database, token: str, password: str) -> str:
    """Use a link: the user gets this password, and every session opened with the earlier one ends. The username.

    NotFound as `read_link`; InvalidParameter for a password that is too short or too long, which uses nothing up.
    """
    async with database.reading() as tx:
        await read_link(tx, token)
    password_hash = await hash_password(password, "newPassword")
    async with database.writing() as tx:
        link = await read_link(tx, token)
        now = utc_now()
        # The user's row first, as everybody takes them; of two who use a link at once the second finds it taken.
        known = await people.set_password(tx, link.user_id, password_hash, now)
        if not known or not await store.use_link(tx, link.token_hash, now):
            raise _gone()
        await people.end_other_sessions(tx, link.user_id, None, now)
        await people.clear_throttle(tx, f"account:{link.username}")
        was = UserState.INVITED if link.purpose is LinkPurpose.INVITE else UserState.ACTIVE
        change = Change("SET_PASSWORD", link.username, now, was, UserState.ACTIVE, "by a one-time link")
        await record_entity(tx, link.tenant_id, "USER", link.user_id, change)
    return link.username


async def mail_password_link(world: LinkWorld, claim: Claim) -> None:
    """Carry out `mail_password_link`; a link that has ended meanwhile is not mailed."""
    async with world.database.reading() as tx:
        link_id = int(claim.effect.read_payload()["link_id"])
        link = await store.read_link_to_mail(tx, claim.effect.tenant_id, link_id, utc_now())
        time_zone = await people.read_time_zone(tx, claim.effect.tenant_id)
    # With another secret than the one it was made with the link would lead nowhere.
    if link is not None and token_hash(derived_token(world.terms.secret, link.seed)) == link.token_hash:
        message = world.letter(link, world.terms.url(link.seed), time_zone)
        message["Message-ID"] = message_id(claim.effect.id, world.terms.origin)
        await world.mailer.send(message)
    async with claim.finishing():
        return


def _gone() -> NotFound:
    return NotFound("this link was used already, was replaced by a newer one, or its time is over; ask for a new one")
