-- Events with ticket configs, timeslots and sectors; the people who own tickets; what is kept for an owner.
-- An event has a face in the offline door: one attraction, by which its tickets are counted, found, priced and billed.

CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    attraction_id INTEGER NOT NULL REFERENCES attractions (id),
    name TEXT NOT NULL,
    description TEXT,
    venue TEXT,
    address TEXT,
    latitude REAL,
    longitude REAL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    doors_at TEXT,
    -- So long before its start the tickets of the event count as activated.
    activation_minutes INTEGER NOT NULL DEFAULT 0 CONSTRAINT events_activation_positive CHECK (activation_minutes >= 0),
    state TEXT NOT NULL CONSTRAINT events_state_known CHECK (state IN ('DRAFT', 'PUBLISHED', 'CANCELLED')),
    design TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT events_end_after_start CHECK (ends_at >= starts_at)
);
CREATE UNIQUE INDEX events_uid_once ON events (uid);
CREATE UNIQUE INDEX events_attraction_once ON events (attraction_id);
CREATE INDEX events_by_tenant ON events (tenant_id, starts_at, id);

-- `made` of `capacity` tickets are rows so far. A `placed` config's tickets are held only with their timeslot or sector.
-- The days are the event's, in its tenant's time zone: a ticket that gives its place back gets them again.
CREATE TABLE ticket_configs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    event_id INTEGER NOT NULL REFERENCES events (id),
    name TEXT NOT NULL,
    description TEXT,
    price_minor INTEGER NOT NULL CONSTRAINT ticket_configs_price_positive CHECK (price_minor >= 0),
    currency TEXT NOT NULL,
    capacity INTEGER NOT NULL CONSTRAINT ticket_configs_capacity_positive CHECK (capacity >= 0),
    made INTEGER NOT NULL DEFAULT 0,
    placed INTEGER NOT NULL DEFAULT FALSE,
    ticket_date TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT TRUE,
    position INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT ticket_configs_made CHECK (made <= capacity)
);
CREATE UNIQUE INDEX ticket_configs_name_once ON ticket_configs (event_id, name);
CREATE INDEX ticket_configs_by_tenant ON ticket_configs (tenant_id, id);

-- `taken` is kept by triggers on tickets, so that whatever code lets a ticket go gives its place back, and none takes one
-- too many. A capacity of NULL is no limit.
CREATE TABLE event_timeslots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    event_id INTEGER NOT NULL REFERENCES events (id),
    name TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    capacity INTEGER,
    taken INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT event_timeslots_end_after_start CHECK (ends_at >= starts_at),
    CONSTRAINT event_timeslots_capacity CHECK (taken >= 0 AND (capacity IS NULL OR taken <= capacity))
);
CREATE UNIQUE INDEX event_timeslots_name_once ON event_timeslots (event_id, name);
CREATE TABLE event_sectors (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    event_id INTEGER NOT NULL REFERENCES events (id),
    name TEXT NOT NULL,
    capacity INTEGER,
    taken INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT event_sectors_capacity CHECK (taken >= 0 AND (capacity IS NULL OR taken <= capacity))
);
CREATE UNIQUE INDEX event_sectors_name_once ON event_sectors (event_id, name);

-- A person, of no tenant, known by the e-mail address or by what an issuer of tokens calls them.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    email TEXT,
    name TEXT,
    issuer TEXT,
    subject TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX accounts_uid_once ON accounts (uid);
CREATE UNIQUE INDEX accounts_email_once ON accounts (email) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX accounts_subject_once ON accounts (issuer, subject) WHERE subject IS NOT NULL;
-- A person at a tenant: what the contract calls the owner of a ticket.
CREATE TABLE enrollments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX enrollments_account_once ON enrollments (tenant_id, account_id);
CREATE INDEX enrollments_by_account ON enrollments (account_id);

-- Tickets kept for an owner without a cart. Each ticket leaves it on its own: issued, freed or lapsed.
CREATE TABLE reservations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    event_id INTEGER REFERENCES events (id),
    owner_id INTEGER NOT NULL REFERENCES enrollments (id),
    format TEXT NOT NULL CONSTRAINT reservations_format_known CHECK (format IN ('PDF', 'SECURE')),
    expires_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX reservations_by_tenant ON reservations (tenant_id, id);

ALTER TABLE tickets ADD COLUMN event_id INTEGER REFERENCES events (id);
ALTER TABLE tickets ADD COLUMN ticket_config_id INTEGER REFERENCES ticket_configs (id);
ALTER TABLE tickets ADD COLUMN timeslot_id INTEGER REFERENCES event_timeslots (id);
ALTER TABLE tickets ADD COLUMN sector_id INTEGER REFERENCES event_sectors (id);
-- Without a constraint: adding one here answers with rows, which the migrator prints.
ALTER TABLE tickets ADD COLUMN format TEXT NOT NULL DEFAULT 'PDF';
ALTER TABLE tickets ADD COLUMN owner_id INTEGER REFERENCES enrollments (id);
ALTER TABLE tickets ADD COLUMN reservation_id INTEGER REFERENCES reservations (id);
ALTER TABLE tickets ADD COLUMN held_until TEXT;
CREATE INDEX tickets_of_config ON tickets (ticket_config_id, id) WHERE ticket_config_id IS NOT NULL AND status = 'AVAILABLE';
CREATE INDEX tickets_by_event ON tickets (tenant_id, event_id, id) WHERE event_id IS NOT NULL;
CREATE INDEX tickets_by_owner ON tickets (owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX tickets_by_reservation ON tickets (reservation_id) WHERE reservation_id IS NOT NULL;
CREATE INDEX tickets_held_until ON tickets (held_until) WHERE held_until IS NOT NULL;

CREATE TRIGGER tickets_placed_on_insert AFTER INSERT ON tickets
WHEN NEW.timeslot_id IS NOT NULL OR NEW.sector_id IS NOT NULL
BEGIN
    UPDATE event_timeslots SET taken = taken + 1 WHERE id = NEW.timeslot_id;
    UPDATE event_sectors SET taken = taken + 1 WHERE id = NEW.sector_id;
END;
CREATE TRIGGER tickets_placed_on_update AFTER UPDATE OF timeslot_id, sector_id ON tickets
WHEN NEW.timeslot_id IS NOT OLD.timeslot_id OR NEW.sector_id IS NOT OLD.sector_id
BEGIN
    UPDATE event_timeslots SET taken = taken - 1 WHERE id = OLD.timeslot_id;
    UPDATE event_sectors SET taken = taken - 1 WHERE id = OLD.sector_id;
    UPDATE event_timeslots SET taken = taken + 1 WHERE id = NEW.timeslot_id;
    UPDATE event_sectors SET taken = taken + 1 WHERE id = NEW.sector_id;
END;
CREATE TRIGGER tickets_placed_on_delete AFTER DELETE ON tickets
WHEN OLD.timeslot_id IS NOT NULL OR OLD.sector_id IS NOT NULL
BEGIN
    UPDATE event_timeslots SET taken = taken - 1 WHERE id = OLD.timeslot_id;
    UPDATE event_sectors SET taken = taken - 1 WHERE id = OLD.sector_id;
END;

-- A constraint cannot be changed here, so the table is made anew; audit entries tell of all these from here on, and of what
-- sells tickets in other ways.
CREATE TABLE audit_entries_of_all (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    entity_type TEXT NOT NULL CONSTRAINT audit_entity_known
        CHECK (entity_type IN ('TICKET', 'SALE', 'BATCH', 'ATTRACTION', 'USER', 'EFFECT', 'REFUND', 'API_KEY', 'EVENT',
                               'TICKET_CONFIG', 'TIMESLOT', 'SECTOR', 'ACCOUNT', 'ENROLLMENT', 'RESERVATION', 'TENANT', 'TRANSFER',
                               'LISTING', 'LOCATION', 'SERVICE', 'ACCESS_CODE')),
    entity_id INTEGER NOT NULL,
    action TEXT NOT NULL,
    old_status TEXT,
    new_status TEXT,
    cart_reference TEXT,
    user_id TEXT,
    details TEXT,
    created_at TEXT NOT NULL
);
INSERT INTO audit_entries_of_all SELECT * FROM audit_entries;
DROP TABLE audit_entries;
ALTER TABLE audit_entries_of_all RENAME TO audit_entries;
CREATE INDEX audit_by_entity ON audit_entries (tenant_id, entity_type, entity_id, id);
CREATE INDEX audit_by_cart ON audit_entries (tenant_id, cart_reference) WHERE cart_reference IS NOT NULL;
CREATE INDEX audit_by_id ON audit_entries (tenant_id, id);
