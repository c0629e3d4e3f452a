-- name: insert_tickets(tenant_id, batch_id, attraction_id, campaign_id, selling_price_minor, selling_currency, duplicate_allowed, rows, now)
INSERT INTO tickets (uid, tenant_id, batch_id, attraction_id, campaign_id, internal_serial, serial, barcode,
                     duplicate_allowed, category, age_group, ticket_date, time_slot, time_slot_printed, valid_until,
                     status, selling_price_minor, selling_currency, page_number, attached_pages, review_flags,
                     download_code, created_at, updated_at)
SELECT value ->> 'uid', :tenant_id, :batch_id, :attraction_id, :campaign_id, value ->> 'internal_serial',
       value ->> 'serial', value ->> 'barcode', :duplicate_allowed, value ->> 'category', value ->> 'age_group',
       value ->> 'ticket_date', value ->> 'time_slot', value ->> 'time_slot_printed', value ->> 'valid_until',
       'AVAILABLE', :selling_price_minor, :selling_currency, value ->> 'page_number', value -> 'attached_pages',
       value -> 'review_flags', value ->> 'download_code', :now, :now
FROM json_each(:rows)
WHERE TRUE
ON CONFLICT DO NOTHING
RETURNING internal_serial;
