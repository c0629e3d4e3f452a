-- The secondary market of SECURE tickets.

-- What may be resold, and within which limits: a kind of ticket without a row may not.
CREATE TABLE resale_rules (
    ticket_config_id INTEGER PRIMARY KEY REFERENCES ticket_configs (id) ON DELETE CASCADE,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    markup_percent INTEGER NOT NULL CHECK (markup_percent BETWEEN 0 AND 1000),
    fee_percent INTEGER NOT NULL CHECK (fee_percent BETWEEN 0 AND 100),
    updated_at TEXT NOT NULL
);

-- A ticket on offer, or what became of the offer. `ticket_uid` is what the ticket was called when it was offered: once
-- it is called otherwise it has moved on, whatever `state` says. `fee_minor` is the organiser's part of the price.
CREATE TABLE listings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    event_id INTEGER NOT NULL REFERENCES events (id),
    ticket_config_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL REFERENCES tickets (id),
    ticket_uid TEXT NOT NULL,
    seller_id INTEGER NOT NULL REFERENCES enrollments (id),
    buyer_email TEXT,
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    fee_minor INTEGER NOT NULL CHECK (fee_minor >= 0 AND fee_minor <= price_minor),
    currency TEXT NOT NULL,
    locked_until TEXT NOT NULL,
    state TEXT NOT NULL CONSTRAINT listings_state_known CHECK (state IN ('LISTED', 'SOLD', 'WITHDRAWN', 'ENDED')),
    reason TEXT,
    payment_reference TEXT,
    buyer_id INTEGER REFERENCES enrollments (id),
    sold_at TEXT,
    settled_at TEXT,
    settled_by TEXT,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX listings_uid_once ON listings (uid);
CREATE UNIQUE INDEX listings_ticket_once ON listings (ticket_id) WHERE state = 'LISTED';
CREATE INDEX listings_of_event ON listings (event_id, state, price_minor, id);
CREATE INDEX listings_of_seller ON listings (seller_id, id);
CREATE INDEX listings_of_tenant ON listings (tenant_id, id);
