-- name: insert_api_key(tenant_id, name, role, token_hash, created_by, now, expires_at)
INSERT INTO api_keys (tenant_id, name, role, token_hash, created_by, created_at, expires_at)
VALUES (:tenant_id, :name, :role, :token_hash, :created_by, :now, :expires_at)
RETURNING id, name, role, created_by, created_at, expires_at, last_used_at, revoked_at;

-- name: list_api_keys(tenant_id)
SELECT id, name, role, created_by, created_at, expires_at, last_used_at, revoked_at FROM api_keys
WHERE tenant_id = :tenant_id
ORDER BY CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END, name, id DESC;

-- name: read_api_key(tenant_id, key_id)
SELECT id, name, role, created_by, created_at, expires_at, last_used_at, revoked_at FROM api_keys
WHERE tenant_id = :tenant_id AND id = :key_id;

-- name: read_live_api_key(token_hash, now)
SELECT api_keys.id, api_keys.tenant_id, api_keys.name, api_keys.role, api_keys.last_used_at, tenants.time_zone
FROM api_keys JOIN tenants ON tenants.id = api_keys.tenant_id
WHERE token_hash = :token_hash AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now);

-- name: touch_api_key(key_id, now)!
UPDATE api_keys SET last_used_at = :now WHERE id = :key_id;

-- name: revoke_api_key(tenant_id, key_id, now)!
UPDATE api_keys SET revoked_at = :now WHERE tenant_id = :tenant_id AND id = :key_id AND revoked_at IS NULL;
