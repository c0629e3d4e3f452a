-- Tickets in wallets: the passes that were handed out, and the devices that want to know of their changes.

-- One pass per ticket, platform and holder: `holder_code` is the ticket's download code when the pass was made, which
-- changes with its holder. `content` is what the pass said then, as JSON: all that is shown of one that admits nobody.
-- `serial` and `token` are random; the token is kept as it is, since it stands in every new version of the pass.
CREATE TABLE passes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    ticket_id INTEGER REFERENCES tickets (id) ON DELETE SET NULL,
    platform TEXT NOT NULL CONSTRAINT passes_platform_known CHECK (platform IN ('APPLE', 'GOOGLE')),
    serial TEXT NOT NULL,
    token TEXT NOT NULL CONSTRAINT passes_token_long CHECK (length(token) >= 16),
    holder_code TEXT NOT NULL,
    content TEXT NOT NULL,
    remote_at TEXT,
    changed_at TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX passes_serial_once ON passes (serial);
CREATE UNIQUE INDEX passes_holder_once ON passes (ticket_id, platform, holder_code);

CREATE TABLE pass_devices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    library_id TEXT NOT NULL,
    push_token TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX pass_devices_library_once ON pass_devices (library_id);
CREATE INDEX pass_devices_by_push_token ON pass_devices (push_token);

CREATE TABLE pass_registrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pass_id INTEGER NOT NULL REFERENCES passes (id) ON DELETE CASCADE,
    device_id INTEGER NOT NULL REFERENCES pass_devices (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX pass_registrations_once ON pass_registrations (pass_id, device_id);
CREATE INDEX pass_registrations_by_device ON pass_registrations (device_id);
