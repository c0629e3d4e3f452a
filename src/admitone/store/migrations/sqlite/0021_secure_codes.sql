-- The keys and codes of SECURE tickets.

-- A gate can be shown a picture of a code that is too old.
CREATE TABLE scans_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    scan_id TEXT,
    code_hash TEXT NOT NULL,
    ticket_id INTEGER REFERENCES tickets (id),
    gate TEXT NOT NULL,
    verdict TEXT NOT NULL CONSTRAINT scans_verdict_known CHECK
        (verdict IN ('ADMIT', 'UNKNOWN', 'NOT_YET', 'EXPIRED', 'USED', 'REVOKED', 'WRONG_EVENT', 'NOT_SOLD', 'STALE')),
    undone_at TEXT,
    scanned_by TEXT NOT NULL,
    created_at TEXT NOT NULL
);
INSERT INTO scans_anew (id, tenant_id, scan_id, code_hash, ticket_id, gate, verdict, undone_at, scanned_by, created_at)
    SELECT id, tenant_id, scan_id, code_hash, ticket_id, gate, verdict, undone_at, scanned_by, created_at FROM scans;
DROP TABLE scans;
ALTER TABLE scans_anew RENAME TO scans;
CREATE UNIQUE INDEX scans_once ON scans (tenant_id, scan_id) WHERE scan_id IS NOT NULL;
CREATE INDEX scans_of_ticket ON scans (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX scans_by_tenant ON scans (tenant_id, id);

-- The public keys of events. The private ones are made of ADMITONE_SECRET, the event's uid and `generation`, so that who
-- has only the database can sign nothing. A key that was revoked signs and proves nothing any more.
CREATE TABLE secure_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    event_id INTEGER NOT NULL REFERENCES events (id),
    generation INTEGER NOT NULL CHECK (generation >= 1),
    key_id TEXT NOT NULL,
    public_key TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revoked_at TEXT
);
CREATE UNIQUE INDEX secure_keys_once ON secure_keys (key_id);
CREATE UNIQUE INDEX secure_keys_generation_once ON secure_keys (event_id, generation);

-- Every binding of a ticket to the key of a phone; the newest one of a ticket is good, while the ticket is still as it
-- was then: `uid` and `holder_code` are those of the ticket, and change when it is transferred.
CREATE TABLE secure_codes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    event_id INTEGER NOT NULL REFERENCES events (id),
    ticket_id INTEGER NOT NULL REFERENCES tickets (id),
    uid TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    status_index INTEGER NOT NULL CHECK (status_index >= 0),
    holder_code TEXT NOT NULL,
    holder_key TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX secure_codes_version_once ON secure_codes (ticket_id, version);
CREATE UNIQUE INDEX secure_codes_place_once ON secure_codes (event_id, status_index);
CREATE INDEX secure_codes_by_uid ON secure_codes (uid);
