-- Carts, holds, sales, payment attempts and refunds.

CREATE TABLE carts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    reference TEXT NOT NULL,
    public_code TEXT NOT NULL,
    status TEXT NOT NULL CONSTRAINT carts_status_known
        CHECK (status IN ('PENDING_PAYMENT', 'COMPLETED', 'CANCELLED', 'GROUP_ASSIGNED')),
    payment_status TEXT CONSTRAINT carts_payment_known CHECK (payment_status IN ('PAID', 'DECLINED', 'CANCELLED_PAYMENT')),
    customer_name TEXT,
    customer_email TEXT,
    customer_phone TEXT,
    language TEXT NOT NULL,
    agent_user_id TEXT,
    notes TEXT,
    currency TEXT,
    total_minor INTEGER NOT NULL,
    wants_payment_link INTEGER NOT NULL,
    trip_service_id INTEGER,
    odoo_customer_id INTEGER,
    odoo_quote_id INTEGER,
    odoo_quote_number TEXT,
    invoice_number TEXT,
    download_code_sent_at TEXT,
    cancel_reason TEXT,
    completed_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX carts_reference_once ON carts (reference);
CREATE INDEX carts_by_tenant ON carts (tenant_id, id);

-- Tickets kept for somebody until a moment. Whoever fills in `resolution` first has won; the others find it filled.
CREATE TABLE holds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    cart_id INTEGER NOT NULL REFERENCES carts (id),
    expires_at TEXT NOT NULL,
    resolution TEXT CONSTRAINT holds_resolution_known CHECK (resolution IN ('SOLD', 'RELEASED', 'EXPIRED')),
    resolved_by TEXT,
    resolved_at TEXT,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX holds_live_once ON holds (cart_id) WHERE resolution IS NULL;
CREATE INDEX holds_due ON holds (expires_at) WHERE resolution IS NULL;
CREATE INDEX holds_by_cart ON holds (cart_id);

-- One row per ticket of a cart.
CREATE TABLE sales (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    cart_id INTEGER NOT NULL REFERENCES carts (id),
    ticket_id INTEGER NOT NULL,
    attraction_id INTEGER,
    price_minor INTEGER,
    currency TEXT,
    status TEXT NOT NULL CONSTRAINT sales_status_known
        CHECK (status IN ('PENDING_PAYMENT', 'COMPLETED', 'CANCELLED', 'GROUP_ASSIGNED')),
    refunded_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
-- No ticket is sold twice: whatever code does, a second live sale of a ticket cannot be written.
CREATE UNIQUE INDEX sales_ticket_live_once ON sales (ticket_id)
    WHERE status IN ('PENDING_PAYMENT', 'COMPLETED', 'GROUP_ASSIGNED');
CREATE INDEX sales_by_cart ON sales (cart_id, id);
CREATE INDEX sales_by_ticket ON sales (tenant_id, ticket_id);
CREATE INDEX sales_by_day ON sales (tenant_id, created_at);

-- Every attempt to collect money for a cart; `gateway_cart_id` is what the gateway was told.
CREATE TABLE payment_sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    cart_id INTEGER NOT NULL REFERENCES carts (id),
    attempt INTEGER NOT NULL,
    gateway_cart_id TEXT NOT NULL,
    gateway_ref TEXT,
    url TEXT,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    test INTEGER NOT NULL,
    state TEXT NOT NULL CONSTRAINT payment_sessions_state_known
        CHECK (state IN ('CREATING', 'OPEN', 'PAID', 'DECLINED', 'CANCELLED', 'EXPIRED', 'FAILED')),
    transaction_ref TEXT,
    message TEXT,
    check_count INTEGER NOT NULL DEFAULT 0,
    next_check_at TEXT,
    paid_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX payment_sessions_attempt_once ON payment_sessions (cart_id, attempt);
CREATE UNIQUE INDEX payment_sessions_gateway_cart_once ON payment_sessions (gateway_cart_id);
CREATE INDEX payment_sessions_by_ref ON payment_sessions (gateway_ref) WHERE gateway_ref IS NOT NULL;
CREATE INDEX payment_sessions_due ON payment_sessions (next_check_at) WHERE next_check_at IS NOT NULL;

-- Money that must go back, each one visible until it has gone or a person has dismissed it.
CREATE TABLE refunds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    cart_id INTEGER NOT NULL REFERENCES carts (id),
    payment_session_id INTEGER REFERENCES payment_sessions (id),
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CONSTRAINT refunds_state_known CHECK (state IN ('OPEN', 'ORDERED', 'DONE', 'DISMISSED')),
    refund_reference TEXT,
    note TEXT,
    decided_by TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX refunds_by_tenant ON refunds (tenant_id, state, id);
CREATE INDEX refunds_by_cart ON refunds (cart_id);

CREATE INDEX effects_by_cart ON effects (cart_reference, kind, id) WHERE state IN ('WAITING', 'RUNNING');
CREATE INDEX effects_failed ON effects (tenant_id, state, id);
CREATE INDEX tickets_for_sale ON tickets (tenant_id, attraction_id, ticket_date, category, last_day, id) WHERE status = 'AVAILABLE';
ALTER TABLE attractions ADD COLUMN low_stock_threshold INTEGER;
