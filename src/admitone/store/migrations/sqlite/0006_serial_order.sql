-- Serials are sorted by their bytes, as on PostgreSQL, and those that several tickets have by their ids.
CREATE INDEX tickets_by_serial ON tickets (tenant_id, serial, id) WHERE serial IS NOT NULL;
