-- name: insert_code_tickets(tenant_id, attraction_id, rows, category, valid_until, price_minor, currency, now)
INSERT INTO tickets (uid, tenant_id, attraction_id, barcode, download_code, category, valid_until, status,
                     selling_price_minor, selling_currency, sold_at, issued_at, created_at, updated_at)
SELECT uid, :tenant_id::bigint, :attraction_id::bigint, code, download_code, :category::text, :valid_until::date, 'SOLD',
       :price_minor::bigint, :currency::text, :now::timestamptz, :now::timestamptz, :now::timestamptz, :now::timestamptz
FROM jsonb_to_recordset(:rows::jsonb) AS given (uid TEXT, code TEXT, download_code TEXT)
ON CONFLICT DO NOTHING
RETURNING id;
