-- One-time codes by which the owners of tickets get a token, and the places of what was sold.

CREATE TABLE account_codes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    -- The code itself is made of this and the server's secret.
    seed TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE UNIQUE INDEX account_codes_live_once ON account_codes (account_id) WHERE ended_at IS NULL;

-- Where a ticket of an event was for when its reservation ended: money that comes later gets the same place again.
ALTER TABLE sales ADD COLUMN timeslot_id INTEGER REFERENCES event_timeslots (id);
ALTER TABLE sales ADD COLUMN sector_id INTEGER REFERENCES event_sectors (id);
