-- name: sum_sold(tenant_id, bounds, first_quarter, end_quarter)
SELECT periods.key + 1 AS place, currency, SUM(tickets) AS tickets, SUM(sold_minor) AS sold_minor,
       SUM(bought_minor) AS bought_minor, SUM(cost_unknown) AS cost_unknown
FROM json_each(:bounds) AS periods
CROSS JOIN sold_totals ON tenant_id = :tenant_id AND quarter_hour >= periods.value
     AND quarter_hour < COALESCE(json_extract(:bounds, '$[' || (periods.key + 1) || ']'), :end_quarter)
WHERE quarter_hour >= :first_quarter
GROUP BY periods.key, currency
HAVING SUM(tickets) > 0
ORDER BY 1, 2;
