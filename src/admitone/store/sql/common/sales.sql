-- name: list_sales(tenant_id, cart_reference, ticket_id, status, attraction_id, agent_user_id, created_from, created_to, before_id, limit)
SELECT sales.id, sales.cart_id, sales.ticket_id, carts.reference AS cart_reference, carts.odoo_quote_id,
       carts.odoo_customer_id, carts.customer_name, carts.customer_phone, carts.customer_email, sales.price_minor,
       sales.currency, carts.agent_user_id, sales.status, carts.payment_status, carts.download_code_sent_at,
       carts.notes, sales.refunded_at, sales.created_at, sales.updated_at
FROM sales JOIN carts ON carts.id = sales.cart_id
WHERE sales.tenant_id = :tenant_id
      AND (:cart_reference::text IS NULL OR carts.reference = :cart_reference::text)
      AND (:ticket_id::bigint IS NULL OR sales.ticket_id = :ticket_id::bigint)
      AND (:status::text IS NULL OR sales.status = :status::text)
      AND (:attraction_id::bigint IS NULL OR sales.attraction_id = :attraction_id::bigint)
      AND (:agent_user_id::text IS NULL OR carts.agent_user_id = :agent_user_id::text)
      AND (:created_from::timestamptz IS NULL OR sales.created_at >= :created_from::timestamptz)
      AND (:created_to::timestamptz IS NULL OR sales.created_at < :created_to::timestamptz)
      AND (:before_id::bigint IS NULL OR sales.id < :before_id::bigint)
ORDER BY sales.id DESC
LIMIT :limit;

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
