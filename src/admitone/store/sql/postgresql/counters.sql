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

-- name: fold_sold_changes()!
WITH folded AS (
    DELETE FROM sold_changes WHERE id IN (SELECT id FROM sold_changes ORDER BY id LIMIT 20000 FOR UPDATE SKIP LOCKED)
    RETURNING tenant_id, quarter_hour, currency, tickets, sold_minor, bought_minor, cost_unknown
)
INSERT INTO sold_totals (tenant_id, quarter_hour, currency, tickets, sold_minor, bought_minor, cost_unknown)
SELECT tenant_id, quarter_hour, currency, SUM(tickets), SUM(sold_minor), SUM(bought_minor), SUM(cost_unknown)
FROM folded GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
ON CONFLICT ON CONSTRAINT sold_totals_once
DO UPDATE SET tickets = sold_totals.tickets + excluded.tickets,
              sold_minor = sold_totals.sold_minor + excluded.sold_minor,
              bought_minor = sold_totals.bought_minor + excluded.bought_minor,
              cost_unknown = sold_totals.cost_unknown + excluded.cost_unknown;
