-- name: read_wifi_access(tenant_id, location_id, code, day)
SELECT tickets.id AS ticket_id, tickets.tenant_id, tickets.uid, tickets.barcode AS code, tickets.status,
       tickets.voided_at, wifi_tickets.location_id, exp_seconds, online_seconds, traffic_bytes,
       wifi_tickets.download_bytes, wifi_tickets.upload_bytes, daily_seconds, daily_bytes, devices, downrate_bits,
       uprate_bits, start_time, wifi_tickets.valid_until, first_used_at, used_seconds, used_download_bytes,
       used_upload_bytes, used_up_at, revoked_at, wifi_tickets.created_at AS made_at,
       COALESCE(wifi_days.seconds, 0) AS day_seconds,
       COALESCE(wifi_days.download_bytes + wifi_days.upload_bytes, 0) AS day_bytes
FROM tickets
JOIN wifi_tickets ON wifi_tickets.ticket_id = tickets.id
LEFT JOIN wifi_days ON wifi_days.ticket_id = tickets.id AND wifi_days.day = :day
WHERE tickets.tenant_id = :tenant_id AND tickets.barcode = :code AND NOT duplicate_allowed
      AND wifi_tickets.location_id = :location_id;

-- name: read_wifi_access_by_id(ticket_id, day)
SELECT tickets.id AS ticket_id, tickets.tenant_id, tickets.uid, tickets.barcode AS code, tickets.status,
       tickets.voided_at, wifi_tickets.location_id, exp_seconds, online_seconds, traffic_bytes,
       wifi_tickets.download_bytes, wifi_tickets.upload_bytes, daily_seconds, daily_bytes, devices, downrate_bits,
       uprate_bits, start_time, wifi_tickets.valid_until, first_used_at, used_seconds, used_download_bytes,
       used_upload_bytes, used_up_at, revoked_at, wifi_tickets.created_at AS made_at,
       COALESCE(wifi_days.seconds, 0) AS day_seconds,
       COALESCE(wifi_days.download_bytes + wifi_days.upload_bytes, 0) AS day_bytes
FROM tickets
JOIN wifi_tickets ON wifi_tickets.ticket_id = tickets.id
LEFT JOIN wifi_days ON wifi_days.ticket_id = tickets.id AND wifi_days.day = :day
WHERE tickets.id = :ticket_id;

-- name: lock_wifi_access(tenant_id, location_id, code)
-- The inner choice keeps the lock on one row of one table, so that it meets no other order of locking.
SELECT ticket_id FROM wifi_tickets
WHERE ticket_id = (SELECT id FROM tickets WHERE tenant_id = :tenant_id AND barcode = :code AND NOT duplicate_allowed)
      AND location_id = :location_id
FOR UPDATE;

-- name: lock_wifi_access_by_uid(location_id, uid)
SELECT ticket_id FROM wifi_tickets
WHERE ticket_id = (SELECT id FROM tickets WHERE uid = :uid) AND location_id = :location_id
FOR UPDATE;

-- name: count_other_wifi_devices(ticket_id, device, now, seen_after)
SELECT COUNT(*) AS devices FROM (
    SELECT device FROM wifi_sessions
    WHERE ticket_id = :ticket_id AND ended_at IS NULL AND last_seen_at >= :seen_after AND device <> :device
    UNION
    SELECT device FROM wifi_slots WHERE ticket_id = :ticket_id AND expires_at > :now AND device <> :device
) AS others;

-- name: hold_wifi_slot(ticket_id, tenant_id, device, expires_at, now)!
INSERT INTO wifi_slots (ticket_id, tenant_id, device, expires_at, created_at, updated_at)
VALUES (:ticket_id, :tenant_id, :device, :expires_at, :now, :now)
ON CONFLICT (ticket_id, device) DO UPDATE SET expires_at = excluded.expires_at, updated_at = excluded.updated_at;

-- name: drop_wifi_slot(ticket_id, device, made_before)!
DELETE FROM wifi_slots WHERE ticket_id = :ticket_id AND device = :device AND updated_at <= :made_before;

-- name: delete_old_wifi_slots(before)!
DELETE FROM wifi_slots WHERE expires_at < :before;

-- name: begin_wifi_use(ticket_id, first_used_at, ends_at, now)!
UPDATE wifi_tickets SET first_used_at = :first_used_at, last_used_at = :first_used_at, ends_at = :ends_at, updated_at = :now
WHERE ticket_id = :ticket_id AND first_used_at IS NULL;

-- name: add_wifi_use(ticket_id, seconds, download_bytes, upload_bytes, last_used_at, now)!
UPDATE wifi_tickets
SET used_seconds = used_seconds + :seconds, used_download_bytes = used_download_bytes + :download_bytes,
    used_upload_bytes = used_upload_bytes + :upload_bytes,
    last_used_at = CASE WHEN last_used_at > :last_used_at THEN last_used_at ELSE :last_used_at END, updated_at = :now
WHERE ticket_id = :ticket_id;

-- name: add_wifi_day(ticket_id, tenant_id, day, seconds, download_bytes, upload_bytes, now)!
INSERT INTO wifi_days (ticket_id, tenant_id, day, seconds, download_bytes, upload_bytes, created_at, updated_at)
VALUES (:ticket_id, :tenant_id, :day, :seconds, :download_bytes, :upload_bytes, :now, :now)
ON CONFLICT (ticket_id, day) DO UPDATE
SET seconds = wifi_days.seconds + excluded.seconds,
    download_bytes = wifi_days.download_bytes + excluded.download_bytes,
    upload_bytes = wifi_days.upload_bytes + excluded.upload_bytes, updated_at = excluded.updated_at;

-- name: note_wifi_used_up(ticket_id, now)!
UPDATE wifi_tickets SET used_up_at = :now, updated_at = :now WHERE ticket_id = :ticket_id AND used_up_at IS NULL;

-- name: read_wifi_session(location_id, nas, acct_session_id, ticket_id)
SELECT id, location_id, ticket_id, nas, acct_session_id, device, reported_device, reported_user, address, started_at, last_seen_at, ended_at, ended_by,
       stop_asked_at, seconds, download_bytes, upload_bytes
FROM wifi_sessions
WHERE location_id = :location_id AND nas = :nas AND acct_session_id = :acct_session_id AND ticket_id = :ticket_id
FOR UPDATE;

-- name: read_wifi_session_by_id(session_id)
SELECT id, location_id, ticket_id, nas, acct_session_id, device, reported_device, reported_user, address, started_at, last_seen_at, ended_at, ended_by,
       stop_asked_at, seconds, download_bytes, upload_bytes
FROM wifi_sessions WHERE id = :session_id;

-- name: set_wifi_session_aside(session_id, acct_session_id, now)!
UPDATE wifi_sessions
SET acct_session_id = :acct_session_id, ended_at = COALESCE(ended_at, last_seen_at),
    ended_by = COALESCE(ended_by, 'NAS-Restarted'), updated_at = :now
WHERE id = :session_id;

-- name: insert_wifi_session(tenant_id, location_id, ticket_id, nas, acct_session_id, device, reported_device, reported_user, address, started_at, last_seen_at, ended_at, ended_by, seconds, download_bytes, upload_bytes, now)!
INSERT INTO wifi_sessions (tenant_id, location_id, ticket_id, nas, acct_session_id, device, reported_device, reported_user, address,
                           started_at, last_seen_at, ended_at, ended_by, seconds, download_bytes, upload_bytes,
                           created_at, updated_at)
VALUES (:tenant_id, :location_id, :ticket_id, :nas, :acct_session_id, :device, :reported_device, :reported_user, :address,
        :started_at, :last_seen_at, :ended_at, :ended_by, :seconds, :download_bytes, :upload_bytes, :now, :now);

-- name: update_wifi_session(session_id, device, reported_device, reported_user, address, last_seen_at, ended_at, ended_by, seconds, download_bytes, upload_bytes, now)!
UPDATE wifi_sessions
SET device = :device, reported_device = :reported_device, reported_user = :reported_user, address = :address, last_seen_at = :last_seen_at, ended_at = :ended_at, ended_by = :ended_by,
    seconds = :seconds, download_bytes = :download_bytes, upload_bytes = :upload_bytes, updated_at = :now
WHERE id = :session_id;

-- name: close_wifi_sessions_of_nas(location_id, nas, at, ended_by, now)!
UPDATE wifi_sessions SET ended_at = :at, ended_by = :ended_by, updated_at = :now
WHERE location_id = :location_id AND nas = :nas AND ended_at IS NULL AND started_at < :at AND last_seen_at <= :at;

-- name: close_lost_wifi_sessions(before, ended_by, now)!
UPDATE wifi_sessions SET ended_at = last_seen_at, ended_by = :ended_by, updated_at = :now
WHERE ended_at IS NULL AND last_seen_at < :before;

-- name: end_wifi_session(session_id, at, ended_by, now)!
UPDATE wifi_sessions SET ended_at = :at, ended_by = :ended_by, updated_at = :now
WHERE id = :session_id AND ended_at IS NULL;

-- name: list_open_sessions_of_wifi_ticket(ticket_id)
SELECT id, location_id, ticket_id, nas, acct_session_id, device, reported_device, reported_user, address, started_at, last_seen_at, ended_at, ended_by,
       stop_asked_at, seconds, download_bytes, upload_bytes
FROM wifi_sessions WHERE ticket_id = :ticket_id AND ended_at IS NULL ORDER BY id;

-- name: list_wifi_sessions_beyond(asked_before, now, limit)
SELECT wifi_sessions.id, wifi_sessions.location_id, wifi_sessions.ticket_id, nas, acct_session_id, device, reported_device, reported_user, address,
       started_at, last_seen_at, ended_at, ended_by, stop_asked_at, seconds, wifi_sessions.download_bytes,
       wifi_sessions.upload_bytes
FROM wifi_sessions
JOIN wifi_tickets ON wifi_tickets.ticket_id = wifi_sessions.ticket_id
WHERE ended_at IS NULL AND (stop_asked_at IS NULL OR stop_asked_at < :asked_before)
      AND (revoked_at IS NOT NULL OR used_up_at IS NOT NULL OR ends_at <= :now
           OR EXISTS (SELECT 1 FROM locations WHERE locations.id = wifi_sessions.location_id AND NOT active))
      AND EXISTS (SELECT 1 FROM wifi_access_servers AS server
                  WHERE server.location_id = wifi_sessions.location_id AND server.nas = wifi_sessions.nas)
-- The plus has open sessions found by their own index: in the order of ids SQLite would walk all that ever were.
ORDER BY +wifi_sessions.id LIMIT :limit;

-- name: ask_wifi_session_to_stop(session_id, asked_before, now)!
UPDATE wifi_sessions SET stop_asked_at = :now, updated_at = :now
WHERE id = :session_id AND ended_at IS NULL AND (stop_asked_at IS NULL OR stop_asked_at < :asked_before);

-- name: forget_wifi_stop(session_id, now)!
UPDATE wifi_sessions SET stop_asked_at = NULL, updated_at = :now WHERE id = :session_id AND stop_asked_at IS NOT NULL;

-- name: read_access_server(location_id, nas)
SELECT id, location_id, nas, address, disconnect_port, secret, login_kind, login_url, uam_secret, created_at, updated_at
FROM wifi_access_servers WHERE location_id = :location_id AND nas = :nas;

-- name: list_portal_servers(location_id)
SELECT id, location_id, nas, address, disconnect_port, secret, login_kind, login_url, uam_secret, created_at, updated_at
FROM wifi_access_servers WHERE location_id = :location_id AND login_kind IS NOT NULL ORDER BY nas;

-- name: set_portal_login(tenant_id, location_id, nas, login_kind, login_url, uam_secret, now)!
UPDATE wifi_access_servers SET login_kind = :login_kind, login_url = :login_url, uam_secret = :uam_secret, updated_at = :now
WHERE tenant_id = :tenant_id AND location_id = :location_id AND nas = :nas;

-- name: find_wifi_session_of_address(location_id, address)
SELECT id, location_id, ticket_id, nas, acct_session_id, device, reported_device, reported_user, address, started_at, last_seen_at, ended_at, ended_by,
       stop_asked_at, seconds, download_bytes, upload_bytes
FROM wifi_sessions WHERE location_id = :location_id AND address = :address AND ended_at IS NULL
ORDER BY id DESC LIMIT 1;

-- name: find_wifi_session_of_device(location_id, device)
SELECT id, location_id, ticket_id, nas, acct_session_id, device, reported_device, reported_user, address, started_at, last_seen_at, ended_at, ended_by,
       stop_asked_at, seconds, download_bytes, upload_bytes
FROM wifi_sessions WHERE location_id = :location_id AND device = :device AND ended_at IS NULL
ORDER BY id DESC LIMIT 1;
