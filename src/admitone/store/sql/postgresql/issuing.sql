-- name: issue_tickets(tenant_id, rows, issued_at, now)
UPDATE tickets
SET barcode = COALESCE(new_barcode, barcode), issued_at = :issued_at, version = version + 1, updated_at = :now
FROM (SELECT id AS given_id, barcode AS new_barcode
      FROM jsonb_to_recordset(:rows::jsonb) AS given (id BIGINT, barcode TEXT)) AS given_codes
WHERE id = given_id AND tenant_id = :tenant_id AND status = 'SOLD' AND issued_at IS NULL AND voided_at IS NULL
RETURNING id;
