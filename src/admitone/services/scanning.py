"""Gates: may this code come in? The first one that asks is told yes, and the ticket is used."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admitone.core.clock import today, utc_now
from admitone.core.errors import Conflict, InvalidParameter, MissingParameter, NotFound
from admitone.core.events import Event, Timeslot
from admitone.core.inventory import Ticket
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.resale import HOLDER_WENT_IN
from admitone.core.scanning import CODE_LENGTH_MAX, GATE_LENGTH_MAX, FirstUse, Moment, Verdict, judge
from admitone.core.secure.codes import is_secure_code
from admitone.services.pass_changes import passes_changed
from admitone.services.secure_tickets import is_alive, see_code
from admitone.services.surroundings import surroundings
from admitone.store import audit, resale
from admitone.store import scans as store
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import ConstraintViolated, TransactionUndone, Tx
from admitone.store.scans import NewScan, ScanRow
from admitone.store.secure_codes import was_admitted

LAST_SCANS: Final = 50
_SCAN_ID_LENGTH_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class Scan:
    """What a gate has read. `scan_id` is its own name for this scan, so that it may ask again."""

    code: str
    gate: str
    event_id: int | None = None
    scan_id: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a gate is told; `first_use` of a ticket that is used, by this scan or before."""

    verdict: Verdict
    ticket: Ticket | None
    event: Event | None
    timeslot: Timeslot | None
    first_use: FirstUse | None


async def scan_code(tx: Tx, principal: Principal, scan: Scan) -> Told:
    """Judge a code at a gate, and mark its ticket used when it admits. Every scan is kept.

    The same `scan_id` again is told the same; Conflict when it was used for another code. Where several tickets have
    one code, the first that admits is taken.
    """
    principal.require(STAFF)
    code, gate = check_scan(scan)
    mark = hashlib.sha256(code.encode()).hexdigest()
    if (known := await replay_scan(tx, principal, scan, mark)) is not None:
        return known
    now = utc_now()
    moment = Moment(now, today(principal.time_zone))
    if is_secure_code(code):
        told = await _judge_secure(tx, principal, code, mark, moment, scan.event_id)
    else:
        ids = await store.list_ids_of_code(tx, principal.tenant_id, code)
        await ticket_store.lock_tickets(tx, principal.tenant_id, ids)
        told = await _judge_all(tx, principal, ids, moment, scan.event_id)
    if told.verdict is Verdict.ADMIT and told.ticket is not None:
        # It is locked since it was read, so that this changes it unless somebody has a way around locks.
        if not await store.redeem(tx, principal.tenant_id, told.ticket.id, now):
            raise TransactionUndone("another gate was at this ticket; ask again")
        change = Change("REDEEM", principal.name, now, "SOLD", "SOLD", f"at {gate}")
        await audit.record_tickets(tx, principal.tenant_id, [told.ticket.id], change)
        await passes_changed(tx, [told.ticket.id], now)
        await resale.end_listings(tx, [told.ticket.id], now, reason=HOLDER_WENT_IN)
    kept = NewScan(
        scan_id=scan.scan_id,
        code_hash=mark,
        ticket_id=told.ticket.id if told.ticket else None,
        gate=gate,
        verdict=told.verdict,
        scanned_by=principal.name,
    )
    try:
        await store.insert_scan(tx, principal.tenant_id, kept, now)
    except ConstraintViolated as error:
        # The gate has sent it twice at once; whoever begins anew is told what the other was told.
        raise TransactionUndone("this scan is being answered; send it again") from error
    return await _with_first_use(tx, told)


async def undo_scan(tx: Tx, principal: Principal, ticket_id: int, reason: str) -> Ticket:
    """Make a ticket unused again that was scanned by mistake; Conflict when it is not used."""
    principal.require(ADMINS)
    if not reason.strip():
        raise MissingParameter("reason: say why the ticket is unused", fields=("reason",))
    now = utc_now()
    if not await ticket_store.read_tickets(tx, principal.tenant_id, [ticket_id]):
        raise NotFound(f"there is no ticket {ticket_id}", fields=("ticket_id",))
    if not await store.restore(tx, principal.tenant_id, ticket_id, now):
        raise Conflict(f"ticket {ticket_id} is not used", fields=("ticket_id",))
    change = Change("UNREDEEM", principal.name, now, "SOLD", "SOLD", reason)
    await audit.record_tickets(tx, principal.tenant_id, [ticket_id], change)
    await passes_changed(tx, [ticket_id], now)
    return (await ticket_store.read_tickets(tx, principal.tenant_id, [ticket_id]))[0]


async def list_last_scans(tx: Tx, principal: Principal) -> list[ScanRow]:
    """The last scans of the tenant, newest first."""
    principal.require(STAFF)
    return await store.list_scans(tx, principal.tenant_id, LAST_SCANS)


def check_scan(scan: Scan) -> tuple[str, str]:
    """Code and gate without white space around them; a refusal naming the field that cannot be used."""
    code, gate = scan.code.strip(), scan.gate.strip()
    for field, value, longest in (("code", code, CODE_LENGTH_MAX), ("gate", gate, GATE_LENGTH_MAX)):
        if not value:
            raise MissingParameter(f"{field} is required", fields=(field,))
        if len(value) > longest or not value.isprintable():
            raise InvalidParameter(f"{field}: at most {longest} printable characters", fields=(field,))
    if scan.scan_id is not None and not 1 <= len(scan.scan_id) <= _SCAN_ID_LENGTH_MAX:
        raise InvalidParameter(f"scan_id: 1 to {_SCAN_ID_LENGTH_MAX} characters", fields=("scan_id",))
    return code, gate


async def replay_scan(tx: Tx, principal: Principal, scan: Scan, mark: str) -> Told | None:
    """What this scan was told before, if it was; Conflict when its name was used for another code."""
    known = await store.read_scan(tx, principal.tenant_id, scan.scan_id) if scan.scan_id else None
    if known is None:
        return None
    if known.code_hash != mark:
        raise Conflict("scan_id: it was used for another code; name every scan anew", fields=("scan_id",))
    found = await ticket_store.read_tickets(tx, principal.tenant_id, [known.ticket_id] if known.ticket_id else [])
    if not found:
        return Told(known.verdict, None, None, None, None)
    event, timeslot = await surroundings(tx, found[0])
    return await _with_first_use(tx, Told(known.verdict, found[0], event, timeslot, None))


async def _judge_all(
    tx: Tx, principal: Principal, ids: Sequence[int], moment: Moment, wanted_event: int | None
) -> Told:
    judged: list[Told] = []
    for ticket in await ticket_store.read_tickets(tx, principal.tenant_id, ids):
        event, timeslot = await surroundings(tx, ticket)
        verdict = judge(ticket, event, timeslot, moment, wanted_event)
        told = Told(verdict, ticket if verdict is not Verdict.UNKNOWN else None, event, timeslot, None)
        if verdict is Verdict.ADMIT:
            return told
        judged.append(told)
    return judged[-1] if judged else Told(Verdict.UNKNOWN, None, None, None, None)


async def _judge_secure(  # noqa: PLR0917 - what a gate asks
    tx: Tx, principal: Principal, code: str, mark: str, moment: Moment, wanted_event: int | None
) -> Told:
    seen = await see_code(tx, principal.tenant_id, code, moment.now)
    if seen.ticket_id is None or seen.says is None:
        return Told(seen.verdict or Verdict.UNKNOWN, None, None, None, None)
    await ticket_store.lock_tickets(tx, principal.tenant_id, [seen.ticket_id])
    ticket = (await ticket_store.read_tickets(tx, principal.tenant_id, [seen.ticket_id]))[0]
    event, timeslot = await surroundings(tx, ticket)
    verdict = judge(ticket, event, timeslot, moment, wanted_event, moving=True)
    if verdict is not Verdict.WRONG_EVENT and not (seen.verdict is None and await is_alive(tx, ticket, seen.says)):
        # Nothing of the ticket is told: it is somebody else's now.
        return Told(Verdict.REVOKED, None, None, None, None)
    if verdict is Verdict.ADMIT and await was_admitted(tx, ticket.id, mark):
        # Somebody shows again what let them in before that was undone: a picture of it, within its seconds.
        verdict = Verdict.STALE
    return Told(verdict, ticket, event, timeslot, None)


async def _with_first_use(tx: Tx, told: Told) -> Told:
    if told.ticket is None or told.verdict not in {Verdict.ADMIT, Verdict.USED}:
        return told
    first = await store.read_first_use(tx, told.ticket.id)
    return Told(told.verdict, told.ticket, told.event, told.timeslot, first)
