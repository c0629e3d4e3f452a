-- Passes in wallets, and the devices that hold them.

-- name: insert_pass(tenant_id, ticket_id, platform, serial, token, holder_code, content, now)!
INSERT INTO passes (tenant_id, ticket_id, platform, serial, token, holder_code, content, changed_at, created_at)
VALUES (:tenant_id, :ticket_id, :platform, :serial, :token, :holder_code, :content, :now, :now)
ON CONFLICT (ticket_id, platform, holder_code) DO NOTHING;

-- name: find_pass(ticket_id, platform, holder_code)
SELECT id, tenant_id, ticket_id, platform, serial, token, holder_code, content, remote_at, changed_at, created_at
FROM passes WHERE ticket_id = :ticket_id AND platform = :platform AND holder_code = :holder_code;

-- name: read_pass_by_serial(platform, serial)
SELECT id, tenant_id, ticket_id, platform, serial, token, holder_code, content, remote_at, changed_at, created_at
FROM passes WHERE serial = :serial AND platform = :platform;

-- name: read_passes(ids)
SELECT id, tenant_id, ticket_id, platform, serial, token, holder_code, content, remote_at, changed_at, created_at
FROM passes WHERE id = ANY(:ids::bigint[]) ORDER BY id;

-- name: touch_passes(ticket_ids, now)
UPDATE passes SET changed_at = :now WHERE ticket_id = ANY(:ticket_ids::bigint[])
RETURNING id, tenant_id, platform;

-- name: touch_event_passes(tenant_id, event_id, now)
UPDATE passes SET changed_at = :now
WHERE ticket_id IN (SELECT tickets.id FROM tickets WHERE tickets.tenant_id = :tenant_id AND tickets.event_id = :event_id)
RETURNING id, tenant_id, platform;

-- name: note_pass_remote(pass_id, now)!
UPDATE passes SET remote_at = :now WHERE id = :pass_id;

-- name: put_pass_device(library_id, push_token, pass_id, now)
-- Whoever holds another pass and knows a device's library must not turn away its pushes: only a pass that it is
-- registered for changes the token.
INSERT INTO pass_devices (library_id, push_token, created_at, updated_at)
VALUES (:library_id, :push_token, :now, :now)
ON CONFLICT (library_id) DO UPDATE SET push_token = excluded.push_token, updated_at = excluded.updated_at
WHERE pass_devices.push_token = excluded.push_token
      OR EXISTS (SELECT 1 FROM pass_registrations AS same
                 WHERE same.device_id = pass_devices.id AND same.pass_id = :pass_id)
      OR NOT EXISTS (SELECT 1 FROM pass_registrations AS any_one WHERE any_one.device_id = pass_devices.id)
RETURNING id;

-- name: insert_pass_registration(pass_id, device_id, now)!
INSERT INTO pass_registrations (pass_id, device_id, created_at) VALUES (:pass_id, :device_id, :now)
ON CONFLICT (pass_id, device_id) DO NOTHING;

-- name: trim_pass_registrations(pass_id, most)
DELETE FROM pass_registrations
WHERE pass_id = :pass_id
      AND id NOT IN (SELECT newest.id FROM pass_registrations AS newest
                     WHERE newest.pass_id = :pass_id ORDER BY newest.id DESC LIMIT :most)
RETURNING device_id;

-- name: delete_idle_devices(ids)!
DELETE FROM pass_devices
WHERE id = ANY(:ids::bigint[])
      AND NOT EXISTS (SELECT 1 FROM pass_registrations WHERE pass_registrations.device_id = pass_devices.id);

-- name: delete_pass_registration(pass_id, library_id)!
DELETE FROM pass_registrations
WHERE pass_id = :pass_id AND device_id IN (SELECT pass_devices.id FROM pass_devices WHERE library_id = :library_id);

-- name: delete_idle_device(library_id)!
DELETE FROM pass_devices
WHERE library_id = :library_id
      AND NOT EXISTS (SELECT 1 FROM pass_registrations WHERE pass_registrations.device_id = pass_devices.id);

-- name: list_device_serials(library_id, since)
SELECT passes.serial
FROM pass_devices
JOIN pass_registrations ON pass_registrations.device_id = pass_devices.id
JOIN passes ON passes.id = pass_registrations.pass_id
WHERE pass_devices.library_id = :library_id AND passes.changed_at >= :since
ORDER BY passes.id;

-- name: list_push_tokens(pass_ids)
SELECT DISTINCT pass_devices.push_token
FROM pass_registrations
JOIN pass_devices ON pass_devices.id = pass_registrations.device_id
WHERE pass_registrations.pass_id = ANY(:pass_ids::bigint[])
ORDER BY pass_devices.push_token;

-- name: delete_devices_of_token(push_token)!
DELETE FROM pass_devices WHERE push_token = :push_token;
