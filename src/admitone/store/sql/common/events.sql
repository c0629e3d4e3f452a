-- Events, their ticket configs, timeslots and sectors.

-- name: insert_event(tenant_id, uid, attraction_id, name, description, venue, address, latitude, longitude, starts_at, ends_at, doors_at, activation_minutes, state, design, now)
INSERT INTO events (uid, tenant_id, attraction_id, name, description, venue, address, latitude, longitude, starts_at,
                    ends_at, doors_at, activation_minutes, state, design, created_at, updated_at)
VALUES (:uid, :tenant_id, :attraction_id, :name, :description, :venue, :address, :latitude, :longitude, :starts_at,
        :ends_at, :doors_at, :activation_minutes, :state, :design, :now, :now)
RETURNING id, uid, tenant_id, attraction_id, name, description, venue, address, latitude, longitude, starts_at, ends_at, doors_at,
       activation_minutes, state, design, created_at, updated_at;

-- name: read_event(tenant_id, event_id)
SELECT id, uid, tenant_id, attraction_id, name, description, venue, address, latitude, longitude, starts_at, ends_at, doors_at,
       activation_minutes, state, design, created_at, updated_at
FROM events WHERE tenant_id = :tenant_id AND id = :event_id;

-- name: list_events(tenant_id)
SELECT id, uid, tenant_id, attraction_id, name, description, venue, address, latitude, longitude, starts_at, ends_at, doors_at,
       activation_minutes, state, design, created_at, updated_at
FROM events WHERE tenant_id = :tenant_id ORDER BY starts_at DESC, id DESC;

-- name: read_events(ids)
SELECT id, uid, tenant_id, attraction_id, name, description, venue, address, latitude, longitude, starts_at, ends_at, doors_at,
       activation_minutes, state, design, created_at, updated_at
FROM events WHERE id = ANY(:ids::bigint[]);

-- name: insert_config(tenant_id, event_id, name, description, price_minor, currency, capacity, placed, ticket_date, valid_until, active, position, now)
INSERT INTO ticket_configs (tenant_id, event_id, name, description, price_minor, currency, capacity, placed, ticket_date,
                            valid_until, active, position, created_at, updated_at)
VALUES (:tenant_id, :event_id, :name, :description, :price_minor, :currency, :capacity, :placed, :ticket_date,
        :valid_until, :active, :position, :now, :now)
RETURNING id, tenant_id, event_id, name, description, price_minor, currency, capacity, made, placed, ticket_date, valid_until,
       active, position, created_at, updated_at;

-- name: list_configs(tenant_id, event_id)
SELECT id, tenant_id, event_id, name, description, price_minor, currency, capacity, made, placed, ticket_date, valid_until,
       active, position, created_at, updated_at
FROM ticket_configs WHERE tenant_id = :tenant_id AND event_id = :event_id ORDER BY position, id;

-- name: read_configs(ids)
SELECT id, tenant_id, event_id, name, description, price_minor, currency, capacity, made, placed, ticket_date, valid_until,
       active, position, created_at, updated_at
FROM ticket_configs WHERE id = ANY(:ids::bigint[]);

-- name: lock_config(tenant_id, config_id)
SELECT id, tenant_id, event_id, name, description, price_minor, currency, capacity, made, placed, ticket_date, valid_until,
       active, position, created_at, updated_at
FROM ticket_configs WHERE tenant_id = :tenant_id AND id = :config_id FOR UPDATE;

-- name: note_made(config_id, more, now)!
UPDATE ticket_configs SET made = made + :more, updated_at = :now WHERE id = :config_id;

-- name: insert_timeslot(tenant_id, event_id, name, starts_at, ends_at, capacity, now)
INSERT INTO event_timeslots (tenant_id, event_id, name, starts_at, ends_at, capacity, created_at, updated_at)
VALUES (:tenant_id, :event_id, :name, :starts_at, :ends_at, :capacity, :now, :now)
RETURNING id, tenant_id, event_id, name, starts_at, ends_at, capacity, taken, created_at, updated_at;

-- name: list_timeslots(tenant_id, event_id)
SELECT id, tenant_id, event_id, name, starts_at, ends_at, capacity, taken, created_at, updated_at
FROM event_timeslots WHERE tenant_id = :tenant_id AND event_id = :event_id ORDER BY starts_at, id;

-- name: read_timeslots(ids)
SELECT id, tenant_id, event_id, name, starts_at, ends_at, capacity, taken, created_at, updated_at
FROM event_timeslots WHERE id = ANY(:ids::bigint[]);

-- name: insert_sector(tenant_id, event_id, name, capacity, now)
INSERT INTO event_sectors (tenant_id, event_id, name, capacity, created_at, updated_at)
VALUES (:tenant_id, :event_id, :name, :capacity, :now, :now)
RETURNING id, tenant_id, event_id, name, capacity, taken, created_at, updated_at;

-- name: list_sectors(tenant_id, event_id)
SELECT id, tenant_id, event_id, name, capacity, taken, created_at, updated_at
FROM event_sectors WHERE tenant_id = :tenant_id AND event_id = :event_id ORDER BY id;

-- name: read_sectors(ids)
SELECT id, tenant_id, event_id, name, capacity, taken, created_at, updated_at
FROM event_sectors WHERE id = ANY(:ids::bigint[]);
