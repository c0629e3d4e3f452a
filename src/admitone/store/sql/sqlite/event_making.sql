-- name: make_tickets(tenant_id, event_id, config_id, attraction_id, category, ticket_date, valid_until, price_minor, currency, rows, now)
INSERT INTO tickets (tenant_id, event_id, ticket_config_id, attraction_id, category, ticket_date, valid_until, status,
                     selling_price_minor, selling_currency, uid, download_code, created_at, updated_at)
SELECT :tenant_id, :event_id, :config_id, :attraction_id, :category, :ticket_date, :valid_until, 'AVAILABLE',
       :price_minor, :currency, value ->> 'uid', value ->> 'download_code', :now, :now
FROM json_each(:rows)
RETURNING id;
