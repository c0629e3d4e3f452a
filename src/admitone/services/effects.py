"""Carrying out effects: take over, keep, finish, put back."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError, Unavailable
from admitone.core.selling import Cart, PaymentSession
from admitone.store import effects as store
from admitone.store.database import Database, Tx
from admitone.store.effects import Effect

# With the pause between two looks of a worker, a dead one's work is taken over within 30 s.
LEASE: Final = timedelta(seconds=25)
ATTEMPTS_MAX: Final = 12
PAUSE_SECONDS_FIRST: Final = 2.0
PAUSE_SECONDS_MAX: Final = 900.0
_log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another worker has taken the effect over; whatever this one did must not be committed."""


@dataclass(slots=True)
class PaymentAttempt:
    """An attempt to collect a cart's money, of which the gateway has not been told yet. `url` is what comes of it.

    The first one is written beside the effect that asks for it. That it is still untold only the process knows that
    wrote both, so it goes with that process's claim; who takes the effect over makes an attempt of his own.
    """

    cart: Cart
    session: PaymentSession
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """An effect that this worker holds until its lease lapses."""

    database: Database
    effect: Effect
    owner: str
    lease: timedelta = LEASE
    attempt: PaymentAttempt | None = None

    async def renew(self) -> None:
        """Keep the effect for another lease; LeaseLost when it is gone."""
        async with self.database.writing() as tx:
            if not await store.renew_lease(tx, self.effect.id, self.owner, utc_now() + self.lease):
                raise LeaseLost(self.effect.kind)

    @asynccontextmanager
    async def finishing(self) -> AsyncIterator[Tx]:
        """The transaction that writes the result and marks the effect done: both or neither."""
        async with self.database.writing() as tx:
            yield tx
            if not await store.finish_effect(tx, self.effect.id, self.owner, utc_now()):
                raise LeaseLost(self.effect.kind)


Handler = Callable[[Claim], Awaitable[None]]
# A task that nobody holds can be collected before it has ended.
_BACKGROUND: set[asyncio.Task[None]] = set()


async def claim_due(
    database: Database, owner: str, limit: int, lease: timedelta = LEASE, *, passed_over: Sequence[str] = ()
) -> list[Claim]:
    """Take over up to `limit` effects that are due or whose worker died, none of the kinds `passed_over`."""
    async with database.writing() as tx:
        now = utc_now()
        effects = await store.claim_effects(tx, owner, now, now + lease, limit, passed_over=passed_over)
    return [Claim(database, effect, owner, lease) for effect in effects]


async def carry_out(claim: Claim, handler: Handler) -> None:
    """Run one effect, however long it takes.

    A failure puts it back with a growing pause, the last one leaves it FAILED for a person.
    """
    effect = claim.effect
    if effect.attempts > ATTEMPTS_MAX:
        # Its workers never lived to say what went wrong; one more would die of it too.
        async with claim.database.writing() as tx:
            await store.fail_effect(tx, effect.id, claim.owner, "the workers that tried this died", utc_now())
        return
    try:
        with _kept(claim):
            await handler(claim)
    except asyncio.CancelledError:
        await asyncio.shield(_give_back(claim))
        raise
    except LeaseLost:
        _log.warning("effect_taken_over", kind=effect.kind, effect=effect.id)
    except Exception as error:  # noqa: BLE001  whatever an effect runs into, it must be kept and shown, not lost
        _log.warning("effect_failed", kind=effect.kind, effect=effect.id, attempt=effect.attempts, exc_info=error)
        await _put_back(claim, error)


@contextmanager
def _kept(claim: Claim) -> Iterator[None]:
    """Renew the lease until the end of the block; most blocks end before that begins, and cost only a timer."""
    loop = asyncio.get_running_loop()
    renewing: list[asyncio.Task[None]] = []
    pause = claim.lease.total_seconds() / 3
    timer = loop.call_later(pause, lambda: renewing.append(loop.create_task(_keep(claim, pause))))
    try:
        yield
    finally:
        timer.cancel()
        for task in renewing:
            task.cancel()


async def _keep(claim: Claim, pause: float) -> None:
    """Renew the lease for as long as its worker lives: one page with text recognition can outlast it."""
    while True:
        try:
            await claim.renew()
        except LeaseLost:
            return
        except Exception as error:  # noqa: BLE001  the database may be back before the lease has lapsed
            _log.warning("lease_not_renewed", effect=claim.effect.id, exc_info=error)
        await asyncio.sleep(pause)


async def _give_back(claim: Claim) -> None:
    now = utc_now()
    async with claim.database.writing() as tx:
        await store.retry_effect_later(tx, claim.effect.id, claim.owner, now, "its worker was stopped", now)


async def _put_back(claim: Claim, error: Exception) -> None:
    now = utc_now()
    reason = error.message if isinstance(error, AdmitError) else f"{type(error).__name__}: {error}"
    final = claim.effect.attempts >= ATTEMPTS_MAX or (isinstance(error, AdmitError) and not error.retry_can_help)
    async with claim.database.writing() as tx:
        if final:
            await store.fail_effect(tx, claim.effect.id, claim.owner, reason, now)
        else:
            run_at = now + timedelta(seconds=pause_seconds(claim.effect.attempts))
            await store.retry_effect_later(tx, claim.effect.id, claim.owner, run_at, reason, now)


async def carry_out_soon(
    database: Database,
    handlers: Mapping[str, Handler],
    *,
    tenant_id: int,
    cart_reference: str,
    owner: str,
    seconds: float,
) -> None:
    """Carry out what a request has just decided for a cart, for at most so long.

    What takes longer goes on in the background of this process; what cannot even begin is left to a worker.
    """
    async with database.writing() as tx:
        now = utc_now()
        effects = await store.claim_cart_effects(tx, tenant_id, cart_reference, owner, now, now + LEASE)
    await carry_out_claims([Claim(database, effect, owner) for effect in effects], handlers, seconds)


async def carry_out_claims(claims: Sequence[Claim], handlers: Mapping[str, Handler], seconds: float) -> None:
    """Carry out what this process holds, as `carry_out_soon` does."""
    tasks = {asyncio.create_task(carry_out(claim, handler_of(handlers, claim))) for claim in claims}
    _BACKGROUND.update(tasks)
    for task in tasks:
        task.add_done_callback(_BACKGROUND.discard)
    if tasks:
        await asyncio.wait(tasks, timeout=seconds)


def handler_of(handlers: Mapping[str, Handler], claim: Claim) -> Handler:
    """What carries out an effect; one that a newer version of the product has written is put back for that version."""
    return handlers.get(claim.effect.kind, _leave_to_others)


async def _leave_to_others(claim: Claim) -> None:
    raise Unavailable(f"this version of the product does not know {claim.effect.kind}")


async def finish_background(seconds: float) -> None:
    """Wait for what requests have left running in this process, then put the rest back."""
    if _BACKGROUND:
        await asyncio.wait(_BACKGROUND, timeout=seconds)
    left = list(_BACKGROUND)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def pause_seconds(attempts: int) -> float:
    """How long to wait after the n-th failure: doubling, with jitter so that many do not come back at once."""
    pause = min(PAUSE_SECONDS_FIRST * 2.0 ** (attempts - 1), PAUSE_SECONDS_MAX)
    return pause * random.uniform(0.5, 1.0)  # noqa: S311  jitter, not a secret
