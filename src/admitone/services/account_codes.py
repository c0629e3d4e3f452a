"""How an owner of tickets gets a token: by a one-time code that comes by mail."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final, Protocol

from admitone.core.clock import utc_now
from admitone.core.contacts import check_email
from admitone.core.errors import TooManyRequests, Unauthenticated
from admitone.core.ids import new_uid, token_hash
from admitone.core.networks import network_of
from admitone.core.tokens import TokenTerms, write_token
from admitone.services.delivery import message_id
from admitone.services.effects import Claim
from admitone.services.ports import Mailer
from admitone.store import account_codes as store
from admitone.store import accounts, effects, people
from admitone.store.database import Database, Tx

MAIL_ACCOUNT_CODE: Final = "mail_account_code"
CODE_DIGITS: Final = 8
CODE_LIFE: Final = timedelta(minutes=10)
ATTEMPTS_MAX: Final = 5
WINDOW: Final = timedelta(minutes=10)
CODES_PER_ADDRESS: Final = 3
CALLS_PER_NETWORK: Final = 30


class CodeLetter(Protocol):
    """Writes the mail that brings a code."""

    def __call__(self, email: str, code: str, expires_at: datetime, language: str) -> EmailMessage:
        """A message to this address; `expires_at` is the end of the code."""
        ...


@dataclass(frozen=True, slots=True)
class CodeWorld:
    """What mailing codes needs of the world."""

    database: Database
    mailer: Mailer
    letter: CodeLetter
    terms: TokenTerms


@dataclass(frozen=True, slots=True)
class GrantedToken:
    """A token, and the seconds for which it is good."""

    token: str
    seconds: int


async def request_code(tx: Tx, email: str, language: str, address: str) -> None:
    """Have a code mailed to an address if somebody who owns tickets has it. The caller is told nothing of that.

    TooManyRequests when the address, or the network of the caller, asks too often: whether it is known or not.
    """
    email = check_email(email, "email").lower()
    now = utc_now()
    await _count(tx, f"account-code:{network_of(address)}", CALLS_PER_NETWORK, now)
    await _count(tx, f"account-code:{token_hash(email)[:32]}", CODES_PER_ADDRESS, now)
    account = await accounts.read_account_by_email(tx, email)
    enrollments = await accounts.list_enrollments(tx, account.id) if account else []
    if account is None or not enrollments:
        return
    code_id = await store.replace_code(tx, account.id, new_uid(), now + CODE_LIFE, now)
    if code_id is not None:
        payload = {"code_id": code_id, "language": language}
        await effects.insert_effect(tx, enrollments[0].tenant_id, MAIL_ACCOUNT_CODE, str(code_id), payload, now)


async def redeem_code(database: Database, terms: TokenTerms, email: str, code: str, address: str) -> GrantedToken:
    """A token for whoever has the code of an address. It works once; five wrong ones end it.

    Unauthenticated, without saying more, when it is wrong, used, replaced or over, or the address is unknown.
    """
    email = check_email(email, "email").lower()
    now = utc_now()
    # Counted and kept before anything is compared: an attempt that is cut off counts too.
    async with database.writing() as tx:
        await _count(tx, f"account-token:{network_of(address)}", CALLS_PER_NETWORK, now)
        tried = await store.spend_attempt(tx, email, ATTEMPTS_MAX, now)
    expected = make_code(terms.secret, tried.seed) if tried else "there is no code"
    if not hmac.compare_digest(expected.encode(), code.strip().encode()) or tried is None:
        raise _wrong()
    async with database.writing() as tx:
        account = await accounts.read_account(tx, tried.account_id)
        if account is None or not await store.use_code(tx, tried.id, now):
            raise _wrong()
    return GrantedToken(write_token(terms, account.uid, account.email, now), int(terms.life.total_seconds()))


async def mail_account_code(world: CodeWorld, claim: Claim) -> None:
    """Carry out `mail_account_code`; a code that has ended meanwhile is not mailed."""
    payload = claim.effect.read_payload()
    async with world.database.reading() as tx:
        found = await store.read_code(tx, int(payload["code_id"]), utc_now())
    if found is not None:
        code = make_code(world.terms.secret, found.seed)
        message = world.letter(found.email, code, found.expires_at, str(payload["language"]))
        message["Message-ID"] = message_id(claim.effect.id, world.terms.issuer)
        await world.mailer.send(message)
    async with claim.finishing():
        return


def make_code(secret: str, seed: str) -> str:
    """Eight digits made of the server's secret and a seed: who has only the database cannot make them."""
    digest = hmac.new(secret.encode(), b"account-code:" + seed.encode(), "sha256").digest()
    return str(int.from_bytes(digest[:8]) % 10**CODE_DIGITS).zfill(CODE_DIGITS)


async def _count(tx: Tx, subject: str, most: int, now: datetime) -> None:
    if await people.count_failure(tx, subject, now, now - WINDOW) > most:
        seconds = int(WINDOW.total_seconds())
        message = f"too many attempts; try again in {seconds // 60} minutes"
        raise TooManyRequests(message, details={"retryAfterSeconds": seconds})


def _wrong() -> Unauthenticated:
    message = "this code is wrong, was used already, or its time is over; ask for a new one at /v1/account/code"
    return Unauthenticated(message, fields=("code",))
