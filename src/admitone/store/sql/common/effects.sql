-- name: insert_effect(tenant_id, kind, effect_key, cart_reference, payload, run_at, now)!
INSERT INTO effects (tenant_id, kind, effect_key, cart_reference, payload, state, run_at, created_at, updated_at)
VALUES (:tenant_id, :kind, :effect_key, :cart_reference, :payload, 'WAITING', :run_at, :now, :now)
ON CONFLICT (tenant_id, kind, effect_key) DO NOTHING;

-- name: claim_effects(owner, now, lease_until, limit)
UPDATE effects
SET state = 'RUNNING', lease_owner = :owner, lease_until = :lease_until, attempts = attempts + 1, updated_at = :now
WHERE id IN (
    SELECT id FROM effects
    WHERE (state = 'WAITING' AND run_at <= :now) OR (state = 'RUNNING' AND lease_until < :now)
    ORDER BY run_at, id
    LIMIT :limit
    FOR UPDATE SKIP LOCKED
)
RETURNING id, tenant_id, kind, effect_key, cart_reference, payload, attempts;

-- name: claim_effect(tenant_id, kind, effect_key, owner, now, lease_until)
UPDATE effects
SET state = 'RUNNING', lease_owner = :owner, lease_until = :lease_until, attempts = attempts + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND kind = :kind AND effect_key = :effect_key AND state = 'WAITING'
RETURNING id, tenant_id, kind, effect_key, cart_reference, payload, attempts;

-- name: renew_lease(effect_id, owner, lease_until)!
UPDATE effects SET lease_until = :lease_until
WHERE id = :effect_id AND state = 'RUNNING' AND lease_owner = :owner;

-- name: finish_effect(effect_id, owner, now)!
UPDATE effects SET state = 'DONE', lease_owner = NULL, lease_until = NULL, last_error = NULL, updated_at = :now
WHERE id = :effect_id AND state = 'RUNNING' AND lease_owner = :owner;

-- name: retry_effect_later(effect_id, owner, run_at, last_error, now)!
UPDATE effects
SET state = 'WAITING', lease_owner = NULL, lease_until = NULL, run_at = :run_at, last_error = :last_error,
    updated_at = :now
WHERE id = :effect_id AND state = 'RUNNING' AND lease_owner = :owner;

-- name: fail_effect(effect_id, owner, last_error, now)!
UPDATE effects
SET state = 'FAILED', lease_owner = NULL, lease_until = NULL, last_error = :last_error, updated_at = :now
WHERE id = :effect_id AND state = 'RUNNING' AND lease_owner = :owner;

-- name: count_effects()
SELECT state, COUNT(*) AS total FROM effects WHERE state IN ('WAITING', 'RUNNING', 'FAILED') GROUP BY state;

-- name: delete_done_effects(before)!
DELETE FROM effects WHERE state = 'DONE' AND updated_at < :before;
