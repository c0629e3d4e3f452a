-- name: issue_tickets(tenant_id, rows, issued_at, now)
UPDATE tickets
SET barcode = COALESCE(new_barcode, barcode), issued_at = :issued_at, version = version + 1, updated_at = :now
FROM (SELECT value ->> 'id' AS given_id, value ->> 'barcode' AS new_barcode
      FROM json_each(:rows)) AS given_codes
WHERE id = given_id AND tenant_id = :tenant_id AND status = 'SOLD' AND issued_at IS NULL AND voided_at IS NULL
RETURNING id;
