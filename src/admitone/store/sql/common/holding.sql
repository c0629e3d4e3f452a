-- Tickets kept for an owner without a cart, and the places that they take.

-- name: insert_reservation(tenant_id, event_id, owner_id, format, expires_at, created_by, now)
INSERT INTO reservations (tenant_id, event_id, owner_id, format, expires_at, created_by, created_at)
VALUES (:tenant_id, :event_id, :owner_id, :format, :expires_at, :created_by, :now)
RETURNING id, tenant_id, event_id, owner_id, format, expires_at, created_by, created_at;

-- name: read_reservation(tenant_id, reservation_id)
SELECT id, tenant_id, event_id, owner_id, format, expires_at, created_by, created_at
FROM reservations WHERE tenant_id = :tenant_id AND id = :reservation_id;

-- name: list_reservation_tickets(reservation_id)
SELECT id FROM tickets WHERE reservation_id = :reservation_id ORDER BY id;

-- name: lock_timeslots(tenant_id, ids)
SELECT id, tenant_id, event_id, name, starts_at, ends_at, capacity, taken, created_at, updated_at
FROM event_timeslots WHERE tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) ORDER BY id FOR UPDATE;

-- name: lock_sectors(tenant_id, ids)
SELECT id, tenant_id, event_id, name, capacity, taken, created_at, updated_at
FROM event_sectors WHERE tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) ORDER BY id FOR UPDATE;

-- name: lock_event_on_sale(tenant_id, event_id)
-- Shared by everybody who reserves; whoever changes the event, or calls it off, waits for them.
SELECT id, uid, tenant_id, attraction_id, name, description, venue, address, latitude, longitude, starts_at, ends_at,
       doors_at, activation_minutes, state, design, created_at, updated_at
FROM events WHERE tenant_id = :tenant_id AND id = :event_id FOR SHARE;

-- name: lock_cart_timeslots(tenant_id, cart_reference)
SELECT id FROM event_timeslots
WHERE tenant_id = :tenant_id
      AND id IN (SELECT timeslot_id FROM tickets WHERE tickets.tenant_id = :tenant_id AND cart_reference = :cart_reference)
ORDER BY id FOR UPDATE;

-- name: lock_cart_sectors(tenant_id, cart_reference)
SELECT id FROM event_sectors
WHERE tenant_id = :tenant_id
      AND id IN (SELECT sector_id FROM tickets WHERE tickets.tenant_id = :tenant_id AND cart_reference = :cart_reference)
ORDER BY id FOR UPDATE;

-- name: hold_tickets_for_owner(tenant_id, ids, reservation_id, owner_id, format, held_until, today, now)
WITH on_sale AS (
    -- Whoever calls an event off waits for this, or this sees that it was called off. Events before tickets, as always.
    SELECT events.id AS on_sale_id FROM events
    WHERE events.id IN (SELECT tickets.event_id FROM tickets
                        WHERE tickets.id = ANY(:ids::bigint[]) AND tickets.event_id IS NOT NULL)
          AND +events.tenant_id = :tenant_id AND events.state = 'PUBLISHED'
    ORDER BY events.id
    FOR SHARE
), wanted AS (
    SELECT tickets.id AS wanted_id FROM tickets
    -- The plus keeps the tenant out of the choice of an index: SQLite would walk all that the tenant has for sale.
    WHERE +tickets.tenant_id = :tenant_id AND tickets.id = ANY(:ids::bigint[]) AND tickets.status = 'AVAILABLE'
          AND (tickets.event_id IS NULL OR tickets.event_id IN (SELECT on_sale_id FROM on_sale))
    ORDER BY tickets.id
    FOR UPDATE
)
UPDATE tickets
SET status = 'RESERVED', reserved_at = :now, reservation_id = :reservation_id, owner_id = :owner_id, format = :format,
    held_until = :held_until, version = version + 1, updated_at = :now
FROM wanted
WHERE id = wanted_id AND status = 'AVAILABLE' AND voided_at IS NULL
      AND (last_day IS NULL OR last_day >= :today)
      AND NOT EXISTS (SELECT 1 FROM attractions WHERE attractions.id = tickets.attraction_id AND NOT attractions.active)
      AND NOT EXISTS (SELECT 1 FROM ticket_configs WHERE ticket_configs.id = tickets.ticket_config_id AND (placed OR NOT active))
RETURNING id;

-- name: release_owner_tickets(tenant_id, ids, lapsed_by, now)
UPDATE tickets
SET status = 'AVAILABLE', reserved_at = NULL, reservation_id = NULL, held_until = NULL, timeslot_id = NULL,
    sector_id = NULL, owner_id = NULL, format = 'PDF',
    ticket_date = CASE WHEN ticket_config_id IS NULL THEN ticket_date
                       ELSE (SELECT ticket_configs.ticket_date FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    valid_until = CASE WHEN ticket_config_id IS NULL THEN valid_until
                       ELSE (SELECT ticket_configs.valid_until FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    time_slot = CASE WHEN ticket_config_id IS NULL THEN time_slot END,
    selling_price_minor = CASE WHEN ticket_config_id IS NULL THEN selling_price_minor
                               ELSE (SELECT price_minor FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    selling_currency = CASE WHEN ticket_config_id IS NULL THEN selling_currency
                            ELSE (SELECT currency FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    version = version + 1, updated_at = :now
WHERE +tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) AND status = 'RESERVED' AND reservation_id IS NOT NULL
      AND (:lapsed_by::timestamptz IS NULL OR held_until <= :lapsed_by::timestamptz)
RETURNING id;

-- name: sell_owner_tickets(tenant_id, ids, download_expires_at, now)
UPDATE tickets
SET status = 'SOLD', sold_at = :now, held_until = NULL, download_expires_at = :download_expires_at,
    version = version + 1, updated_at = :now
WHERE +tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) AND status = 'RESERVED' AND reservation_id IS NOT NULL
      AND held_until > :now
RETURNING id;

-- name: revoke_tickets(tenant_id, ids, now)
-- What a cart has sold is taken back with its sale.
UPDATE tickets
SET voided_at = :now, download_expires_at = :now, timeslot_id = NULL, sector_id = NULL, version = version + 1,
    updated_at = :now
WHERE +tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) AND status = 'SOLD' AND owner_id IS NOT NULL
      AND cart_reference IS NULL AND voided_at IS NULL AND redeemed_at IS NULL
RETURNING id;

-- name: list_lapsed_tickets(now, limit)
SELECT id, tenant_id, timeslot_id, sector_id FROM tickets
WHERE held_until IS NOT NULL AND held_until <= :now ORDER BY held_until, id LIMIT :limit;

-- name: give_tickets(tenant_id, ids, owner_id)!
UPDATE tickets SET owner_id = :owner_id
-- The plus keeps the tenant out of the choice of an index: SQLite would walk all that the tenant has sold.
WHERE +tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) AND status = 'SOLD';

-- name: remember_places(cart_id)!
UPDATE sales SET timeslot_id = tickets.timeslot_id, sector_id = tickets.sector_id
FROM tickets
WHERE sales.cart_id = :cart_id AND tickets.id = sales.ticket_id
      AND (tickets.timeslot_id IS NOT NULL OR tickets.sector_id IS NOT NULL);

-- name: list_sold_places(cart_id)
SELECT ticket_id, timeslot_id, sector_id, place_gone FROM sales
WHERE cart_id = :cart_id AND (timeslot_id IS NOT NULL OR sector_id IS NOT NULL OR place_gone);
