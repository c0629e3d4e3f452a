-- Counts of tickets.

-- name: count_stock(tenant_id, today)
SELECT attraction_id, status, SUM(tickets)::bigint AS tickets
FROM (
    SELECT
        attraction_id,
        CASE WHEN status = 'AVAILABLE' AND last_day < :today THEN 'EXPIRED' ELSE status END AS status,
        COUNT(*) AS tickets
    FROM tickets
    WHERE tenant_id = :tenant_id AND attraction_id IS NOT NULL
    GROUP BY attraction_id, status, last_day
) AS by_day
GROUP BY attraction_id, status
ORDER BY attraction_id, status;
