-- name: read_wifi_ticket(tenant_id, location_id, ticket_id)
SELECT ticket_id, wifi_tickets.tenant_id, wifi_tickets.location_id, service_id, wifi_services.name AS service_name,
       issue_id, uid, barcode AS code, selling_price_minor AS price_minor, selling_currency AS currency,
       wifi_tickets.time_to_finish, wifi_tickets.online_time, wifi_tickets.time_to_limit, wifi_tickets.limit_traffic,
       wifi_tickets.exp_seconds, wifi_tickets.online_seconds, wifi_tickets.traffic_bytes, wifi_tickets.download_bytes,
       wifi_tickets.upload_bytes, wifi_tickets.daily_seconds, wifi_tickets.daily_bytes, devices,
       wifi_tickets.downrate_bits, wifi_tickets.uprate_bits, start_time, wifi_tickets.valid_until, ends_at, num_users,
       user_id, wifi_tickets.format, email, language, first_used_at, last_used_at, used_seconds, used_download_bytes,
       used_upload_bytes, used_up_at, topped_up_at, revoked_at, wifi_tickets.created_at, wifi_tickets.updated_at
FROM wifi_tickets
JOIN tickets ON tickets.id = ticket_id
JOIN wifi_services ON wifi_services.id = service_id
WHERE wifi_tickets.tenant_id = :tenant_id AND wifi_tickets.location_id = :location_id AND ticket_id = :ticket_id;

-- name: read_wifi_ticket_by_code(tenant_id, location_id, code)
SELECT ticket_id, wifi_tickets.tenant_id, wifi_tickets.location_id, service_id, wifi_services.name AS service_name,
       issue_id, uid, barcode AS code, selling_price_minor AS price_minor, selling_currency AS currency,
       wifi_tickets.time_to_finish, wifi_tickets.online_time, wifi_tickets.time_to_limit, wifi_tickets.limit_traffic,
       wifi_tickets.exp_seconds, wifi_tickets.online_seconds, wifi_tickets.traffic_bytes, wifi_tickets.download_bytes,
       wifi_tickets.upload_bytes, wifi_tickets.daily_seconds, wifi_tickets.daily_bytes, devices,
       wifi_tickets.downrate_bits, wifi_tickets.uprate_bits, start_time, wifi_tickets.valid_until, ends_at, num_users,
       user_id, wifi_tickets.format, email, language, first_used_at, last_used_at, used_seconds, used_download_bytes,
       used_upload_bytes, used_up_at, topped_up_at, revoked_at, wifi_tickets.created_at, wifi_tickets.updated_at
FROM tickets
JOIN wifi_tickets ON ticket_id = tickets.id
JOIN wifi_services ON wifi_services.id = service_id
WHERE tickets.tenant_id = :tenant_id AND barcode = :code AND NOT duplicate_allowed
      AND wifi_tickets.location_id = :location_id;

-- name: list_issued_wifi_tickets(tenant_id, issue_id)
SELECT ticket_id, wifi_tickets.tenant_id, wifi_tickets.location_id, service_id, wifi_services.name AS service_name,
       issue_id, uid, barcode AS code, selling_price_minor AS price_minor, selling_currency AS currency,
       wifi_tickets.time_to_finish, wifi_tickets.online_time, wifi_tickets.time_to_limit, wifi_tickets.limit_traffic,
       wifi_tickets.exp_seconds, wifi_tickets.online_seconds, wifi_tickets.traffic_bytes, wifi_tickets.download_bytes,
       wifi_tickets.upload_bytes, wifi_tickets.daily_seconds, wifi_tickets.daily_bytes, devices,
       wifi_tickets.downrate_bits, wifi_tickets.uprate_bits, start_time, wifi_tickets.valid_until, ends_at, num_users,
       user_id, wifi_tickets.format, email, language, first_used_at, last_used_at, used_seconds, used_download_bytes,
       used_upload_bytes, used_up_at, topped_up_at, revoked_at, wifi_tickets.created_at, wifi_tickets.updated_at
FROM wifi_tickets
JOIN tickets ON tickets.id = ticket_id
JOIN wifi_services ON wifi_services.id = service_id
WHERE wifi_tickets.tenant_id = :tenant_id AND issue_id = :issue_id
ORDER BY ticket_id;

-- name: lock_wifi_ticket(tenant_id, location_id, ticket_id)
SELECT ticket_id FROM wifi_tickets
WHERE tenant_id = :tenant_id AND location_id = :location_id AND ticket_id = :ticket_id FOR UPDATE;

-- name: insert_wifi_issue(tenant_id, location_id, service_id, quantity, created_by, now)
INSERT INTO wifi_issues (tenant_id, location_id, service_id, quantity, created_by, created_at, updated_at)
VALUES (:tenant_id, :location_id, :service_id, :quantity, :created_by, :now, :now)
RETURNING id;

-- name: read_wifi_issue(tenant_id, location_id, issue_id)
SELECT id, location_id, service_id, quantity, created_by, created_at FROM wifi_issues
WHERE tenant_id = :tenant_id AND location_id = :location_id AND id = :issue_id;

-- name: insert_wifi_tickets(tenant_id, ids, location_id, service_id, issue_id, time_to_finish, online_time, time_to_limit, limit_traffic, exp_seconds, online_seconds, traffic_bytes, download_bytes, upload_bytes, daily_seconds, daily_bytes, devices, downrate_bits, uprate_bits, start_time, valid_until, num_users, user_id, format, email, language, now)!
INSERT INTO wifi_tickets (ticket_id, tenant_id, location_id, service_id, issue_id, time_to_finish, online_time,
                          time_to_limit, limit_traffic, exp_seconds, online_seconds, traffic_bytes, download_bytes,
                          upload_bytes, daily_seconds, daily_bytes, devices, downrate_bits, uprate_bits, start_time,
                          valid_until, num_users, user_id, format, email, language, ends_at, created_at, updated_at)
SELECT id, tenant_id, :location_id::bigint, :service_id::bigint, :issue_id::bigint, :time_to_finish::boolean,
       :online_time::boolean, :time_to_limit::boolean, :limit_traffic::boolean, :exp_seconds::bigint,
       :online_seconds::bigint, :traffic_bytes::bigint, :download_bytes::bigint, :upload_bytes::bigint,
       :daily_seconds::bigint, :daily_bytes::bigint, :devices::integer, :downrate_bits::bigint, :uprate_bits::bigint,
       :start_time::timestamptz, :valid_until::timestamptz, :num_users::integer, :user_id::text, :format::text,
       :email::text, :language::text, :valid_until::timestamptz, :now::timestamptz, :now::timestamptz
-- The plus keeps the tenant out of the choice of an index: SQLite would walk all that the tenant has.
FROM tickets WHERE +tenant_id = :tenant_id AND id = ANY(:ids::bigint[]);

-- name: revoke_wifi_ticket(tenant_id, location_id, ticket_id, now)!
UPDATE wifi_tickets SET revoked_at = :now, updated_at = :now
WHERE tenant_id = :tenant_id AND location_id = :location_id AND ticket_id = :ticket_id AND revoked_at IS NULL;

-- name: void_wifi_ticket(tenant_id, ticket_id, now)!
UPDATE tickets SET voided_at = :now, version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :ticket_id AND voided_at IS NULL;

-- name: top_up_wifi_ticket(tenant_id, location_id, ticket_id, exp_seconds, online_seconds, traffic_bytes, download_bytes, upload_bytes, valid_until, ends_at, used_up_at, now)!
UPDATE wifi_tickets
SET exp_seconds = :exp_seconds, online_seconds = :online_seconds, traffic_bytes = :traffic_bytes,
    download_bytes = :download_bytes, upload_bytes = :upload_bytes, valid_until = :valid_until, ends_at = :ends_at, used_up_at = :used_up_at, topped_up_at = :now, updated_at = :now
WHERE tenant_id = :tenant_id AND location_id = :location_id AND ticket_id = :ticket_id AND revoked_at IS NULL;

-- name: move_last_day(tenant_id, ticket_id, valid_until, now)!
UPDATE tickets SET valid_until = :valid_until, version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :ticket_id;

-- name: count_devices_online(ids)
SELECT ticket_id, COUNT(DISTINCT device) AS devices FROM wifi_sessions
WHERE ticket_id = ANY(:ids::bigint[]) AND ended_at IS NULL
GROUP BY ticket_id;

-- name: list_wifi_days(ids, day)
SELECT ticket_id, seconds, download_bytes + upload_bytes AS bytes FROM wifi_days
WHERE ticket_id = ANY(:ids::bigint[]) AND day = :day;

-- name: count_open_wifi_sessions(tenant_id, location_id)
SELECT COUNT(*) AS sessions FROM wifi_sessions
WHERE tenant_id = :tenant_id AND location_id = :location_id AND ended_at IS NULL;

-- name: count_sessions_of_wifi_ticket(tenant_id, ticket_id)
SELECT COUNT(*) AS sessions FROM wifi_sessions WHERE tenant_id = :tenant_id AND ticket_id = :ticket_id;

-- name: list_open_wifi_sessions(tenant_id, location_id, limit, offset)
SELECT id, location_id, ticket_id, nas, acct_session_id, device, reported_device, reported_user, address, started_at, last_seen_at, ended_at, ended_by,
       stop_asked_at, seconds, download_bytes, upload_bytes
FROM wifi_sessions
WHERE tenant_id = :tenant_id AND location_id = :location_id AND ended_at IS NULL
ORDER BY id DESC LIMIT :limit OFFSET :offset;

-- name: list_sessions_of_wifi_ticket(tenant_id, ticket_id, limit, offset)
SELECT id, location_id, ticket_id, nas, acct_session_id, device, reported_device, reported_user, address, started_at, last_seen_at, ended_at, ended_by,
       stop_asked_at, seconds, download_bytes, upload_bytes
FROM wifi_sessions
WHERE tenant_id = :tenant_id AND ticket_id = :ticket_id
ORDER BY id DESC LIMIT :limit OFFSET :offset;

-- name: report_wifi_sales(tenant_id, location_id, created_from, created_to)
SELECT wifi_tickets.location_id, service_id, selling_currency AS currency, COUNT(*) AS tickets,
       COUNT(first_used_at) AS used, COUNT(revoked_at) AS revoked,
       SUM(CASE WHEN revoked_at IS NULL THEN COALESCE(selling_price_minor, 0) ELSE 0 END)::bigint AS sold_minor
FROM wifi_tickets
JOIN tickets ON tickets.id = ticket_id
WHERE wifi_tickets.tenant_id = :tenant_id
      AND (:location_id::bigint IS NULL OR wifi_tickets.location_id = :location_id)
      AND (:created_from::timestamptz IS NULL OR wifi_tickets.created_at >= :created_from)
      AND (:created_to::timestamptz IS NULL OR wifi_tickets.created_at < :created_to)
GROUP BY wifi_tickets.location_id, service_id, selling_currency
ORDER BY wifi_tickets.location_id, service_id, selling_currency;
