-- name: insert_effect(tenant_id, kind, effect_key, cart_reference, payload, run_at, now)!
INSERT INTO effects (tenant_id, kind, effect_key, cart_reference, payload, state, run_at, created_at, updated_at)
VALUES (:tenant_id, :kind, :effect_key, :cart_reference, :payload, 'WAITING', :run_at, :now, :now)
ON CONFLICT (tenant_id, kind, effect_key) DO NOTHING;

-- name: insert_claimed_effect(tenant_id, kind, effect_key, cart_reference, payload, owner, lease_until, now)
INSERT INTO effects (tenant_id, kind, effect_key, cart_reference, payload, state, attempts, run_at, lease_owner,
                     lease_until, created_at, updated_at)
VALUES (:tenant_id, :kind, :effect_key, :cart_reference, :payload, 'RUNNING', 1, :now, :owner, :lease_until, :now, :now)
RETURNING id, tenant_id, kind, effect_key, cart_reference, payload, attempts;

-- name: find_waiting_effect(cart_reference, kind, key_like)
SELECT id FROM effects
WHERE cart_reference = :cart_reference AND kind = :kind AND state = 'WAITING' AND effect_key LIKE :key_like
LIMIT 1;

-- name: find_running_effect(cart_reference)
SELECT id FROM effects
WHERE cart_reference = :cart_reference AND state IN ('WAITING', 'RUNNING') AND state = 'RUNNING'
LIMIT 1;

-- name: claim_effects(owner, now, lease_until, passed_over, limit)
UPDATE effects
SET state = 'RUNNING', lease_owner = :owner, lease_until = :lease_until, attempts = attempts + 1, updated_at = :now
WHERE id IN (
    SELECT due.id FROM effects AS due
    -- Said twice, because the index of what is due is found by just these words.
    WHERE due.state IN ('WAITING', 'RUNNING')
          AND ((due.state = 'WAITING' AND due.run_at <= :now) OR (due.state = 'RUNNING' AND due.lease_until < :now))
          AND NOT (due.kind = ANY(:passed_over::text[]))
          -- Effects of one kind on one cart happen in the order in which they were decided, one at a time.
          AND NOT EXISTS (
              SELECT 1 FROM effects AS earlier
              WHERE earlier.cart_reference = due.cart_reference AND earlier.kind = due.kind AND earlier.id < due.id
                    AND earlier.state IN ('WAITING', 'RUNNING')
          )
    ORDER BY due.run_at, due.id
    LIMIT :limit
    FOR UPDATE SKIP LOCKED
)
RETURNING id, tenant_id, kind, effect_key, cart_reference, payload, attempts;

-- name: claim_cart_effects(tenant_id, cart_reference, owner, now, lease_until)
UPDATE effects
SET state = 'RUNNING', lease_owner = :owner, lease_until = :lease_until, attempts = attempts + 1, updated_at = :now
WHERE id IN (
    SELECT due.id FROM effects AS due
    WHERE +due.tenant_id = :tenant_id AND due.cart_reference = :cart_reference AND due.run_at <= :now
          AND due.state IN ('WAITING', 'RUNNING') AND due.state = 'WAITING'
          AND NOT EXISTS (
              SELECT 1 FROM effects AS earlier
              WHERE earlier.cart_reference = due.cart_reference AND earlier.kind = due.kind AND earlier.id < due.id
                    AND earlier.state IN ('WAITING', 'RUNNING')
          )
    ORDER BY due.id
    FOR UPDATE SKIP LOCKED
)
RETURNING id, tenant_id, kind, effect_key, cart_reference, payload, attempts;

-- name: list_effects(tenant_id, state, kind, cart_reference, before_id, limit)
SELECT id, tenant_id, kind, effect_key, cart_reference, state, attempts, run_at, last_error, created_at, updated_at
FROM effects
WHERE tenant_id = :tenant_id AND (:state::text IS NULL OR state = :state::text)
      AND (:kind::text IS NULL OR kind = :kind::text)
      AND (:cart_reference::text IS NULL OR cart_reference = :cart_reference::text)
      AND (:before_id::bigint IS NULL OR id < :before_id::bigint)
ORDER BY id DESC LIMIT :limit;

-- name: retry_failed_effect(tenant_id, effect_id, now)!
UPDATE effects SET state = 'WAITING', attempts = 0, run_at = :now, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :effect_id AND (state = 'FAILED' OR (state = 'WAITING' AND run_at > :now));

-- name: hurry_effects(cart_reference, kind, now)!
UPDATE effects SET run_at = :now, updated_at = :now
WHERE cart_reference = :cart_reference AND kind = :kind AND state = 'WAITING';

-- name: dismiss_effect(tenant_id, effect_id, reason, now)
UPDATE effects SET state = 'DISMISSED', last_error = :reason, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :effect_id AND state IN ('FAILED', 'WAITING')
RETURNING id, tenant_id, kind, effect_key, cart_reference, payload, attempts;

-- name: list_kinds_under_way(tenant_id, cart_reference)
SELECT DISTINCT kind FROM effects
WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference AND state IN ('WAITING', 'RUNNING')
ORDER BY kind;

-- name: list_pending_kinds(tenant_id, cart_reference)
-- Two halves, because each has an index and the whole has none.
SELECT kind FROM effects
WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference AND state IN ('WAITING', 'RUNNING')
UNION ALL
SELECT kind FROM effects
WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference AND state = 'FAILED';

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

-- name: count_effects_in(tenant_id, state)
SELECT COUNT(*) AS total FROM effects WHERE tenant_id = :tenant_id AND state = :state;

-- name: delete_done_effects(before)!
DELETE FROM effects WHERE state = 'DONE' AND updated_at < :before;
