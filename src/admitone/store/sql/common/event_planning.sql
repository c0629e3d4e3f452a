-- What organisers change of events, and how far their tickets are.

-- name: page_events(tenant_id, text_like, state, begins_from, after_id, limit)
SELECT id, uid, tenant_id, attraction_id, name, description, venue, address, latitude, longitude, starts_at, ends_at,
       doors_at, activation_minutes, state, design, created_at, updated_at
FROM events
WHERE tenant_id = :tenant_id
      AND (:text_like::text IS NULL OR LOWER(name) LIKE :text_like::text ESCAPE '!'
           OR LOWER(venue) LIKE :text_like::text ESCAPE '!')
      AND (:state::text IS NULL OR state = :state::text)
      AND (:begins_from::timestamptz IS NULL OR ends_at >= :begins_from::timestamptz)
      AND (:after_id::bigint IS NULL OR (starts_at, id) < (
          SELECT last.starts_at, last.id FROM events AS last
          WHERE last.tenant_id = :tenant_id AND last.id = :after_id::bigint))
ORDER BY starts_at DESC, id DESC
LIMIT :limit;

-- name: lock_event(tenant_id, event_id)
-- Whoever changes an event or what belongs to it takes turns, so that its days and places stay of a piece.
SELECT id, uid, tenant_id, attraction_id, name, description, venue, address, latitude, longitude, starts_at, ends_at,
       doors_at, activation_minutes, state, design, created_at, updated_at
FROM events WHERE tenant_id = :tenant_id AND id = :event_id FOR NO KEY UPDATE;

-- name: read_event_of_attraction(tenant_id, attraction_id)
SELECT id, uid, tenant_id, attraction_id, name, description, venue, address, latitude, longitude, starts_at, ends_at,
       doors_at, activation_minutes, state, design, created_at, updated_at
FROM events WHERE tenant_id = :tenant_id AND attraction_id = :attraction_id;

-- name: update_event(tenant_id, event_id, name, description, venue, address, latitude, longitude, starts_at, ends_at, doors_at, activation_minutes, now)
UPDATE events
SET name = :name, description = :description, venue = :venue, address = :address, latitude = :latitude,
    longitude = :longitude, starts_at = :starts_at, ends_at = :ends_at, doors_at = :doors_at,
    activation_minutes = :activation_minutes, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :event_id
RETURNING id, uid, tenant_id, attraction_id, name, description, venue, address, latitude, longitude, starts_at, ends_at,
          doors_at, activation_minutes, state, design, created_at, updated_at;

-- name: move_event(tenant_id, event_id, from_state, state, now)!
UPDATE events SET state = :state, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :event_id AND state = :from_state;

-- name: set_event_design(tenant_id, event_id, design, now)!
UPDATE events SET design = :design, updated_at = :now WHERE tenant_id = :tenant_id AND id = :event_id;

-- name: save_face(tenant_id, attraction_id, name, odoo_product_code, active, now)!
UPDATE attractions
SET name = :name, odoo_product_code = COALESCE(:odoo_product_code::text, odoo_product_code), active = :active,
    updated_at = :now
WHERE tenant_id = :tenant_id AND id = :attraction_id;

-- name: describe_face(tenant_id, attraction_id, categories, has_time_slots, now)!
UPDATE attractions SET categories = :categories, has_time_slots = :has_time_slots, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :attraction_id;

-- name: set_config_days(tenant_id, event_id, ticket_date, valid_until, now)!
UPDATE ticket_configs SET ticket_date = :ticket_date, valid_until = :valid_until, updated_at = :now
WHERE tenant_id = :tenant_id AND event_id = :event_id;

-- Tickets whose day had passed come back when their event is put off.

-- name: move_unplaced_tickets(tenant_id, event_id, ticket_date, valid_until, today, now)!
UPDATE tickets
SET ticket_date = :ticket_date, valid_until = :valid_until,
    status = CASE WHEN status = 'EXPIRED' AND :valid_until::date >= :today::date THEN 'AVAILABLE' ELSE status END,
    version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND event_id = :event_id AND timeslot_id IS NULL;

-- name: move_placed_tickets(tenant_id, event_id, timeslot_id, ticket_date, valid_until, time_slot, now)!
UPDATE tickets
SET ticket_date = :ticket_date, valid_until = :valid_until, time_slot = :time_slot, version = version + 1,
    updated_at = :now
WHERE tenant_id = :tenant_id AND event_id = :event_id AND timeslot_id = :timeslot_id;

-- name: insert_event_ticket_audits(tenant_id, event_id, timeslot_id, action, user_id, details, now)!
INSERT INTO audit_entries (tenant_id, entity_type, entity_id, action, old_status, new_status, cart_reference, user_id,
                           details, created_at)
SELECT tenant_id, 'TICKET', id, :action::text, status, status, cart_reference, :user_id::text, :details::text,
       :now::timestamptz
FROM tickets
WHERE tenant_id = :tenant_id AND event_id = :event_id AND status IN ('RESERVED', 'SOLD')
      AND (:timeslot_id::bigint IS NULL OR timeslot_id = :timeslot_id::bigint)
ORDER BY id;

-- What nobody has is not counted: a config knows how many there are.

-- name: count_event_tickets(tenant_id, event_id)
SELECT ticket_config_id, timeslot_id, sector_id,
       SUM(CASE WHEN status = 'RESERVED' THEN 1 ELSE 0 END) AS reserved,
       SUM(CASE WHEN status = 'SOLD' AND issued_at IS NULL AND voided_at IS NULL THEN 1 ELSE 0 END) AS confirmed,
       SUM(CASE WHEN status = 'SOLD' AND issued_at IS NOT NULL AND voided_at IS NULL THEN 1 ELSE 0 END) AS issued,
       SUM(CASE WHEN redeemed_at IS NOT NULL THEN 1 ELSE 0 END) AS redeemed,
       SUM(CASE WHEN voided_at IS NOT NULL THEN 1 ELSE 0 END) AS voided
FROM tickets
WHERE +tenant_id = :tenant_id AND event_id = :event_id AND event_id IS NOT NULL AND status IN ('RESERVED', 'SOLD')
GROUP BY ticket_config_id, timeslot_id, sector_id;

-- name: list_event_holds(tenant_id, event_id)
-- What is kept for owners, without a cart.
SELECT id FROM tickets
WHERE +tenant_id = :tenant_id AND event_id = :event_id AND event_id IS NOT NULL AND status IN ('RESERVED', 'SOLD')
      AND status = 'RESERVED' AND reservation_id IS NOT NULL
ORDER BY id;

-- name: release_kept_tickets(tenant_id, event_id, now)
UPDATE tickets
SET status = 'AVAILABLE', reserved_at = NULL, timeslot_id = NULL, sector_id = NULL, owner_id = NULL,
    reservation_id = NULL, held_until = NULL, format = 'PDF', time_slot = NULL,
    ticket_date = (SELECT ticket_configs.ticket_date FROM ticket_configs WHERE ticket_configs.id = ticket_config_id),
    valid_until = (SELECT ticket_configs.valid_until FROM ticket_configs WHERE ticket_configs.id = ticket_config_id),
    selling_price_minor = (SELECT price_minor FROM ticket_configs WHERE ticket_configs.id = ticket_config_id),
    selling_currency = (SELECT currency FROM ticket_configs WHERE ticket_configs.id = ticket_config_id),
    version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND event_id = :event_id AND status = 'RESERVED' AND reservation_id IS NOT NULL
RETURNING id;

-- name: list_open_carts(tenant_id, event_id, after_id, limit)
SELECT carts.id FROM carts
WHERE carts.tenant_id = :tenant_id AND carts.status = 'PENDING_PAYMENT' AND carts.id > :after_id
      AND carts.reference IN (
          SELECT cart_reference FROM tickets
          WHERE +tenant_id = :tenant_id AND event_id = :event_id AND event_id IS NOT NULL AND status IN ('RESERVED', 'SOLD')
                AND status = 'RESERVED')
ORDER BY carts.id LIMIT :limit;

-- name: is_called_off(tenant_id, cart_reference)
SELECT tickets.id FROM tickets JOIN events ON events.id = tickets.event_id
WHERE tickets.tenant_id = :tenant_id AND cart_reference = :cart_reference AND status = 'RESERVED'
      AND events.state = 'CANCELLED'
LIMIT 1;

-- name: page_taken_tickets(tenant_id, event_id, status, ticket_config_id, email, after_id, limit)
SELECT tickets.id, accounts.email AS owner_email, enrollments.name AS owner_name, carts.customer_name
FROM tickets
LEFT JOIN enrollments ON enrollments.id = tickets.owner_id
LEFT JOIN accounts ON accounts.id = enrollments.account_id
LEFT JOIN carts ON carts.tenant_id = tickets.tenant_id AND carts.reference = tickets.cart_reference
WHERE +tickets.tenant_id = :tenant_id AND tickets.event_id = :event_id AND tickets.event_id IS NOT NULL
      AND tickets.id > :after_id AND tickets.status IN ('RESERVED', 'SOLD')
      AND (:status::text IS NULL OR tickets.status = :status::text)
      AND (:ticket_config_id::bigint IS NULL OR tickets.ticket_config_id = :ticket_config_id::bigint)
      AND (:email::text IS NULL OR accounts.email = :email::text)
ORDER BY tickets.id
LIMIT :limit;
