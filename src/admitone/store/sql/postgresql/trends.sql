-- name: sum_sold(tenant_id, bounds, first_quarter, end_quarter)
SELECT width_bucket(quarter_hour, :bounds::bigint[])::bigint AS place, currency, SUM(tickets)::bigint AS tickets,
       SUM(sold_minor)::bigint AS sold_minor, SUM(bought_minor)::bigint AS bought_minor,
       SUM(cost_unknown)::bigint AS cost_unknown
FROM (
    SELECT quarter_hour, currency, tickets, sold_minor, bought_minor, cost_unknown FROM sold_totals
    WHERE tenant_id = :tenant_id AND quarter_hour >= :first_quarter::bigint AND quarter_hour < :end_quarter::bigint
    UNION ALL
    SELECT quarter_hour, currency, tickets, sold_minor, bought_minor, cost_unknown FROM sold_changes
    WHERE tenant_id = :tenant_id AND quarter_hour >= :first_quarter::bigint AND quarter_hour < :end_quarter::bigint
) AS counted
GROUP BY 1, 2
HAVING SUM(tickets) > 0
ORDER BY 1, 2;
