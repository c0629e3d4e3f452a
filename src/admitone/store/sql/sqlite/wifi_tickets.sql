-- name: insert_code_tickets(tenant_id, attraction_id, rows, category, valid_until, price_minor, currency, now)
INSERT INTO tickets (uid, tenant_id, attraction_id, barcode, download_code, category, valid_until, status,
                     selling_price_minor, selling_currency, sold_at, issued_at, created_at, updated_at)
SELECT value ->> 'uid', :tenant_id, :attraction_id, value ->> 'code', value ->> 'download_code', :category,
       :valid_until, 'SOLD', :price_minor, :currency, :now, :now, :now, :now
FROM json_each(:rows)
WHERE TRUE
ON CONFLICT DO NOTHING
RETURNING id;
