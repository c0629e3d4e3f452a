-- Serials are sorted by their bytes, as on SQLite, whatever the database's collation; a prefix search is a range of these.
-- tickets_serial_prefix stays: it is what finds a serial by equality in the column's own collation.
CREATE INDEX tickets_by_serial ON tickets (tenant_id, serial COLLATE "C", id) WHERE serial IS NOT NULL;
