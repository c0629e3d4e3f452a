-- What organisers change of ticket configs, timeslots and sectors.

-- name: update_config(tenant_id, config_id, name, description, price_minor, currency, active, position, now)
UPDATE ticket_configs
SET name = :name, description = :description, price_minor = :price_minor, currency = :currency, active = :active,
    position = :position, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :config_id
RETURNING id, tenant_id, event_id, name, description, price_minor, currency, capacity, made, placed, ticket_date,
          valid_until, active, position, created_at, updated_at;

-- name: set_config_capacity(tenant_id, config_id, capacity, gone, now)!
UPDATE ticket_configs SET capacity = :capacity, made = made - :gone, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :config_id AND made - :gone <= :capacity;

-- name: set_configs_placed(tenant_id, event_id, placed, now)!
UPDATE ticket_configs SET placed = :placed, updated_at = :now
WHERE tenant_id = :tenant_id AND event_id = :event_id AND placed <> :placed;

-- name: rename_config_tickets(tenant_id, event_id, config_id, category, now)!
UPDATE tickets SET category = :category, version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND event_id = :event_id AND ticket_config_id = :config_id;

-- name: reprice_config_tickets(tenant_id, config_id, price_minor, currency, now)!
-- What is reserved or sold keeps the price that was agreed on.
UPDATE tickets
SET selling_price_minor = :price_minor, selling_currency = :currency, version = version + 1, updated_at = :now
WHERE +tenant_id = :tenant_id AND ticket_config_id = :config_id AND status = 'AVAILABLE';

-- name: count_free_config_tickets(tenant_id, config_id, most)
SELECT COUNT(*) AS total
FROM (SELECT 1 AS one FROM tickets
      WHERE +tenant_id = :tenant_id AND ticket_config_id = :config_id AND status = 'AVAILABLE'
      LIMIT :most) AS free;

-- name: delete_free_config_tickets(tenant_id, config_id, limit)
-- The youngest go first. Whatever was sold once stays: its sale tells of it.
DELETE FROM tickets WHERE id IN (
    SELECT id FROM tickets
    WHERE +tickets.tenant_id = :tenant_id AND tickets.ticket_config_id = :config_id AND tickets.status = 'AVAILABLE'
          AND NOT EXISTS (SELECT 1 FROM sales WHERE sales.ticket_id = tickets.id)
    ORDER BY tickets.id DESC LIMIT :limit
    FOR UPDATE
)
RETURNING id;

-- name: delete_config(tenant_id, config_id)!
DELETE FROM ticket_configs WHERE tenant_id = :tenant_id AND id = :config_id AND made = 0;

-- name: update_timeslot(tenant_id, timeslot_id, name, starts_at, ends_at, capacity, now)
UPDATE event_timeslots
SET name = :name, starts_at = :starts_at, ends_at = :ends_at, capacity = :capacity, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :timeslot_id AND (:capacity::integer IS NULL OR taken <= :capacity::integer)
RETURNING id, tenant_id, event_id, name, starts_at, ends_at, capacity, taken, created_at, updated_at;

-- name: forget_sold_timeslot(timeslot_id)!
UPDATE sales SET timeslot_id = NULL, place_gone = TRUE WHERE timeslot_id = :timeslot_id;

-- name: delete_timeslot(tenant_id, timeslot_id)!
DELETE FROM event_timeslots WHERE tenant_id = :tenant_id AND id = :timeslot_id AND taken = 0;

-- name: update_sector(tenant_id, sector_id, name, capacity, now)
UPDATE event_sectors SET name = :name, capacity = :capacity, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :sector_id AND (:capacity::integer IS NULL OR taken <= :capacity::integer)
RETURNING id, tenant_id, event_id, name, capacity, taken, created_at, updated_at;

-- name: forget_sold_sector(sector_id)!
UPDATE sales SET sector_id = NULL, place_gone = TRUE WHERE sector_id = :sector_id;

-- name: delete_sector(tenant_id, sector_id)!
DELETE FROM event_sectors WHERE tenant_id = :tenant_id AND id = :sector_id AND taken = 0;

-- name: count_unplaced_holds(tenant_id, event_id)
-- Tickets that somebody has without a timeslot, and without a sector.
SELECT COALESCE(SUM(CASE WHEN timeslot_id IS NULL THEN 1 ELSE 0 END), 0) AS without_timeslot,
       COALESCE(SUM(CASE WHEN sector_id IS NULL THEN 1 ELSE 0 END), 0) AS without_sector
FROM tickets
WHERE tenant_id = :tenant_id AND event_id = :event_id AND status IN ('RESERVED', 'SOLD');
