"""Who holds a token: the account that one of our tokens, or one of the issuer's, is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from admitone.core.clock import utc_now
from admitone.core.contacts import is_email
from admitone.core.errors import Unauthenticated
from admitone.core.events import Account
from admitone.core.tokens import HolderClaims, TokenTerms, peek, read_token, refused
from admitone.services.ports import TokenIssuer
from admitone.store import accounts as store
from admitone.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class HolderWorld:
    """What telling holders needs; `issuer` is the one of somebody else's tokens, if any are accepted."""

    database: Database
    terms: TokenTerms
    issuer: TokenIssuer | None


async def identify_holder(world: HolderWorld, token: str | None) -> Account:
    """The account of a bearer token. Unauthenticated says why it is not accepted; Unavailable when nobody can tell.

    Whom an issuer vouches for gets an account with the first token: the one of the address that the issuer has
    verified, else a new one.
    """
    if not token:
        raise Unauthenticated(
            "send your token: Authorization: Bearer TOKEN; POST /v1/account/code begins to get one",
            fields=("Authorization",),
        )
    issuer = peek(token, "claims").get("iss")
    if world.issuer is not None and issuer == world.issuer.issuer:
        return await _find_or_make(world.database, await world.issuer.read(token))
    claims = read_token(world.terms, token, utc_now())
    async with world.database.reading() as tx:
        account = await store.read_account_by_uid(tx, claims.subject)
    if account is None:
        raise refused("its account is gone")
    return account


async def _find_or_make(database: Database, claims: HolderClaims) -> Account:
    async with database.reading() as tx:
        account = await store.read_account_by_subject(tx, claims.issuer, claims.subject)
    if account is not None:
        return account
    async with database.writing() as tx:
        return await _make(tx, claims, utc_now())


async def _make(tx: Tx, claims: HolderClaims, now: datetime) -> Account:
    email = claims.email.strip().lower() if claims.email and is_email(claims.email) else None
    account = None
    if email is not None:
        account = await store.adopt_account(tx, email, claims.issuer, claims.subject, now)
        # The address may belong to an account that the issuer calls by another name: then it says nothing here.
        email = None if account is None and await store.read_account_by_email(tx, email) else email
    account = account or await store.insert_account(
        tx, now, email=email, name=claims.name, issuer=claims.issuer, subject=claims.subject
    )
    # Two first calls at once: the other one has just made it.
    account = account or await store.read_account_by_subject(tx, claims.issuer, claims.subject)
    if account is None:
        raise LookupError("an account that is there cannot be read")
    return account
