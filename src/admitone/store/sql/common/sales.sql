-- name: list_customers(tenant_id, text_like, limit)
SELECT MAX(id) AS id FROM carts
WHERE tenant_id = :tenant_id AND customer_email IS NOT NULL
      AND (LOWER(customer_name) LIKE :text_like OR LOWER(customer_email) LIKE :text_like OR customer_phone LIKE :text_like)
GROUP BY LOWER(customer_email)
ORDER BY MAX(id) DESC
LIMIT :limit;

-- name: count_stock(tenant_id, today, attraction_id)
SELECT attraction_id,
       SUM(CASE WHEN status = 'AVAILABLE' AND last_day >= :today THEN tickets ELSE 0 END)::bigint AS available,
       SUM(CASE WHEN status = 'RESERVED' THEN tickets ELSE 0 END)::bigint AS reserved,
       SUM(CASE WHEN status = 'SOLD' THEN tickets ELSE 0 END)::bigint AS sold,
       SUM(CASE WHEN status = 'EXPIRED' OR (status = 'AVAILABLE' AND last_day < :today) THEN tickets ELSE 0 END)::bigint
           AS expired,
       SUM(tickets)::bigint AS total
FROM (
    SELECT attraction_id, status, last_day, tickets FROM stock_totals
    WHERE tenant_id = :tenant_id AND (:attraction_id::bigint IS NULL OR attraction_id = :attraction_id::bigint)
    UNION ALL
    SELECT attraction_id, status, last_day, tickets FROM stock_changes
    WHERE tenant_id = :tenant_id AND (:attraction_id::bigint IS NULL OR attraction_id = :attraction_id::bigint)
) AS counted
GROUP BY attraction_id
ORDER BY attraction_id;

-- name: sum_revenue(tenant_id, attraction_id)
SELECT attraction_id, currency, SUM(revenue_minor)::bigint AS revenue_minor, SUM(sales)::bigint AS sales
FROM (
    SELECT attraction_id, currency, revenue_minor, sales FROM revenue_totals
    WHERE tenant_id = :tenant_id AND (:attraction_id::bigint IS NULL OR attraction_id = :attraction_id::bigint)
    UNION ALL
    SELECT attraction_id, currency, revenue_minor, sales FROM revenue_changes
    WHERE tenant_id = :tenant_id AND (:attraction_id::bigint IS NULL OR attraction_id = :attraction_id::bigint)
) AS counted
GROUP BY attraction_id, currency
HAVING SUM(sales) > 0
ORDER BY attraction_id, currency;
