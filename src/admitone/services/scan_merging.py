"""What gates admitted without a network, merged later: the earliest counts, and what came in twice is reported."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from admitone.core.clock import local_day, utc_now
from admitone.core.errors import InvalidParameter, MissingParameter
from admitone.core.principal import STAFF, Principal
from admitone.core.resale import HOLDER_WENT_IN
from admitone.core.scanning import FirstUse, Moment, Verdict, judge
from admitone.core.secure.codes import is_secure_code
from admitone.services.pass_changes import passes_changed
from admitone.services.repeating import repeat_undone
from admitone.services.scanning import Scan, Told, check_scan, replay_scan
from admitone.services.secure_tickets import SeenCode, is_alive, see_code
from admitone.services.surroundings import surroundings
from admitone.store import audit, resale
from admitone.store import scans as store
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import ConstraintViolated, Database, TransactionUndone, Tx
from admitone.store.scans import NewScan

SCANS_AT_ONCE_MAX: Final = 500
# A gate whose log is older has had a network since, or a clock that is wrong.
_OLDEST: Final = timedelta(days=7)
_AHEAD: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class OfflineScan:
    """What a gate without a network let in, and when, by its own clock. `scan.scan_id` must be set."""

    scan: Scan
    at: datetime


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of it. `twice` says that somebody else came in with the same ticket, `other` when and where."""

    scan_id: str
    told: Told
    twice: bool
    other: FirstUse | None


async def merge_scans(database: Database, principal: Principal, log: Sequence[OfflineScan]) -> list[Merged]:
    """Enter the log of a gate, the earliest first, each in a transaction of its own.

    What is wrong with one is refused before any is entered.
    """
    for one in log:
        _check(one)

    async def merge(one: OfflineScan) -> Merged:
        return await repeat_undone(database, lambda tx: merge_scan(tx, principal, one))

    return [await merge(one) for one in sorted(log, key=lambda one: one.at)]


async def merge_scan(tx: Tx, principal: Principal, offline: OfflineScan) -> Merged:
    """Enter one scan of a gate that had no network; the same `scan_id` again is told the same.

    ADMIT when it is the first use of its ticket by the clocks of the gates; a later use that was told before is the
    second one from then on. USED when another gate was earlier; the other verdicts when the code should not have
    admitted. InvalidParameter for codes that stay the same, which no gate can check alone, and for impossible times.
    """
    principal.require(STAFF)
    code, gate, scan_id = _check(offline)
    mark = hashlib.sha256(code.encode()).hexdigest()
    if (known := await replay_scan(tx, principal, offline.scan, mark)) is not None:
        used = known.verdict is Verdict.USED
        return Merged(scan_id, known, twice=used, other=known.first_use if used else None)
    seen = await see_code(tx, principal.tenant_id, code, offline.at)
    told, other = await _judge(tx, principal, seen, offline)
    now = utc_now()
    if told.verdict is Verdict.ADMIT and told.ticket is not None:
        await store.redeem_at(tx, principal.tenant_id, told.ticket.id, offline.at, now)
        change = Change("REDEEM", principal.name, now, "SOLD", "SOLD", f"at {gate}, without a network")
        await audit.record_tickets(tx, principal.tenant_id, [told.ticket.id], change)
        await passes_changed(tx, [told.ticket.id], now)
        await resale.end_listings(tx, [told.ticket.id], now, reason=HOLDER_WENT_IN)
    twice = other is not None
    if twice and told.ticket is not None and other is not None:
        details = f"at {gate} {offline.at.isoformat()} and at {other.gate} {other.at.isoformat()}"
        change = Change("ADMITTED_TWICE", principal.name, now, "SOLD", "SOLD", details)
        await audit.record_tickets(tx, principal.tenant_id, [told.ticket.id], change)
    kept = NewScan(
        scan_id=scan_id,
        code_hash=mark,
        ticket_id=told.ticket.id if told.ticket else None,
        gate=gate,
        verdict=told.verdict,
        scanned_by=principal.name,
    )
    try:
        await store.insert_scan(tx, principal.tenant_id, kept, offline.at)
    except ConstraintViolated as error:
        raise TransactionUndone("this scan is being merged; send it again") from error
    return Merged(scan_id, told, twice=twice, other=other)


async def _judge(tx: Tx, principal: Principal, seen: SeenCode, offline: OfflineScan) -> tuple[Told, FirstUse | None]:
    if seen.ticket_id is None or seen.says is None:
        return Told(seen.verdict or Verdict.UNKNOWN, None, None, None, None), None
    await ticket_store.lock_tickets(tx, principal.tenant_id, [seen.ticket_id])
    ticket = (await ticket_store.read_tickets(tx, principal.tenant_id, [seen.ticket_id]))[0]
    event, timeslot = await surroundings(tx, ticket)
    moment = Moment(offline.at, local_day(offline.at, principal.time_zone))
    verdict = judge(ticket, event, timeslot, moment, offline.scan.event_id, moving=True)
    if verdict is not Verdict.WRONG_EVENT and not (seen.verdict is None and await is_alive(tx, ticket, seen.says)):
        verdict = Verdict.REVOKED
    first = await store.read_first_use(tx, ticket.id) if verdict is Verdict.USED else None
    if first is not None and offline.at < first.at:
        verdict = Verdict.ADMIT
    return Told(verdict, ticket, event, timeslot, first), first


def _check(offline: OfflineScan) -> tuple[str, str, str]:
    code, gate = check_scan(offline.scan)
    if offline.scan.scan_id is None:
        raise MissingParameter("scan_id is required", fields=("scan_id",))
    if not is_secure_code(code):
        message = "code: no gate can check a code that stays the same without a network; ask POST /scan"
        raise InvalidParameter(message, fields=("code",))
    if not -_AHEAD <= utc_now() - offline.at <= _OLDEST:
        raise InvalidParameter("at: it lies ahead, or more than 7 days back; set the clock of the gate", fields=("at",))
    return code, gate, offline.scan.scan_id
