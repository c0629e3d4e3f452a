-- A timeslot or sector that was deleted after the reservation of it had ended: money that comes later goes back.
ALTER TABLE sales ADD COLUMN place_gone BOOLEAN NOT NULL DEFAULT FALSE;

-- Whoever deletes a place asks for what refers to it.
CREATE INDEX tickets_by_timeslot ON tickets (timeslot_id) WHERE timeslot_id IS NOT NULL;
CREATE INDEX tickets_by_sector ON tickets (sector_id) WHERE sector_id IS NOT NULL;
CREATE INDEX sales_by_timeslot ON sales (timeslot_id) WHERE timeslot_id IS NOT NULL;
CREATE INDEX sales_by_sector ON sales (sector_id) WHERE sector_id IS NOT NULL;
