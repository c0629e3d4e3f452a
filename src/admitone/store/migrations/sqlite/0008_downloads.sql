-- When the tickets of a cart were fetched: the count on each ticket says how often, these rows say when.

CREATE TABLE ticket_downloads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    cart_reference TEXT NOT NULL,
    downloaded_at TEXT NOT NULL
);
CREATE INDEX ticket_downloads_by_cart ON ticket_downloads (tenant_id, cart_reference, downloaded_at);
CREATE INDEX ticket_downloads_by_ticket ON ticket_downloads (ticket_id);
