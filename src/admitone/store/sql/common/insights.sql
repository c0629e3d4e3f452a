-- Two tickets share a value only where one of them was allowed to, so those rows are the only ones to look at.

-- name: list_duplicates(tenant_id, after_field, after_value, limit)
SELECT value, field, tickets, first_ticket_id, last_ticket_id
FROM (
    SELECT serial AS value, 'ticketSerial' AS field, COUNT(*) AS tickets, MIN(id) AS first_ticket_id,
           MAX(id) AS last_ticket_id
    FROM tickets
    WHERE tenant_id = :tenant_id AND serial IN (
        SELECT serial FROM tickets AS allowed
        WHERE allowed.tenant_id = :tenant_id AND allowed.duplicate_allowed AND allowed.serial IS NOT NULL)
    GROUP BY serial HAVING COUNT(*) > 1
    UNION ALL
    SELECT barcode AS value, 'barcode' AS field, COUNT(*) AS tickets, MIN(id) AS first_ticket_id,
           MAX(id) AS last_ticket_id
    FROM tickets
    WHERE tenant_id = :tenant_id AND barcode IN (
        SELECT barcode FROM tickets AS allowed
        WHERE allowed.tenant_id = :tenant_id AND allowed.duplicate_allowed AND allowed.barcode IS NOT NULL)
    GROUP BY barcode HAVING COUNT(*) > 1
) AS shared
WHERE (field, value) > (:after_field::text, :after_value::text)
ORDER BY field, value
LIMIT :limit;

-- name: set_low_stock_threshold(tenant_id, attraction_id, threshold, now)!
UPDATE attractions SET low_stock_threshold = :threshold, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :attraction_id;

-- name: list_low_stock_thresholds(tenant_id)
SELECT id, name, low_stock_threshold FROM attractions
WHERE tenant_id = :tenant_id AND active AND low_stock_threshold IS NOT NULL
ORDER BY id;
