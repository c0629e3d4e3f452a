-- What an attraction has on which day, in which slot. Unsold stock whose last day is over counts as expired.

-- name: count_days(tenant_id, attraction_id, first_day, last_day, today)
SELECT ticket_date AS day,
       CASE WHEN status = 'AVAILABLE' AND last_day < :today THEN 'EXPIRED' ELSE status END AS status,
       COUNT(*) AS tickets
FROM tickets
WHERE tenant_id = :tenant_id AND attraction_id = :attraction_id
      AND ticket_date >= :first_day AND ticket_date <= :last_day
GROUP BY 1, 2
ORDER BY 1, 2;

-- name: count_slots(tenant_id, attraction_id, day, today)
SELECT time_slot, category,
       CASE WHEN status = 'AVAILABLE' AND last_day < :today THEN 'EXPIRED' ELSE status END AS status,
       COUNT(*) AS tickets
FROM tickets
WHERE tenant_id = :tenant_id AND attraction_id = :attraction_id AND ticket_date = :day
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3;

-- name: count_undated(tenant_id, attraction_id, today)
SELECT time_slot, category,
       CASE WHEN status = 'AVAILABLE' AND last_day < :today THEN 'EXPIRED' ELSE status END AS status,
       COUNT(*) AS tickets
FROM tickets
WHERE tenant_id = :tenant_id AND attraction_id = :attraction_id AND ticket_date IS NULL
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3;

-- name: list_prices(tenant_id, attraction_id, today)
SELECT category, selling_price_minor AS price_minor, selling_currency AS currency, COUNT(*) AS tickets,
       MIN(ticket_date) AS first_day, MAX(ticket_date) AS last_day
FROM tickets
WHERE tenant_id = :tenant_id AND attraction_id = :attraction_id AND status = 'AVAILABLE'
      AND (last_day IS NULL OR last_day >= :today)
GROUP BY category, selling_price_minor, selling_currency
ORDER BY category, selling_currency, selling_price_minor;

-- name: find_date_after(tenant_id, attraction_id, day)
SELECT MIN(ticket_date) AS day FROM tickets
WHERE tenant_id = :tenant_id AND attraction_id = :attraction_id AND ticket_date >= :day;
