-- What the dashboard and the reports ask: sales and margins over time, an attraction's days and slots, carts that were
-- declined. Sales are counted per quarter of an hour since 1970, because every time zone of today begins its days on
-- one; the days themselves are the tenant's, and so are made when they are asked for. As in 0004, triggers keep the
-- totals at once and the table of changes stays empty.

CREATE TABLE sold_totals (
    tenant_id INTEGER NOT NULL,
    quarter_hour INTEGER NOT NULL,
    currency TEXT NOT NULL,
    tickets INTEGER NOT NULL,
    sold_minor INTEGER NOT NULL,
    bought_minor INTEGER NOT NULL,
    -- Tickets whose cost is not known, or known in another currency: with one of these there is no margin.
    cost_unknown INTEGER NOT NULL,
    CONSTRAINT sold_totals_once PRIMARY KEY (tenant_id, quarter_hour, currency)
);
CREATE TABLE sold_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL,
    quarter_hour INTEGER NOT NULL,
    currency TEXT NOT NULL,
    tickets INTEGER NOT NULL,
    sold_minor INTEGER NOT NULL,
    bought_minor INTEGER NOT NULL,
    cost_unknown INTEGER NOT NULL
);

-- Sold is what is paid or belongs to a group trip. A sale without a price counts in the currency that it was bought in.
-- Instants are text of fixed width in UTC; without the cut the last microsecond of a second would round up to the next.
CREATE VIEW sales_with_cost AS
SELECT sales.id, sales.tenant_id, sales.status,
       CAST(strftime('%s', substr(sales.created_at, 1, 19)) AS INTEGER) / 900 AS quarter_hour,
       COALESCE(sales.currency, purchase_currency) AS currency,
       CASE WHEN sales.currency IS NULL THEN 0 ELSE COALESCE(price_minor, 0) END AS sold_minor,
       CASE WHEN purchase_currency = COALESCE(sales.currency, purchase_currency)
            THEN COALESCE(purchase_price_per_ticket_minor, 0) ELSE 0 END AS bought_minor,
       CASE WHEN purchase_currency = COALESCE(sales.currency, purchase_currency)
                 AND purchase_price_per_ticket_minor IS NOT NULL THEN 0 ELSE 1 END AS cost_unknown
FROM sales
LEFT JOIN tickets ON tickets.id = sales.ticket_id
LEFT JOIN batches ON batches.id = tickets.batch_id;

CREATE TRIGGER sold_counted_on_insert AFTER INSERT ON sales WHEN NEW.status IN ('COMPLETED', 'GROUP_ASSIGNED')
BEGIN
    INSERT INTO sold_totals (tenant_id, quarter_hour, currency, tickets, sold_minor, bought_minor, cost_unknown)
    SELECT tenant_id, quarter_hour, currency, 1, sold_minor, bought_minor, cost_unknown
    FROM sales_with_cost WHERE id = NEW.id AND currency IS NOT NULL
    ON CONFLICT (tenant_id, quarter_hour, currency)
    DO UPDATE SET tickets = tickets + 1, sold_minor = sold_minor + excluded.sold_minor,
                  bought_minor = bought_minor + excluded.bought_minor,
                  cost_unknown = cost_unknown + excluded.cost_unknown;
END;
-- Before the update the view still shows the sale as it was counted.
CREATE TRIGGER sold_uncounted_on_update BEFORE UPDATE ON sales WHEN OLD.status IN ('COMPLETED', 'GROUP_ASSIGNED')
BEGIN
    INSERT INTO sold_totals (tenant_id, quarter_hour, currency, tickets, sold_minor, bought_minor, cost_unknown)
    SELECT tenant_id, quarter_hour, currency, -1, -sold_minor, -bought_minor, -cost_unknown
    FROM sales_with_cost WHERE id = OLD.id AND currency IS NOT NULL
    ON CONFLICT (tenant_id, quarter_hour, currency)
    DO UPDATE SET tickets = tickets - 1, sold_minor = sold_minor + excluded.sold_minor,
                  bought_minor = bought_minor + excluded.bought_minor,
                  cost_unknown = cost_unknown + excluded.cost_unknown;
END;
CREATE TRIGGER sold_counted_on_update AFTER UPDATE ON sales WHEN NEW.status IN ('COMPLETED', 'GROUP_ASSIGNED')
BEGIN
    INSERT INTO sold_totals (tenant_id, quarter_hour, currency, tickets, sold_minor, bought_minor, cost_unknown)
    SELECT tenant_id, quarter_hour, currency, 1, sold_minor, bought_minor, cost_unknown
    FROM sales_with_cost WHERE id = NEW.id AND currency IS NOT NULL
    ON CONFLICT (tenant_id, quarter_hour, currency)
    DO UPDATE SET tickets = tickets + 1, sold_minor = sold_minor + excluded.sold_minor,
                  bought_minor = bought_minor + excluded.bought_minor,
                  cost_unknown = cost_unknown + excluded.cost_unknown;
END;

INSERT INTO sold_totals (tenant_id, quarter_hour, currency, tickets, sold_minor, bought_minor, cost_unknown)
SELECT tenant_id, quarter_hour, currency, COUNT(*), SUM(sold_minor), SUM(bought_minor), SUM(cost_unknown)
FROM sales_with_cost
WHERE status IN ('COMPLETED', 'GROUP_ASSIGNED') AND currency IS NOT NULL
GROUP BY tenant_id, quarter_hour, currency;

-- A month of an attraction is counted in this index alone.
CREATE INDEX tickets_by_slot ON tickets (tenant_id, attraction_id, ticket_date, time_slot, category, status, last_day);
CREATE INDEX carts_declined ON carts (tenant_id, payment_status, id) WHERE status = 'PENDING_PAYMENT';
CREATE INDEX tickets_duplicates ON tickets (tenant_id, id) WHERE duplicate_allowed;
CREATE INDEX batches_by_id ON batches (tenant_id, id);
