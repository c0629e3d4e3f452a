-- Tenants, people, sessions, and the two tables that every transition writes to: audit entries and effects.

CREATE TABLE tenants (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX tenants_name_once ON tenants (name);

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    username TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CONSTRAINT users_role_known CHECK (role IN ('admin', 'agent')),
    active INTEGER NOT NULL DEFAULT TRUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX users_username_once ON users (username);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    token_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    last_used_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE UNIQUE INDEX sessions_token_once ON sessions (token_hash);

CREATE TABLE throttles (
    subject TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failed_at TEXT NOT NULL
);

CREATE TABLE audit_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    entity_type TEXT NOT NULL CONSTRAINT audit_entity_known CHECK (entity_type IN ('TICKET', 'SALE', 'BATCH', 'ATTRACTION', 'USER', 'EFFECT', 'REFUND')),
    entity_id INTEGER NOT NULL,
    action TEXT NOT NULL,
    old_status TEXT,
    new_status TEXT,
    cart_reference TEXT,
    user_id TEXT,
    details TEXT,
    created_at TEXT NOT NULL
);
CREATE INDEX audit_by_entity ON audit_entries (tenant_id, entity_type, entity_id, id);
CREATE INDEX audit_by_cart ON audit_entries (tenant_id, cart_reference) WHERE cart_reference IS NOT NULL;
CREATE INDEX audit_by_id ON audit_entries (tenant_id, id);

CREATE TABLE effects (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL,
    effect_key TEXT NOT NULL,
    cart_reference TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CONSTRAINT effects_state_known CHECK (state IN ('WAITING', 'RUNNING', 'DONE', 'FAILED', 'DISMISSED')),
    attempts INTEGER NOT NULL DEFAULT 0,
    run_at TEXT NOT NULL,
    lease_owner TEXT,
    lease_until TEXT,
    last_error TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX effects_key_once ON effects (tenant_id, kind, effect_key);
CREATE INDEX effects_due ON effects (run_at, id) WHERE state IN ('WAITING', 'RUNNING');

CREATE TABLE idempotency_keys (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    operation TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    result_id INTEGER NOT NULL,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX idempotency_key_once ON idempotency_keys (tenant_id, operation, idempotency_key);
