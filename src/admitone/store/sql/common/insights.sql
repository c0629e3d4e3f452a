-- name: sum_margin(tenant_id, created_from, created_to)
SELECT sales.attraction_id, tickets.campaign_id, tickets.batch_id, carts.agent_user_id, sales.created_at,
       sales.price_minor, sales.currency, batches.purchase_price_per_ticket_minor, batches.purchase_currency
FROM sales
JOIN carts ON carts.id = sales.cart_id
LEFT JOIN tickets ON tickets.id = sales.ticket_id
LEFT JOIN batches ON batches.id = tickets.batch_id
WHERE sales.tenant_id = :tenant_id AND sales.status IN ('COMPLETED', 'GROUP_ASSIGNED')
      AND (:created_from::timestamptz IS NULL OR sales.created_at >= :created_from::timestamptz)
      AND (:created_to::timestamptz IS NULL OR sales.created_at < :created_to::timestamptz)
ORDER BY sales.id;

-- name: list_duplicates(tenant_id, limit)
SELECT serial AS value, 'ticketSerial' AS field, COUNT(*) AS tickets, MIN(id) AS first_ticket_id, MAX(id) AS last_ticket_id
FROM tickets WHERE tenant_id = :tenant_id AND serial IS NOT NULL
GROUP BY serial HAVING COUNT(*) > 1
UNION ALL
SELECT barcode AS value, 'barcode' AS field, COUNT(*) AS tickets, MIN(id) AS first_ticket_id, MAX(id) AS last_ticket_id
FROM tickets WHERE tenant_id = :tenant_id AND barcode IS NOT NULL
GROUP BY barcode HAVING COUNT(*) > 1
ORDER BY 4
LIMIT :limit;

-- name: set_low_stock_threshold(tenant_id, attraction_id, threshold, now)!
UPDATE attractions SET low_stock_threshold = :threshold, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :attraction_id;

-- name: list_low_stock_thresholds(tenant_id)
SELECT id, name, low_stock_threshold FROM attractions
WHERE tenant_id = :tenant_id AND active AND low_stock_threshold IS NOT NULL
ORDER BY id;
