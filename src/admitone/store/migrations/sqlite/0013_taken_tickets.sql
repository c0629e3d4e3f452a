-- Whoever looks at an event asks for the tickets that somebody has, which are few while most are free.
CREATE INDEX tickets_taken_of_event ON tickets (event_id, id) WHERE event_id IS NOT NULL AND status IN ('RESERVED', 'SOLD');
