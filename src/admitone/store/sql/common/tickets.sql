-- name: find_tickets_by_identity(tenant_id, serials, barcodes)
SELECT id, batch_id, serial, barcode
FROM tickets
WHERE tenant_id = :tenant_id AND NOT duplicate_allowed AND serial = ANY(:serials::text[])
UNION
SELECT id, batch_id, serial, barcode
FROM tickets
WHERE tenant_id = :tenant_id AND NOT duplicate_allowed AND barcode = ANY(:barcodes::text[]);

-- name: find_ticket_of_nothing(tenant_id)
SELECT id FROM tickets WHERE tenant_id = :tenant_id AND attraction_id IS NULL LIMIT 1;

-- name: count_committed_tickets(tenant_id, batch_id)
SELECT COUNT(*) AS committed FROM tickets
WHERE tenant_id = :tenant_id AND batch_id = :batch_id AND status IN ('RESERVED', 'SOLD');

-- name: count_batch_tickets(tenant_id, batch_id)
SELECT COUNT(*) AS total FROM tickets WHERE tenant_id = :tenant_id AND batch_id = :batch_id;

-- name: delete_batch_tickets(tenant_id, batch_id)!
DELETE FROM tickets
WHERE tenant_id = :tenant_id AND batch_id = :batch_id AND status IN ('AVAILABLE', 'EXPIRED');

-- name: lock_tickets(tenant_id, ids)
SELECT id FROM tickets WHERE tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) ORDER BY id FOR UPDATE;

-- name: free_identities(tenant_id, ids)!
UPDATE tickets SET serial = NULL, barcode = NULL WHERE tenant_id = :tenant_id AND id = ANY(:ids::bigint[]);

-- name: save_ticket(tenant_id, ticket_id, version, serial, barcode, duplicate_allowed, category, age_group, ticket_date, time_slot, time_slot_printed, valid_until, promo_code, limitations, selling_price_minor, selling_currency, review_flags, status, now)!
UPDATE tickets
SET serial = :serial, barcode = :barcode, duplicate_allowed = duplicate_allowed OR :duplicate_allowed::boolean,
    category = :category, age_group = :age_group, ticket_date = :ticket_date, time_slot = :time_slot,
    time_slot_printed = :time_slot_printed, valid_until = :valid_until, promo_code = :promo_code,
    limitations = :limitations, selling_price_minor = :selling_price_minor, selling_currency = :selling_currency,
    review_flags = :review_flags, status = :status, version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :ticket_id AND version = :version;

-- name: set_prices(tenant_id, ids, price_minor, currency, now)!
UPDATE tickets
SET selling_price_minor = :price_minor, selling_currency = :currency, version = version + 1, updated_at = :now
-- The plus keeps the tenant out of the choice of an index: SQLite would walk all that the tenant has for sale.
WHERE +tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) AND status = 'AVAILABLE';

-- name: restore_prices(tenant_id, ids, given_minor, given_currency, price_minor, currency, now)
UPDATE tickets
SET selling_price_minor = :price_minor::bigint, selling_currency = :currency::text, version = version + 1, updated_at = :now
WHERE +tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) AND status = 'AVAILABLE'
      AND selling_price_minor = :given_minor AND selling_currency = :given_currency
RETURNING id;

-- name: extend_validity(tenant_id, ids, valid_until, now)
UPDATE tickets
SET valid_until = :valid_until,
    status = CASE WHEN status = 'EXPIRED' AND voided_at IS NULL THEN 'AVAILABLE' ELSE status END,
    version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND id = ANY(:ids::bigint[])
RETURNING id;

-- name: list_wifi_ticket_ids(tenant_id, ids)
SELECT ticket_id FROM wifi_tickets WHERE +tenant_id = :tenant_id AND ticket_id = ANY(:ids::bigint[]) ORDER BY ticket_id;

-- name: take_out_of_sale(tenant_id, ids, now)
UPDATE tickets SET status = 'EXPIRED', voided_at = :now, version = version + 1, updated_at = :now
WHERE +tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) AND status = 'AVAILABLE' AND voided_at IS NULL
      AND ticket_config_id IS NULL
RETURNING id;

-- name: put_back_on_sale(tenant_id, ids, today, now)
UPDATE tickets
SET status = CASE WHEN last_day < :today THEN 'EXPIRED' ELSE 'AVAILABLE' END, voided_at = NULL, version = version + 1,
    updated_at = :now
WHERE +tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) AND status = 'EXPIRED' AND voided_at IS NOT NULL
RETURNING id;

-- name: count_download(ticket_id)!
UPDATE tickets SET download_count = download_count + 1 WHERE id = :ticket_id;

-- name: renew_download(tenant_id, ids, download_expires_at, now)
UPDATE tickets SET download_expires_at = :download_expires_at, version = version + 1, updated_at = :now
-- The plus keeps the tenant out of the choice of an index: SQLite would walk all that the tenant has sold.
WHERE +tenant_id = :tenant_id AND id = ANY(:ids::bigint[]) AND status = 'SOLD'
RETURNING id;

-- name: set_attached_pages(tenant_id, ticket_id, attached_pages, now)!
UPDATE tickets SET attached_pages = :attached_pages, version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :ticket_id;

-- name: expire_tickets(tenant_id, today, limit, now)
UPDATE tickets
SET status = 'EXPIRED', version = version + 1, updated_at = :now
WHERE id IN (
    SELECT tickets.id FROM tickets
    WHERE tenant_id = :tenant_id AND status = 'AVAILABLE' AND last_day < :today
    ORDER BY tickets.last_day, tickets.id
    LIMIT :limit
) AND status = 'AVAILABLE'
RETURNING id;

-- name: insert_ticket_audits(tenant_id, ids, action, old_status, new_status, cart_reference, user_id, details, now)!
INSERT INTO audit_entries (tenant_id, entity_type, entity_id, action, old_status, new_status, cart_reference, user_id,
                           details, created_at)
SELECT tenant_id, 'TICKET', id, :action::text, :old_status::text, COALESCE(:new_status::text, status),
       COALESCE(:cart_reference::text, cart_reference), :user_id::text, :details::text, :now::timestamptz
FROM tickets
WHERE tenant_id = :tenant_id AND id = ANY(:ids::bigint[])
ORDER BY id;

-- name: insert_sale_audits(cart_id, action, old_status, new_status, cart_reference, user_id, details, now)!
INSERT INTO audit_entries (tenant_id, entity_type, entity_id, action, old_status, new_status, cart_reference, user_id,
                           details, created_at)
SELECT tenant_id, 'SALE', id, :action::text, :old_status::text, COALESCE(:new_status::text, status),
       :cart_reference::text, :user_id::text, :details::text, :now::timestamptz
FROM sales
WHERE cart_id = :cart_id
ORDER BY id;

-- name: insert_refund_audits(cart_id, action, old_status, new_status, cart_reference, user_id, details, now)!
INSERT INTO audit_entries (tenant_id, entity_type, entity_id, action, old_status, new_status, cart_reference, user_id,
                           details, created_at)
SELECT tenant_id, 'SALE', id, :action::text, :old_status::text, :new_status::text, :cart_reference::text,
       :user_id::text, :details::text, :now::timestamptz
FROM sales
WHERE cart_id = :cart_id AND refunded_at = :now::timestamptz
ORDER BY id;

-- name: insert_batch_audits(tenant_id, batch_id, action, old_status, new_status, user_id, details, now)!
INSERT INTO audit_entries (tenant_id, entity_type, entity_id, action, old_status, new_status, cart_reference, user_id,
                           details, created_at)
SELECT tenant_id, 'TICKET', id, :action::text, :old_status::text, :new_status::text, NULL, :user_id::text,
       CASE WHEN duplicate_allowed THEN 'duplicate allowed' ELSE :details::text END, :now::timestamptz
FROM tickets
WHERE tenant_id = :tenant_id AND batch_id = :batch_id
ORDER BY id;

-- name: insert_audit(tenant_id, entity_type, entity_id, action, old_status, new_status, cart_reference, user_id, details, now)!
INSERT INTO audit_entries (tenant_id, entity_type, entity_id, action, old_status, new_status, cart_reference, user_id,
                           details, created_at)
VALUES (:tenant_id, :entity_type, :entity_id, :action, :old_status, :new_status, :cart_reference, :user_id, :details,
        :now);

-- name: count_review_flags(tenant_id, batch_id)
SELECT CAST(review_flags AS TEXT) AS flags, COUNT(*) AS tickets FROM tickets
WHERE +tenant_id = :tenant_id AND batch_id = :batch_id AND review_flags IS NOT NULL AND voided_at IS NULL
GROUP BY review_flags;
