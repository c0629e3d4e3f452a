-- Serials are sorted by their bytes, as on SQLite, whatever the database's collation; a prefix search is a range of these.
DROP INDEX tickets_serial_prefix;
CREATE INDEX tickets_by_serial ON tickets (tenant_id, serial COLLATE "C", id) WHERE serial IS NOT NULL;
