-- name: insert_tickets(tenant_id, batch_id, attraction_id, campaign_id, selling_price_minor, selling_currency, duplicate_allowed, rows, now)
INSERT INTO tickets (uid, tenant_id, batch_id, attraction_id, campaign_id, internal_serial, serial, barcode,
                     duplicate_allowed, category, age_group, ticket_date, time_slot, time_slot_printed, valid_until,
                     status, selling_price_minor, selling_currency, page_number, attached_pages, review_flags,
                     download_code, created_at, updated_at)
SELECT uid, :tenant_id::bigint, :batch_id::bigint, :attraction_id::bigint, :campaign_id::bigint, internal_serial,
       serial, barcode, :duplicate_allowed::boolean, category, age_group, ticket_date, time_slot, time_slot_printed,
       valid_until, 'AVAILABLE', :selling_price_minor::bigint, :selling_currency::text, page_number, attached_pages,
       review_flags, download_code, :now::timestamptz, :now::timestamptz
FROM jsonb_to_recordset(:rows::jsonb) AS given (
    uid TEXT, internal_serial INTEGER, serial TEXT, barcode TEXT, category TEXT, age_group TEXT, ticket_date DATE,
    time_slot TEXT, time_slot_printed TEXT, valid_until DATE, page_number INTEGER, attached_pages JSONB,
    review_flags JSONB, download_code TEXT
)
ORDER BY internal_serial
ON CONFLICT DO NOTHING
RETURNING internal_serial;
