-- name: make_tickets(tenant_id, event_id, config_id, attraction_id, category, ticket_date, valid_until, price_minor, currency, rows, now)
INSERT INTO tickets (tenant_id, event_id, ticket_config_id, attraction_id, category, ticket_date, valid_until, status,
                     selling_price_minor, selling_currency, uid, download_code, created_at, updated_at)
SELECT :tenant_id::bigint, :event_id::bigint, :config_id::bigint, :attraction_id::bigint, :category::text,
       :ticket_date::date, :valid_until::date, 'AVAILABLE', :price_minor::bigint, :currency::text, uid, download_code,
       :now::timestamptz, :now::timestamptz
FROM jsonb_to_recordset(:rows::jsonb) AS given (uid TEXT, download_code TEXT)
RETURNING id;
