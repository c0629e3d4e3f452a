-- name: list_wifi_services(tenant_id, location_id, deleted)
SELECT id, tenant_id, location_id, name, time_to_finish, online_time, time_to_limit, limit_traffic, price_minor, exp_seconds,
       online_seconds, fixed_end, traffic_bytes, download_bytes, upload_bytes, daily_seconds, daily_bytes, valid_seconds,
       sim_devices, max_users, downrate_bits, uprate_bits, active, show_login, issue_order, deleted_at, created_at,
       updated_at
FROM wifi_services
WHERE tenant_id = :tenant_id AND location_id = :location_id AND (:deleted::boolean OR deleted_at IS NULL)
ORDER BY deleted_at IS NOT NULL, issue_order, id;

-- name: read_wifi_service(tenant_id, location_id, service_id)
SELECT id, tenant_id, location_id, name, time_to_finish, online_time, time_to_limit, limit_traffic, price_minor, exp_seconds,
       online_seconds, fixed_end, traffic_bytes, download_bytes, upload_bytes, daily_seconds, daily_bytes, valid_seconds,
       sim_devices, max_users, downrate_bits, uprate_bits, active, show_login, issue_order, deleted_at, created_at,
       updated_at
FROM wifi_services WHERE tenant_id = :tenant_id AND location_id = :location_id AND id = :service_id;

-- name: insert_wifi_service(tenant_id, location_id, name, time_to_finish, online_time, time_to_limit, limit_traffic, price_minor, exp_seconds, online_seconds, fixed_end, traffic_bytes, download_bytes, upload_bytes, daily_seconds, daily_bytes, valid_seconds, sim_devices, max_users, downrate_bits, uprate_bits, active, show_login, issue_order, now)
INSERT INTO wifi_services (tenant_id, location_id, name, time_to_finish, online_time, time_to_limit, limit_traffic,
                           price_minor, exp_seconds, online_seconds, fixed_end, traffic_bytes, download_bytes,
                           upload_bytes, daily_seconds, daily_bytes, valid_seconds, sim_devices, max_users,
                           downrate_bits, uprate_bits, active, show_login, issue_order, created_at, updated_at)
VALUES (:tenant_id, :location_id, :name, :time_to_finish, :online_time, :time_to_limit, :limit_traffic, :price_minor,
        :exp_seconds, :online_seconds, :fixed_end, :traffic_bytes, :download_bytes, :upload_bytes, :daily_seconds,
        :daily_bytes, :valid_seconds, :sim_devices, :max_users, :downrate_bits, :uprate_bits, :active, :show_login,
        :issue_order, :now, :now)
RETURNING id, tenant_id, location_id, name, time_to_finish, online_time, time_to_limit, limit_traffic, price_minor,
          exp_seconds, online_seconds, fixed_end, traffic_bytes, download_bytes, upload_bytes, daily_seconds,
          daily_bytes, valid_seconds, sim_devices, max_users, downrate_bits, uprate_bits, active, show_login,
          issue_order, deleted_at, created_at, updated_at;

-- name: update_wifi_service(tenant_id, location_id, service_id, name, time_to_finish, online_time, time_to_limit, limit_traffic, price_minor, exp_seconds, online_seconds, fixed_end, traffic_bytes, download_bytes, upload_bytes, daily_seconds, daily_bytes, valid_seconds, sim_devices, max_users, downrate_bits, uprate_bits, active, show_login, issue_order, now)
UPDATE wifi_services
SET name = :name, time_to_finish = :time_to_finish, online_time = :online_time, time_to_limit = :time_to_limit,
    limit_traffic = :limit_traffic, price_minor = :price_minor, exp_seconds = :exp_seconds,
    online_seconds = :online_seconds, fixed_end = :fixed_end, traffic_bytes = :traffic_bytes,
    download_bytes = :download_bytes, upload_bytes = :upload_bytes, daily_seconds = :daily_seconds,
    daily_bytes = :daily_bytes, valid_seconds = :valid_seconds, sim_devices = :sim_devices, max_users = :max_users,
    downrate_bits = :downrate_bits, uprate_bits = :uprate_bits, active = :active, show_login = :show_login,
    issue_order = :issue_order, updated_at = :now
WHERE tenant_id = :tenant_id AND location_id = :location_id AND id = :service_id AND deleted_at IS NULL
RETURNING id, tenant_id, location_id, name, time_to_finish, online_time, time_to_limit, limit_traffic, price_minor,
          exp_seconds, online_seconds, fixed_end, traffic_bytes, download_bytes, upload_bytes, daily_seconds,
          daily_bytes, valid_seconds, sim_devices, max_users, downrate_bits, uprate_bits, active, show_login,
          issue_order, deleted_at, created_at, updated_at;

-- name: delete_wifi_service(tenant_id, location_id, service_id, now)!
UPDATE wifi_services SET deleted_at = :now, active = FALSE, updated_at = :now
WHERE tenant_id = :tenant_id AND location_id = :location_id AND id = :service_id AND deleted_at IS NULL;
