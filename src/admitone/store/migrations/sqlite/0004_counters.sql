-- Exact counts of stock and revenue without counting. SQLite has one writer, so its triggers keep the totals at once and
-- the *_changes tables stay empty; the statements that read are the same for both databases.

CREATE TABLE stock_totals (
    tenant_id INTEGER NOT NULL,
    attraction_id INTEGER NOT NULL,
    status TEXT NOT NULL,
    last_day TEXT NOT NULL,
    tickets INTEGER NOT NULL,
    CONSTRAINT stock_totals_once PRIMARY KEY (tenant_id, attraction_id, status, last_day)
);
CREATE TABLE stock_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL,
    attraction_id INTEGER NOT NULL,
    status TEXT NOT NULL,
    last_day TEXT NOT NULL,
    tickets INTEGER NOT NULL
);
CREATE TABLE revenue_totals (
    tenant_id INTEGER NOT NULL,
    attraction_id INTEGER NOT NULL,
    currency TEXT NOT NULL,
    sales INTEGER NOT NULL,
    revenue_minor INTEGER NOT NULL,
    CONSTRAINT revenue_totals_once PRIMARY KEY (tenant_id, attraction_id, currency)
);
CREATE TABLE revenue_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL,
    attraction_id INTEGER NOT NULL,
    currency TEXT NOT NULL,
    sales INTEGER NOT NULL,
    revenue_minor INTEGER NOT NULL
);

-- A ticket without a last day counts under 9999-12-31, so that the key has no NULL.
CREATE TRIGGER tickets_counted_on_insert AFTER INSERT ON tickets WHEN NEW.attraction_id IS NOT NULL
BEGIN
    INSERT INTO stock_totals (tenant_id, attraction_id, status, last_day, tickets)
    VALUES (NEW.tenant_id, NEW.attraction_id, NEW.status,
            COALESCE(NEW.valid_until, NEW.ticket_date, '9999-12-31'), 1)
    ON CONFLICT (tenant_id, attraction_id, status, last_day) DO UPDATE SET tickets = tickets + 1;
END;
CREATE TRIGGER tickets_counted_on_delete AFTER DELETE ON tickets WHEN OLD.attraction_id IS NOT NULL
BEGIN
    UPDATE stock_totals SET tickets = tickets - 1
    WHERE tenant_id = OLD.tenant_id AND attraction_id = OLD.attraction_id AND status = OLD.status
          AND last_day = COALESCE(OLD.valid_until, OLD.ticket_date, '9999-12-31');
END;
CREATE TRIGGER tickets_counted_on_update AFTER UPDATE ON tickets
WHEN NEW.attraction_id IS NOT NULL
     AND (NEW.status <> OLD.status
          OR COALESCE(NEW.valid_until, NEW.ticket_date, '') <> COALESCE(OLD.valid_until, OLD.ticket_date, ''))
BEGIN
    UPDATE stock_totals SET tickets = tickets - 1
    WHERE tenant_id = OLD.tenant_id AND attraction_id = OLD.attraction_id AND status = OLD.status
          AND last_day = COALESCE(OLD.valid_until, OLD.ticket_date, '9999-12-31');
    INSERT INTO stock_totals (tenant_id, attraction_id, status, last_day, tickets)
    VALUES (NEW.tenant_id, NEW.attraction_id, NEW.status,
            COALESCE(NEW.valid_until, NEW.ticket_date, '9999-12-31'), 1)
    ON CONFLICT (tenant_id, attraction_id, status, last_day) DO UPDATE SET tickets = tickets + 1;
END;
CREATE TRIGGER sales_counted_on_insert AFTER INSERT ON sales
WHEN NEW.status = 'COMPLETED' AND NEW.attraction_id IS NOT NULL AND NEW.currency IS NOT NULL
     AND NEW.price_minor IS NOT NULL
BEGIN
    INSERT INTO revenue_totals (tenant_id, attraction_id, currency, sales, revenue_minor)
    VALUES (NEW.tenant_id, NEW.attraction_id, NEW.currency, 1, NEW.price_minor)
    ON CONFLICT (tenant_id, attraction_id, currency)
    DO UPDATE SET sales = sales + 1, revenue_minor = revenue_minor + NEW.price_minor;
END;
CREATE TRIGGER sales_uncounted_on_update AFTER UPDATE ON sales
WHEN OLD.status = 'COMPLETED' AND OLD.attraction_id IS NOT NULL AND OLD.currency IS NOT NULL
     AND OLD.price_minor IS NOT NULL
BEGIN
    UPDATE revenue_totals SET sales = sales - 1, revenue_minor = revenue_minor - OLD.price_minor
    WHERE tenant_id = OLD.tenant_id AND attraction_id = OLD.attraction_id AND currency = OLD.currency;
END;
CREATE TRIGGER sales_counted_on_update AFTER UPDATE ON sales
WHEN NEW.status = 'COMPLETED' AND NEW.attraction_id IS NOT NULL AND NEW.currency IS NOT NULL
     AND NEW.price_minor IS NOT NULL
BEGIN
    INSERT INTO revenue_totals (tenant_id, attraction_id, currency, sales, revenue_minor)
    VALUES (NEW.tenant_id, NEW.attraction_id, NEW.currency, 1, NEW.price_minor)
    ON CONFLICT (tenant_id, attraction_id, currency)
    DO UPDATE SET sales = sales + 1, revenue_minor = revenue_minor + NEW.price_minor;
END;

INSERT INTO stock_totals (tenant_id, attraction_id, status, last_day, tickets)
SELECT tenant_id, attraction_id, status, COALESCE(last_day, '9999-12-31') AS day, COUNT(*)
FROM tickets WHERE attraction_id IS NOT NULL GROUP BY tenant_id, attraction_id, status, day;
INSERT INTO revenue_totals (tenant_id, attraction_id, currency, sales, revenue_minor)
SELECT tenant_id, attraction_id, currency, COUNT(*), SUM(price_minor)
FROM sales
WHERE status = 'COMPLETED' AND attraction_id IS NOT NULL AND currency IS NOT NULL AND price_minor IS NOT NULL
GROUP BY tenant_id, attraction_id, currency;
