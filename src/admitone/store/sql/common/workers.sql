-- Signs of life of workers, over all tenants.

-- name: note_worker(owner, version, started_at, now, swept_at, reconciled_at)!
INSERT INTO workers (owner, version, started_at, seen_at, swept_at, reconciled_at)
VALUES (:owner, :version, :started_at, :now, :swept_at, :reconciled_at)
ON CONFLICT (owner) DO UPDATE
SET seen_at = :now, swept_at = :swept_at, reconciled_at = :reconciled_at;

-- name: stop_worker(owner, now)!
UPDATE workers SET stopped_at = :now, seen_at = :now WHERE owner = :owner;

-- name: list_workers(seen_after)
SELECT owner, version, started_at, seen_at FROM workers
WHERE stopped_at IS NULL AND seen_at > :seen_after
ORDER BY started_at, owner;

-- name: read_last_rounds()
SELECT MAX(swept_at) AS swept_at, MAX(reconciled_at) AS reconciled_at FROM workers;

-- name: delete_old_workers(before)!
DELETE FROM workers WHERE seen_at < :before;

-- name: summarize_effects(tenant_id)
SELECT kind,
       SUM(CASE WHEN state = 'WAITING' THEN 1 ELSE 0 END) AS waiting,
       SUM(CASE WHEN state = 'RUNNING' THEN 1 ELSE 0 END) AS running,
       SUM(CASE WHEN state = 'FAILED' THEN 1 ELSE 0 END) AS failed,
       MIN(created_at) AS oldest_at
FROM effects
WHERE tenant_id = :tenant_id AND state IN ('WAITING', 'RUNNING', 'FAILED')
GROUP BY kind
ORDER BY kind;
