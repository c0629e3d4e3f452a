"""The audit of the offline contract."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from admitone.bodies import Day, Id, Line
from admitone.core import clock
from admitone.core.inventory import AuditEntry
from admitone.dialects.offline.wire.days import read_optional_day
from admitone.dialects.offline.wire.envelope import SessionBody
from admitone.store.audit import AuditFilter


class AuditList(SessionBody, kw_only=True, rename="camel"):
    """Body of audit/list (extension). Newest first; page on with `beforeAuditId`."""

    entity_type: Annotated[str, Meta(max_length=40, examples=["TICKET"])] | None = None
    entity_id: Id | None = None
    action: Line | None = None
    cart_reference: Line | None = None
    user_id: Line | None = None
    date_from: Day | None = None
    date_to: Day | None = None
    before_audit_id: Id | None = None
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100

    def wanted(self, time_zone: str) -> AuditFilter:
        """The filter that the store takes; days are the tenant's, and `dateTo` is included."""
        return AuditFilter(
            entity_type=self.entity_type or None,
            entity_id=self.entity_id,
            action=self.action or None,
            cart_reference=self.cart_reference or None,
            user_id=self.user_id or None,
            created_from=day_begins(self.date_from or None, "dateFrom", time_zone),
            created_to=day_ends(self.date_to or None, "dateTo", time_zone),
            before_id=self.before_audit_id,
        )


class CTicketAudit(Struct, frozen=True, rename="camel"):
    """CTicketAudit of the contract. `createdAt` is an ISO 8601 instant."""

    audit_id: int
    entity_type: str
    entity_id: int
    action: str
    old_status: str | None
    new_status: str | None
    cart_reference: str | None
    user_id: str | None
    details: str | None
    created_at: str


def audit_body(entry: AuditEntry) -> CTicketAudit:
    """An audit entry as the contract shows it."""
    return CTicketAudit(
        audit_id=entry.id,
        entity_type=entry.entity_type,
        entity_id=entry.entity_id,
        action=entry.action,
        old_status=entry.old_status,
        new_status=entry.new_status,
        cart_reference=entry.cart_reference,
        user_id=entry.user_id,
        details=entry.details,
        created_at=entry.created_at.isoformat(timespec="milliseconds"),
    )


def day_begins(text: str | None, field: str, time_zone: str) -> datetime | None:
    """The first instant of a day of the tenant."""
    day = read_optional_day(text, field)
    return clock.day_begins(day, time_zone) if day else None


def day_ends(text: str | None, field: str, time_zone: str) -> datetime | None:
    """The first instant after a day of the tenant."""
    day = read_optional_day(text, field)
    return clock.day_ends(day, time_zone) if day else None
