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
WINDOW: Final = timedelta(minutes=10)
CALLS_PER_NETWORK: Final = 30
# Of one network for one address, so that no stranger uses up what its owner may.
CODES_PER_CALLER: Final = 3
GUESSES_PER_CALLER: Final = 5
# Of all networks: of the 10**8 codes that there are, two are good at most.
GUESSES_PER_ADDRESS: Final = 50
# Who asks again gets the same code, mailed so often, until it is so old; then a new one beside it.
MAILS_PER_CODE: Final = 5
_YOUNG: Final = CODE_LIFE / 2


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

    Nobody can keep an owner from a code by asking before: a code that was mailed stays good to its end, and is mailed
    anew. TooManyRequests when the caller's network asks too often, for this address or at all: known or not.
    """
    email = check_email(email, "email").lower()
    now = utc_now()
    network = network_of(address)
    await _count(tx, f"account-code:{network}", CALLS_PER_NETWORK, now)
    await _count(tx, f"account-code:{_mark(email)}:{network}", CODES_PER_CALLER, now)
    account = await accounts.read_account_by_email(tx, email)
    enrollments = await accounts.list_enrollments(tx, account.id) if account else []
    if account is None or not enrollments:
        return
    code_id = await store.keep_code(
        tx, account.id, new_uid(), made_before=now - _YOUNG, expires_at=now + CODE_LIFE, now=now
    )
    if code_id is None:
        return
    mails = await people.count_failure(tx, f"account-mail:{code_id}", now, now - WINDOW)
    if mails <= MAILS_PER_CODE:
        payload = {"code_id": code_id, "language": language}
        key = f"{code_id}:{mails}"
        await effects.insert_effect(tx, enrollments[0].tenant_id, MAIL_ACCOUNT_CODE, key, payload, now)


async def redeem_code(database: Database, terms: TokenTerms, email: str, code: str, address: str) -> GrantedToken:
    """A token for whoever has the code of an address. It works once.

    Unauthenticated, without saying more, when it is wrong, used or over, or the address is unknown. TooManyRequests
    when the caller's network tries too often, for this address or at all, or all networks together do for this address.
    """
    email = check_email(email, "email").lower()
    now = utc_now()
    # Counted and kept before anything is compared: an attempt that is cut off counts too.
    async with database.writing() as tx:
        await _count_guess(tx, email, network_of(address), now)
        tried = await store.spend_attempt(tx, email, GUESSES_PER_ADDRESS, now)
    given = code.strip().encode()
    met = [one for one in tried if hmac.compare_digest(make_code(terms.secret, one.seed).encode(), given)]
    if not met:
        raise _wrong()
    async with database.writing() as tx:
        # Whoever signs in often is no guesser. Throttles first: that is the order in which guesses take their locks.
        for subject in _guesses(email, network_of(address)):
            await people.clear_throttle(tx, subject)
        account = await accounts.read_account(tx, met[0].account_id)
        if account is None or not await store.use_code(tx, met[0], now):
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


async def _count_guess(tx: Tx, email: str, network: str, now: datetime) -> None:
    await _count(tx, f"account-token:{network}", CALLS_PER_NETWORK, now)
    of_caller, of_address = _guesses(email, network)
    await _count(tx, of_caller, GUESSES_PER_CALLER, now)
    await _count(tx, of_address, GUESSES_PER_ADDRESS, now)


def _guesses(email: str, network: str) -> tuple[str, str]:
    """What is counted of guesses at the code of an address: those of one network, and those of all."""
    return f"account-token:{_mark(email)}:{network}", f"account-token:{_mark(email)}"


def _mark(email: str) -> str:
    return token_hash(email)[:32]


async def _count(tx: Tx, subject: str, most: int, now: datetime) -> None:
    if await people.count_failure(tx, subject, now, now - WINDOW) > most:
        seconds = int(WINDOW.total_seconds())
        message = f"too many attempts; try again in {seconds // 60} minutes"
        raise TooManyRequests(message, details={"retryAfterSeconds": seconds})


def _wrong() -> Unauthenticated:
    message = "this code is wrong, was used already, or its time is over; ask for a new one at /v1/account/code"
    return Unauthenticated(message, fields=("code",))
