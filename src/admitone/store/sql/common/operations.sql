-- What the operator of an installation asks, over all tenants.

-- name: summarize_batches()
SELECT state, COUNT(*) AS batches, COALESCE(SUM(pages_done), 0) AS pages_done,
       COALESCE(SUM(pages_total - pages_done), 0) AS pages_waiting
FROM batches GROUP BY state;

-- name: list_tenants_by_name()
SELECT id, name, time_zone FROM tenants ORDER BY name;
