"""Reading the audit."""

from __future__ import annotations

from admitone.core.inventory import AuditEntry
from admitone.core.principal import STAFF, Principal
from admitone.store import audit as store
from admitone.store.audit import AuditFilter
from admitone.store.database import Tx

PAGE_MAX = 1000


async def list_audit(tx: Tx, principal: Principal, wanted: AuditFilter, limit: int) -> list[AuditEntry]:
    """Entries of the tenant, newest first, at most `PAGE_MAX`; page on with `before_id`."""
    principal.require(STAFF)
    return await store.list_audit(tx, principal.tenant_id, wanted, min(limit, PAGE_MAX))
