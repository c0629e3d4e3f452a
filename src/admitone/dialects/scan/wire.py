"""Bodies of this door."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from admitone.bodies import Id
from admitone.core.scanning import CODE_LENGTH_MAX, GATE_LENGTH_MAX, Verdict
from admitone.services.scan_merging import SCANS_AT_ONCE_MAX, Merged, OfflineScan
from admitone.services.scanning import Scan, Told

SENTENCES: Final = {
    Verdict.ADMIT: "Let them in.",
    Verdict.UNKNOWN: "This code is none of ours. Ask for another one, or look the ticket up by its number.",
    Verdict.NOT_YET: "This ticket is for later.",
    Verdict.EXPIRED: "The time of this ticket is over.",
    Verdict.USED: "This ticket has been used.",
    Verdict.REVOKED: "This ticket is void: it was refunded, transferred or called off.",
    Verdict.WRONG_EVENT: "This ticket is for something else.",
    Verdict.STALE: "This code is too old. Have the holder open the ticket on their phone again.",
    Verdict.NOT_SOLD: "This ticket is not sold, or not paid yet.",
}


class ScanBody(Struct, frozen=True):
    """A code as it was read. `scan_id` is the gate's own name of this scan: repeated, it is told the same."""

    code: Annotated[str, Meta(max_length=CODE_LENGTH_MAX)]
    gate: Annotated[str, Meta(max_length=GATE_LENGTH_MAX, description="Where it was read, as people call it")]
    event_id: Annotated[Id | None, Meta(description="The event that the gate is for")] = None
    scan_id: Annotated[str, Meta(min_length=1, max_length=64)] | None = None

    def scan(self) -> Scan:
        """The command that the service takes."""
        return Scan(self.code, self.gate, self.event_id, self.scan_id)


class OfflineScanBody(Struct, frozen=True):
    """What a gate without a network let in, and when by its clock, with an offset."""

    scan_id: Annotated[str, Meta(min_length=1, max_length=64)]
    code: Annotated[str, Meta(max_length=CODE_LENGTH_MAX)]
    gate: Annotated[str, Meta(max_length=GATE_LENGTH_MAX)]
    at: Annotated[datetime, Meta(tz=True)]
    event_id: Id | None = None

    def offline(self) -> OfflineScan:
        """The command that the service takes."""
        return OfflineScan(Scan(self.code, self.gate, self.event_id, self.scan_id), self.at.astimezone(UTC))


class MergeBody(Struct, frozen=True):
    """The log of a gate, in any order; the answer to each says what became of it, so that it may be sent again."""

    scans: Annotated[list[OfflineScanBody], Meta(min_length=1, max_length=SCANS_AT_ONCE_MAX)]


class UndoBody(Struct, frozen=True):
    """A ticket that was scanned by mistake."""

    ticket_id: Id
    reason: Annotated[str, Meta(max_length=500)]


class ScannedTicket(Struct, frozen=True, kw_only=True):
    """What the ticket is; nothing of who has it."""

    id: int
    uid: str
    category: str | None
    age_group: str | None
    ticket_date: str | None
    event: str | None
    time_slot: str | None


class FirstUseBody(Struct, frozen=True, kw_only=True):
    """When and where it was used."""

    at: datetime
    gate: str


class ToldBody(Struct, frozen=True, kw_only=True):
    """What the gate is told."""

    verdict: Verdict
    admitted: bool
    message: str
    ticket: ScannedTicket | None
    first_use: FirstUseBody | None


class MergedBody(Struct, frozen=True, kw_only=True):
    """What became of one. `admitted_twice`: somebody else came in with this ticket, at `other_use`."""

    scan_id: str
    verdict: Verdict
    ticket: ScannedTicket | None
    admitted_twice: bool
    other_use: FirstUseBody | None


class MergedList(Struct, frozen=True, kw_only=True):
    """The answers, in the order in which the gate let in."""

    data: list[MergedBody]


class UndoneBody(Struct, frozen=True, kw_only=True):
    """A ticket that is unused again."""

    ticket_id: int
    redeemed_at: datetime | None


def merged_body(merged: Merged) -> MergedBody:
    """What became of a scan, as it is sent."""
    other = FirstUseBody(at=merged.other.at, gate=merged.other.gate) if merged.other else None
    return MergedBody(
        scan_id=merged.scan_id,
        verdict=merged.told.verdict,
        ticket=told_body(merged.told).ticket,
        admitted_twice=merged.twice,
        other_use=other,
    )


def told_body(told: Told) -> ToldBody:
    """What the gate is told, as it is sent."""
    ticket, first = None, None
    if told.ticket is not None:
        day = told.ticket.ticket_date
        ticket = ScannedTicket(
            id=told.ticket.id,
            uid=told.ticket.uid,
            category=told.ticket.category,
            age_group=told.ticket.age_group,
            ticket_date=day.isoformat() if day else None,
            event=told.event.name if told.event else None,
            time_slot=told.timeslot.name if told.timeslot else told.ticket.time_slot,
        )
    if told.first_use is not None:
        first = FirstUseBody(at=told.first_use.at, gate=told.first_use.gate)
    return ToldBody(
        verdict=told.verdict,
        admitted=told.verdict is Verdict.ADMIT,
        message=SENTENCES[told.verdict],
        ticket=ticket,
        first_use=first,
    )
