-- What there is to choose from before anything is held.

-- name: list_free_kinds(tenant_id, attraction_id, today)
SELECT category, age_group, ticket_date, time_slot, selling_currency AS currency, COUNT(*) AS free,
       MIN(selling_price_minor) AS price_minor_min, MAX(selling_price_minor) AS price_minor_max
FROM tickets
WHERE tenant_id = :tenant_id AND attraction_id = :attraction_id AND status = 'AVAILABLE' AND voided_at IS NULL
      AND (last_day IS NULL OR last_day >= :today)
GROUP BY category, age_group, ticket_date, time_slot, selling_currency
ORDER BY ticket_date, time_slot, category, age_group;

-- name: list_expiring_stock(tenant_id, today, last_day_to)
SELECT attraction_id, last_day, SUM(tickets)::bigint AS tickets
FROM (
    SELECT attraction_id, last_day, tickets FROM stock_totals
    WHERE tenant_id = :tenant_id AND status = 'AVAILABLE' AND last_day >= :today AND last_day <= :last_day_to
    UNION ALL
    SELECT attraction_id, last_day, tickets FROM stock_changes
    WHERE tenant_id = :tenant_id AND status = 'AVAILABLE' AND last_day >= :today AND last_day <= :last_day_to
) AS counted
GROUP BY attraction_id, last_day
HAVING SUM(tickets) > 0
ORDER BY last_day, attraction_id;
