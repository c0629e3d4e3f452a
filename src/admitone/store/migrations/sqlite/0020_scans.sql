-- What gates asked, and what they were told.

-- Every scan of a code. `scan_id` is the gate's own name for it, so that a repeated request is told the same; `code_hash` is
-- the SHA-256 of what was read, since codes of unknown origin may be anything.
CREATE TABLE scans (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    scan_id TEXT,
    code_hash TEXT NOT NULL,
    ticket_id INTEGER REFERENCES tickets (id),
    gate TEXT NOT NULL,
    verdict TEXT NOT NULL CONSTRAINT scans_verdict_known
        CHECK (verdict IN ('ADMIT', 'UNKNOWN', 'NOT_YET', 'EXPIRED', 'USED', 'REVOKED', 'WRONG_EVENT', 'NOT_SOLD')),
    undone_at TEXT,
    scanned_by TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX scans_once ON scans (tenant_id, scan_id) WHERE scan_id IS NOT NULL;
CREATE INDEX scans_of_ticket ON scans (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX scans_by_tenant ON scans (tenant_id, id);
