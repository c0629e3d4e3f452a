-- What public pages ask.

-- name: list_redeemed(tenant_id, ids)
SELECT id FROM tickets WHERE tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) AND redeemed_at IS NOT NULL;

-- name: count_downloads(tenant_id, ids)!
UPDATE tickets SET download_count = download_count + 1 WHERE tenant_id = :tenant_id AND id = ANY(:ids::bigint[]);
