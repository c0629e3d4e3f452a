-- Tickets that change hands: leave to move a set of them, which each of their owners may take back.

-- What may be transferred at all, and which programs may ask for it.
ALTER TABLE attractions ADD COLUMN reissue INTEGER NOT NULL DEFAULT FALSE;
ALTER TABLE api_keys ADD COLUMN may_transfer INTEGER NOT NULL DEFAULT FALSE;

CREATE TABLE transfer_approvals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    uid TEXT NOT NULL,
    state TEXT NOT NULL CONSTRAINT transfer_approvals_state_known
        CHECK (state IN ('APPROVED', 'REJECTED', 'COMPLETED', 'WITHDRAWN', 'ENDED')),
    opt_out_until TEXT NOT NULL,
    created_by TEXT NOT NULL,
    decided_by TEXT,
    decided_at TEXT,
    reason TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX transfer_approvals_uid_once ON transfer_approvals (uid);
CREATE INDEX transfer_approvals_by_tenant ON transfer_approvals (tenant_id, id);

-- The tickets as they were when leave was asked for. `live` while the approval stands: a ticket is in one at a time.
CREATE TABLE transfer_tickets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    approval_id INTEGER NOT NULL REFERENCES transfer_approvals (id),
    ticket_id INTEGER NOT NULL,
    ticket_uid TEXT NOT NULL,
    owner_id INTEGER NOT NULL REFERENCES enrollments (id),
    live INTEGER NOT NULL,
    new_uid TEXT,
    new_owner_id INTEGER REFERENCES enrollments (id)
);
CREATE UNIQUE INDEX transfer_tickets_live_once ON transfer_tickets (ticket_id) WHERE live;
CREATE INDEX transfer_tickets_by_approval ON transfer_tickets (approval_id, id);

-- The link that stops an approval: made of the server's secret and `seed`, found by its SHA-256.
CREATE TABLE transfer_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    approval_id INTEGER NOT NULL REFERENCES transfer_approvals (id),
    owner_id INTEGER NOT NULL REFERENCES enrollments (id),
    seed TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX transfer_links_token_once ON transfer_links (token_hash);
CREATE UNIQUE INDEX transfer_links_owner_once ON transfer_links (approval_id, owner_id);

-- What a ticket was before it changed hands is found by what it became.
CREATE INDEX tickets_by_successor ON tickets (replaced_by) WHERE replaced_by IS NOT NULL;
