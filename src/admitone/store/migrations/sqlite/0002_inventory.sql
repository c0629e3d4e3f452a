-- What is sold, how stock came in, and the one ticket table.

CREATE TABLE attractions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    odoo_product_code TEXT NOT NULL,
    supplier TEXT,
    categories TEXT,
    age_groups TEXT,
    has_time_slots INTEGER NOT NULL DEFAULT FALSE,
    extraction_patterns TEXT,
    notes TEXT,
    active INTEGER NOT NULL DEFAULT TRUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX attractions_by_tenant ON attractions (tenant_id, id);

CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    start_date TEXT,
    end_date TEXT,
    description TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX campaigns_by_tenant ON campaigns (tenant_id, id);

-- An uploaded file, kept once per tenant by its content. An object key is never used twice, so that deleting an object
-- can never take away one that a later upload relies on.
CREATE TABLE originals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    sha256 TEXT NOT NULL,
    object_key TEXT NOT NULL,
    byte_count INTEGER NOT NULL,
    page_count INTEGER NOT NULL,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX originals_content_once ON originals (tenant_id, sha256);

CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    attraction_id INTEGER NOT NULL REFERENCES attractions (id),
    campaign_id INTEGER REFERENCES campaigns (id),
    original_id INTEGER REFERENCES originals (id),
    state TEXT NOT NULL CONSTRAINT batches_state_known CHECK (state IN ('INGESTING', 'READY', 'FAILED')),
    file_name TEXT NOT NULL,
    supplier_reference TEXT,
    purchase_price_total_minor INTEGER,
    purchase_price_per_ticket_minor INTEGER,
    purchase_currency TEXT,
    default_selling_price_minor INTEGER,
    selling_currency TEXT,
    notes TEXT,
    total_tickets INTEGER NOT NULL DEFAULT 0,
    pages_total INTEGER NOT NULL,
    pages_done INTEGER NOT NULL DEFAULT 0,
    failure TEXT,
    report TEXT,
    created_by TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX batches_by_tenant ON batches (tenant_id, attraction_id, id);
CREATE INDEX batches_by_original ON batches (original_id);
CREATE UNIQUE INDEX batches_file_once ON batches (tenant_id, attraction_id, original_id) WHERE state <> 'FAILED';

CREATE TABLE tickets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    batch_id INTEGER REFERENCES batches (id),
    attraction_id INTEGER REFERENCES attractions (id),
    campaign_id INTEGER REFERENCES campaigns (id),
    internal_serial INTEGER,
    serial TEXT,
    barcode TEXT,
    duplicate_allowed INTEGER NOT NULL DEFAULT FALSE,
    category TEXT,
    age_group TEXT,
    ticket_date TEXT,
    time_slot TEXT,
    time_slot_printed TEXT,
    valid_until TEXT,
    -- The last day on which the ticket admits. An extended validity wins over the printed date.
    last_day TEXT GENERATED ALWAYS AS (COALESCE(valid_until, ticket_date)) STORED,
    promo_code TEXT,
    limitations TEXT,
    status TEXT NOT NULL CONSTRAINT tickets_status_known CHECK (status IN ('AVAILABLE', 'RESERVED', 'SOLD', 'EXPIRED')),
    selling_price_minor INTEGER CONSTRAINT tickets_price_positive CHECK (selling_price_minor >= 0),
    selling_currency TEXT,
    page_number INTEGER,
    attached_pages TEXT,
    review_flags TEXT,
    download_code TEXT NOT NULL,
    download_count INTEGER NOT NULL DEFAULT 0,
    download_expires_at TEXT,
    cart_reference TEXT,
    odoo_quote_id INTEGER,
    trip_service_id INTEGER,
    reserved_at TEXT,
    sold_at TEXT,
    issued_at TEXT,
    redeemed_at TEXT,
    voided_at TEXT,
    replaced_by INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX tickets_uid_once ON tickets (uid);
CREATE UNIQUE INDEX tickets_serial_once ON tickets (tenant_id, serial) WHERE serial IS NOT NULL AND NOT duplicate_allowed;
CREATE UNIQUE INDEX tickets_barcode_once ON tickets (tenant_id, barcode) WHERE barcode IS NOT NULL AND NOT duplicate_allowed;
CREATE INDEX tickets_by_id ON tickets (tenant_id, id);
CREATE INDEX tickets_by_batch ON tickets (tenant_id, batch_id, id);
CREATE INDEX tickets_by_attraction ON tickets (tenant_id, attraction_id, status, last_day);
-- A search pages through one attraction by id, whatever else it filters; without this it walks the whole tenant.
CREATE INDEX tickets_of_attraction ON tickets (tenant_id, attraction_id, id);
CREATE INDEX tickets_by_date ON tickets (tenant_id, ticket_date, id);
CREATE INDEX tickets_by_last_day ON tickets (tenant_id, last_day, id) WHERE status = 'AVAILABLE';
CREATE INDEX tickets_by_cart ON tickets (tenant_id, cart_reference) WHERE cart_reference IS NOT NULL;
CREATE INDEX tickets_by_campaign ON tickets (tenant_id, campaign_id, id) WHERE campaign_id IS NOT NULL;
-- A prefix search is a range of these.
CREATE INDEX tickets_serial_prefix ON tickets (tenant_id, serial) WHERE serial IS NOT NULL;
CREATE INDEX tickets_barcode_prefix ON tickets (tenant_id, barcode) WHERE barcode IS NOT NULL;
