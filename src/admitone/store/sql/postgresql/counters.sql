-- name: fold_stock_changes()!
WITH folded AS (
    DELETE FROM stock_changes WHERE id IN (SELECT id FROM stock_changes ORDER BY id LIMIT 20000 FOR UPDATE SKIP LOCKED)
    RETURNING tenant_id, attraction_id, status, last_day, tickets
)
INSERT INTO stock_totals (tenant_id, attraction_id, status, last_day, tickets)
SELECT tenant_id, attraction_id, status, last_day, SUM(tickets) FROM folded GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
ON CONFLICT ON CONSTRAINT stock_totals_once DO UPDATE SET tickets = stock_totals.tickets + excluded.tickets;

-- name: fold_revenue_changes()!
WITH folded AS (
    DELETE FROM revenue_changes WHERE id IN (SELECT id FROM revenue_changes ORDER BY id LIMIT 20000 FOR UPDATE SKIP LOCKED)
    RETURNING tenant_id, attraction_id, currency, sales, revenue_minor
)
INSERT INTO revenue_totals (tenant_id, attraction_id, currency, sales, revenue_minor)
SELECT tenant_id, attraction_id, currency, SUM(sales), SUM(revenue_minor) FROM folded GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
ON CONFLICT ON CONSTRAINT revenue_totals_once
DO UPDATE SET sales = revenue_totals.sales + excluded.sales,
              revenue_minor = revenue_totals.revenue_minor + excluded.revenue_minor;
