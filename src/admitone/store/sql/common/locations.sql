-- name: list_locations(tenant_id)
SELECT id, tenant_id, public_id, attraction_id, name, address, currency, time_zone, print_format, slip_mm, network_name,
       portal_url, venue_url, portal_texts, radius_token_hash, interim_seconds, active, created_at, updated_at
FROM locations WHERE tenant_id = :tenant_id ORDER BY active DESC, name, id;

-- name: read_location(tenant_id, public_id)
SELECT id, tenant_id, public_id, attraction_id, name, address, currency, time_zone, print_format, slip_mm, network_name,
       portal_url, venue_url, portal_texts, radius_token_hash, interim_seconds, active, created_at, updated_at
FROM locations WHERE tenant_id = :tenant_id AND public_id = :public_id;

-- name: read_location_of_ticket(tenant_id, ticket_id)
SELECT id, tenant_id, public_id, attraction_id, name, address, currency, time_zone, print_format, slip_mm, network_name,
       portal_url, venue_url, portal_texts, radius_token_hash, interim_seconds, active, created_at, updated_at
FROM locations
WHERE id = (SELECT location_id FROM wifi_tickets WHERE ticket_id = :ticket_id) AND +tenant_id = :tenant_id;

-- name: read_location_by_id(location_id)
SELECT id, tenant_id, public_id, attraction_id, name, address, currency, time_zone, print_format, slip_mm, network_name,
       portal_url, venue_url, portal_texts, radius_token_hash, interim_seconds, active, created_at, updated_at
FROM locations WHERE id = :location_id;

-- name: read_location_of_anybody(public_id)
SELECT id, tenant_id, public_id, attraction_id, name, address, currency, time_zone, print_format, slip_mm, network_name,
       portal_url, venue_url, portal_texts, radius_token_hash, interim_seconds, active, created_at, updated_at
FROM locations WHERE public_id = :public_id;

-- name: read_location_by_token(radius_token_hash)
SELECT id, tenant_id, public_id, attraction_id, name, address, currency, time_zone, print_format, slip_mm, network_name,
       portal_url, venue_url, portal_texts, radius_token_hash, interim_seconds, active, created_at, updated_at
FROM locations WHERE radius_token_hash = :radius_token_hash;

-- name: read_location_by_former_token(token_hash, now)
SELECT id, tenant_id, public_id, attraction_id, name, address, currency, time_zone, print_format, slip_mm, network_name,
       portal_url, venue_url, portal_texts, radius_token_hash, interim_seconds, active, created_at, updated_at
FROM locations
WHERE id = (SELECT location_id FROM radius_former_tokens WHERE token_hash = :token_hash AND good_until > :now);

-- name: insert_location_face(tenant_id, name, product_code, notes, now)
INSERT INTO attractions (tenant_id, name, odoo_product_code, notes, active, created_at, updated_at)
VALUES (:tenant_id, :name, :product_code, :notes, FALSE, :now, :now)
RETURNING id;

-- name: rename_location_face(attraction_id, name, now)!
UPDATE attractions SET name = :name, updated_at = :now WHERE id = :attraction_id AND name <> :name;

-- name: insert_location(tenant_id, public_id, attraction_id, name, address, currency, time_zone, print_format, slip_mm, network_name, portal_url, venue_url, portal_texts, interim_seconds, now)
INSERT INTO locations (tenant_id, public_id, attraction_id, name, address, currency, time_zone, print_format, slip_mm,
                       network_name, portal_url, venue_url, portal_texts, interim_seconds, created_at, updated_at)
VALUES (:tenant_id, :public_id, :attraction_id, :name, :address, :currency, :time_zone, :print_format, :slip_mm,
        :network_name, :portal_url, :venue_url, :portal_texts, :interim_seconds, :now, :now)
RETURNING id, tenant_id, public_id, attraction_id, name, address, currency, time_zone, print_format, slip_mm, network_name,
          portal_url, venue_url, portal_texts, radius_token_hash, interim_seconds, active, created_at, updated_at;

-- name: update_location(tenant_id, public_id, name, address, currency, time_zone, print_format, slip_mm, network_name, portal_url, venue_url, portal_texts, interim_seconds, active, now)
UPDATE locations
SET name = :name, address = :address, currency = :currency, time_zone = :time_zone, print_format = :print_format,
    slip_mm = :slip_mm, network_name = :network_name, portal_url = :portal_url, venue_url = :venue_url,
    portal_texts = :portal_texts, interim_seconds = :interim_seconds, active = :active, updated_at = :now
WHERE tenant_id = :tenant_id AND public_id = :public_id
RETURNING id, tenant_id, public_id, attraction_id, name, address, currency, time_zone, print_format, slip_mm, network_name,
          portal_url, venue_url, portal_texts, radius_token_hash, interim_seconds, active, created_at, updated_at;

-- name: keep_former_token(tenant_id, location_id, good_until, now)!
INSERT INTO radius_former_tokens (token_hash, tenant_id, location_id, good_until, created_at, updated_at)
SELECT radius_token_hash, tenant_id, id, :good_until::timestamptz, :now::timestamptz, :now::timestamptz FROM locations
WHERE tenant_id = :tenant_id AND id = :location_id AND radius_token_hash IS NOT NULL;

-- name: delete_dead_former_tokens(before)!
DELETE FROM radius_former_tokens WHERE good_until < :before;

-- name: set_radius_token(tenant_id, location_id, radius_token_hash, now)!
UPDATE locations SET radius_token_hash = :radius_token_hash, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :location_id;

-- name: list_access_servers(tenant_id, location_id)
SELECT id, location_id, nas, address, disconnect_port, secret, login_kind, login_url, uam_secret, created_at, updated_at
FROM wifi_access_servers WHERE tenant_id = :tenant_id AND location_id = :location_id ORDER BY nas;

-- name: save_access_server(tenant_id, location_id, nas, address, disconnect_port, secret, now)
INSERT INTO wifi_access_servers (tenant_id, location_id, nas, address, disconnect_port, secret, created_at, updated_at)
VALUES (:tenant_id, :location_id, :nas, :address, :disconnect_port, :secret, :now, :now)
ON CONFLICT (location_id, nas) DO UPDATE
SET address = excluded.address, disconnect_port = excluded.disconnect_port, secret = excluded.secret, updated_at = :now
RETURNING id;

-- name: delete_access_server(tenant_id, location_id, nas)!
DELETE FROM wifi_access_servers WHERE tenant_id = :tenant_id AND location_id = :location_id AND nas = :nas;
