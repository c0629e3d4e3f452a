-- People who are invited before they have a password, one-time links to choose one, API keys, and signs of life of workers.

ALTER TABLE users ADD COLUMN email TEXT;
-- Where a session was opened, so that its owner recognises it.
ALTER TABLE sessions ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN browser TEXT;
CREATE INDEX sessions_by_user ON sessions (user_id) WHERE ended_at IS NULL;

CREATE TABLE password_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    purpose TEXT NOT NULL CONSTRAINT password_links_purpose_known CHECK (purpose IN ('INVITE', 'RESET')),
    seed TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE UNIQUE INDEX password_links_token_once ON password_links (token_hash);
CREATE UNIQUE INDEX password_links_live_once ON password_links (user_id) WHERE ended_at IS NULL;

CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    role TEXT NOT NULL CONSTRAINT api_keys_role_known CHECK (role IN ('admin', 'agent')),
    token_hash TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    last_used_at TEXT,
    revoked_at TEXT
);
CREATE UNIQUE INDEX api_keys_token_once ON api_keys (token_hash);
CREATE UNIQUE INDEX api_keys_name_once ON api_keys (tenant_id, name) WHERE revoked_at IS NULL;

CREATE TABLE workers (
    owner TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    started_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    stopped_at TEXT,
    swept_at TEXT,
    reconciled_at TEXT
);

-- A constraint cannot be changed here, so the table is made anew; audit entries tell of API keys from here on.
CREATE TABLE audit_entries_with_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    entity_type TEXT NOT NULL CONSTRAINT audit_entity_known CHECK (entity_type IN ('TICKET', 'SALE', 'BATCH', 'ATTRACTION', 'USER', 'EFFECT', 'REFUND', 'API_KEY')),
    entity_id INTEGER NOT NULL,
    action TEXT NOT NULL,
    old_status TEXT,
    new_status TEXT,
    cart_reference TEXT,
    user_id TEXT,
    details TEXT,
    created_at TEXT NOT NULL
);
INSERT INTO audit_entries_with_keys SELECT * FROM audit_entries;
DROP TABLE audit_entries;
ALTER TABLE audit_entries_with_keys RENAME TO audit_entries;
CREATE INDEX audit_by_entity ON audit_entries (tenant_id, entity_type, entity_id, id);
CREATE INDEX audit_by_cart ON audit_entries (tenant_id, cart_reference) WHERE cart_reference IS NOT NULL;
CREATE INDEX audit_by_id ON audit_entries (tenant_id, id);
