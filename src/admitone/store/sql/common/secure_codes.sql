-- The keys of events, and the phones that SECURE tickets are bound to.

-- name: list_secure_keys(event_id)
SELECT id, tenant_id, event_id, generation, key_id, public_key, created_at, revoked_at FROM secure_keys
WHERE event_id = :event_id ORDER BY generation;

-- name: read_secure_key(tenant_id, key_id)
SELECT id, tenant_id, event_id, generation, key_id, public_key, created_at, revoked_at FROM secure_keys
WHERE tenant_id = :tenant_id AND key_id = :key_id;

-- name: insert_secure_key(tenant_id, event_id, generation, key_id, public_key, now)!
INSERT INTO secure_keys (tenant_id, event_id, generation, key_id, public_key, created_at)
VALUES (:tenant_id, :event_id, :generation, :key_id, :public_key, :now);

-- name: revoke_secure_keys(event_id, generation, now)!
UPDATE secure_keys SET revoked_at = :now
WHERE event_id = :event_id AND generation < :generation AND revoked_at IS NULL;

-- name: read_last_secure_code(ticket_id)
SELECT id, ticket_id, event_id, uid, version, status_index, holder_code, holder_key FROM secure_codes
WHERE ticket_id = :ticket_id ORDER BY version DESC LIMIT 1;

-- name: find_secure_code(tenant_id, uid, version)
SELECT id, ticket_id, event_id, uid, version, status_index, holder_code, holder_key FROM secure_codes
WHERE tenant_id = :tenant_id AND uid = :uid AND version = :version;

-- name: insert_secure_code(tenant_id, event_id, ticket_id, uid, version, holder_code, holder_key, now)
INSERT INTO secure_codes (tenant_id, event_id, ticket_id, uid, version, status_index, holder_code, holder_key, created_at)
VALUES (:tenant_id, :event_id, :ticket_id, :uid, :version,
        (SELECT COALESCE(MAX(status_index), -1) + 1 FROM secure_codes WHERE event_id = :event_id),
        :holder_code, :holder_key, :now)
RETURNING status_index;

-- name: list_dead_secure_codes(event_id)
SELECT codes.uid, codes.version, codes.status_index FROM secure_codes AS codes
JOIN tickets ON tickets.id = codes.ticket_id
WHERE codes.event_id = :event_id
      AND (tickets.uid <> codes.uid OR tickets.download_code IS NULL OR tickets.download_code <> codes.holder_code
           OR tickets.voided_at IS NOT NULL OR tickets.status <> 'SOLD'
           OR EXISTS (SELECT 1 FROM secure_codes AS later
                      WHERE later.ticket_id = codes.ticket_id AND later.version > codes.version))
ORDER BY codes.status_index;

-- name: count_secure_codes(event_id)
SELECT COALESCE(MAX(status_index), -1) + 1 AS size FROM secure_codes WHERE event_id = :event_id;

-- name: find_event_by_uid(uid)
SELECT id FROM events WHERE uid = :uid;

-- name: find_admitted_code(ticket_id, code_hash)
SELECT id FROM scans WHERE ticket_id = :ticket_id AND code_hash = :code_hash AND verdict = 'ADMIT' LIMIT 1;
