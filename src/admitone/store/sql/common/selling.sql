-- name: insert_cart(tenant_id, reference, public_code, status, customer_name, customer_email, customer_phone, language, agent_user_id, notes, currency, total_minor, wants_payment_link, trip_service_id, odoo_customer_id, completed_at, now)
INSERT INTO carts (tenant_id, reference, public_code, status, customer_name, customer_email, customer_phone, language,
                   agent_user_id, notes, currency, total_minor, wants_payment_link, trip_service_id, odoo_customer_id,
                   completed_at, created_at, updated_at)
VALUES (:tenant_id, :reference, :public_code, :status, :customer_name, :customer_email, :customer_phone, :language,
        :agent_user_id, :notes, :currency, :total_minor, :wants_payment_link, :trip_service_id, :odoo_customer_id,
        :completed_at, :now, :now)
ON CONFLICT (reference) DO NOTHING
RETURNING id;

-- name: read_cart(tenant_id, reference)
SELECT id, tenant_id, reference, public_code, status, payment_status, customer_name, customer_email, customer_phone,
       language, agent_user_id, notes, currency, total_minor, wants_payment_link, trip_service_id, odoo_customer_id,
       odoo_quote_id, odoo_quote_number, invoice_number, download_code_sent_at, cancel_reason, completed_at, created_at,
       updated_at
FROM carts WHERE tenant_id = :tenant_id AND reference = :reference;

-- name: read_cart_by_id(cart_id)
SELECT id, tenant_id, reference, public_code, status, payment_status, customer_name, customer_email, customer_phone,
       language, agent_user_id, notes, currency, total_minor, wants_payment_link, trip_service_id, odoo_customer_id,
       odoo_quote_id, odoo_quote_number, invoice_number, download_code_sent_at, cancel_reason, completed_at, created_at,
       updated_at
FROM carts WHERE id = :cart_id;

-- name: lock_cart(cart_id)
SELECT id, tenant_id, reference, public_code, status, payment_status, customer_name, customer_email, customer_phone,
       language, agent_user_id, notes, currency, total_minor, wants_payment_link, trip_service_id, odoo_customer_id,
       odoo_quote_id, odoo_quote_number, invoice_number, download_code_sent_at, cancel_reason, completed_at, created_at,
       updated_at
FROM carts WHERE id = :cart_id FOR UPDATE;

-- name: read_cart_of_anybody(reference)
SELECT id, tenant_id, reference, public_code, status, payment_status, customer_name, customer_email, customer_phone,
       language, agent_user_id, notes, currency, total_minor, wants_payment_link, trip_service_id, odoo_customer_id,
       odoo_quote_id, odoo_quote_number, invoice_number, download_code_sent_at, cancel_reason, completed_at, created_at,
       updated_at
FROM carts WHERE reference = :reference;

-- name: list_carts(tenant_id, ids)
SELECT id, tenant_id, reference, public_code, status, payment_status, customer_name, customer_email, customer_phone,
       language, agent_user_id, notes, currency, total_minor, wants_payment_link, trip_service_id, odoo_customer_id,
       odoo_quote_id, odoo_quote_number, invoice_number, download_code_sent_at, cancel_reason, completed_at, created_at,
       updated_at
FROM carts WHERE tenant_id = :tenant_id AND id = ANY(:ids::bigint[]);

-- name: move_cart(cart_id, from_status, status, payment_status, cancel_reason, completed_at, now)!
UPDATE carts
SET status = :status, payment_status = COALESCE(:payment_status, payment_status),
    cancel_reason = COALESCE(:cancel_reason, cancel_reason), completed_at = COALESCE(:completed_at, completed_at),
    updated_at = :now
WHERE id = :cart_id AND status = :from_status;

-- name: note_payment_status(cart_id, payment_status, now)!
UPDATE carts SET payment_status = :payment_status, updated_at = :now
WHERE id = :cart_id AND payment_status IS DISTINCT FROM 'PAID' AND payment_status IS DISTINCT FROM :payment_status;

-- name: note_quotation(cart_id, odoo_quote_id, odoo_quote_number, odoo_customer_id, now)!
UPDATE carts
SET odoo_quote_id = :odoo_quote_id, odoo_quote_number = :odoo_quote_number, odoo_customer_id = :odoo_customer_id,
    updated_at = :now
WHERE id = :cart_id;

-- name: note_ticket_quotation(tenant_id, cart_reference, odoo_quote_id)!
UPDATE tickets SET odoo_quote_id = :odoo_quote_id WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference;

-- name: note_invoice(cart_id, invoice_number, now)!
UPDATE carts SET invoice_number = :invoice_number, updated_at = :now WHERE id = :cart_id;

-- name: note_mailed(cart_id, now)!
UPDATE carts SET download_code_sent_at = :now, updated_at = :now WHERE id = :cart_id;

-- name: hold_tickets(tenant_id, ids, cart_reference, today, now)
WITH on_sale AS (
    -- Whoever calls an event off waits for this, or this sees that it was called off. Events before tickets, as always.
    SELECT events.id AS on_sale_id FROM events
    WHERE events.id IN (SELECT tickets.event_id FROM tickets
                        WHERE tickets.id = ANY(:ids::bigint[]) AND tickets.event_id IS NOT NULL)
          AND +events.tenant_id = :tenant_id AND events.state = 'PUBLISHED'
    ORDER BY events.id
    FOR SHARE
), wanted AS (
    SELECT tickets.id AS wanted_id FROM tickets
    -- The plus keeps the tenant out of the choice of an index: SQLite would walk all that the tenant has for sale.
    WHERE +tickets.tenant_id = :tenant_id AND tickets.id = ANY(:ids::bigint[]) AND tickets.status = 'AVAILABLE'
          AND (tickets.event_id IS NULL OR tickets.event_id IN (SELECT on_sale_id FROM on_sale))
    ORDER BY tickets.id
    FOR UPDATE
)
UPDATE tickets
SET status = 'RESERVED', cart_reference = :cart_reference, reserved_at = :now, version = version + 1, updated_at = :now
FROM wanted
WHERE id = wanted_id AND status = 'AVAILABLE' AND voided_at IS NULL
      AND (last_day IS NULL OR last_day >= :today)
      AND NOT EXISTS (SELECT 1 FROM attractions WHERE attractions.id = tickets.attraction_id AND NOT attractions.active)
      AND NOT EXISTS (SELECT 1 FROM ticket_configs WHERE ticket_configs.id = tickets.ticket_config_id AND (placed OR NOT active))
RETURNING id, uid, batch_id, attraction_id, internal_serial, serial, barcode, category, age_group, ticket_date, time_slot,
          time_slot_printed, valid_until, last_day, promo_code, limitations, status, selling_price_minor,
          selling_currency, page_number, attached_pages, review_flags, download_code, download_count,
          download_expires_at, cart_reference, odoo_quote_id, trip_service_id, reserved_at, sold_at, issued_at,
          redeemed_at, voided_at, event_id, ticket_config_id, timeslot_id, sector_id, format, owner_id, reservation_id,
          held_until, version, created_at, updated_at;

-- name: read_last_held_day(tenant_id, cart_reference)
SELECT MAX(last_day) AS day FROM tickets
WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference AND status = 'RESERVED';

-- name: sell_held_tickets(tenant_id, cart_reference, download_expires_at, now)
UPDATE tickets
SET status = 'SOLD', sold_at = :now, download_expires_at = :download_expires_at, version = version + 1,
    updated_at = :now
WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference AND status = 'RESERVED'
RETURNING id;

-- name: assign_held_tickets(tenant_id, cart_reference, trip_service_id, download_expires_at, now)
UPDATE tickets
SET status = 'SOLD', sold_at = :now, trip_service_id = :trip_service_id, download_expires_at = :download_expires_at,
    version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference AND status = 'RESERVED'
RETURNING id;

-- name: release_held_tickets(tenant_id, cart_reference, now)
UPDATE tickets
SET status = 'AVAILABLE', cart_reference = NULL, reserved_at = NULL, odoo_quote_id = NULL,
    timeslot_id = NULL, sector_id = NULL, owner_id = NULL, format = 'PDF',
    ticket_date = CASE WHEN ticket_config_id IS NULL THEN ticket_date
                       ELSE (SELECT ticket_configs.ticket_date FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    valid_until = CASE WHEN ticket_config_id IS NULL THEN valid_until
                       ELSE (SELECT ticket_configs.valid_until FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    time_slot = CASE WHEN ticket_config_id IS NULL THEN time_slot END,
    selling_price_minor = CASE WHEN ticket_config_id IS NULL THEN selling_price_minor
                               ELSE (SELECT price_minor FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    selling_currency = CASE WHEN ticket_config_id IS NULL THEN selling_currency
                            ELSE (SELECT currency FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference AND status = 'RESERVED'
RETURNING id;

-- name: insert_hold(tenant_id, cart_id, expires_at, now)!
INSERT INTO holds (tenant_id, cart_id, expires_at, created_at) VALUES (:tenant_id, :cart_id, :expires_at, :now);

-- name: resolve_hold(cart_id, resolution, resolved_by, now)!
UPDATE holds SET resolution = :resolution, resolved_by = :resolved_by, resolved_at = :now
WHERE cart_id = :cart_id AND resolution IS NULL;

-- name: resolve_lapsed_hold(cart_id, resolution, resolved_by, now)!
UPDATE holds SET resolution = :resolution, resolved_by = :resolved_by, resolved_at = :now
WHERE cart_id = :cart_id AND resolution IS NULL AND expires_at <= :now;

-- name: read_last_hold(cart_id)
SELECT id, tenant_id, cart_id, expires_at, resolution, resolved_by, resolved_at
FROM holds WHERE cart_id = :cart_id ORDER BY id DESC LIMIT 1;

-- name: list_lapsed_holds(now, after_id, limit)
SELECT id, tenant_id, cart_id, expires_at, resolution, resolved_by, resolved_at
FROM holds WHERE resolution IS NULL AND expires_at <= :now AND id > :after_id ORDER BY id LIMIT :limit;

-- name: insert_sales(tenant_id, cart_id, cart_reference, status, now)!
INSERT INTO sales (tenant_id, cart_id, ticket_id, attraction_id, price_minor, currency, status, created_at, updated_at)
SELECT tenant_id, :cart_id::bigint, id, attraction_id, selling_price_minor, selling_currency, :status::text,
       :now::timestamptz, :now::timestamptz
FROM tickets WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference
ORDER BY id;

-- name: move_sales(cart_id, from_status, status, now)!
UPDATE sales SET status = :status, updated_at = :now WHERE cart_id = :cart_id AND status = :from_status;

-- name: list_cart_sales(cart_id)
SELECT id, cart_id, ticket_id, attraction_id, price_minor, currency, status, refunded_at, created_at, updated_at
FROM sales WHERE cart_id = :cart_id ORDER BY id;

-- name: insert_payment_session(tenant_id, cart_id, cart_reference, amount_minor, currency, test, now)
INSERT INTO payment_sessions (tenant_id, cart_id, attempt, gateway_cart_id, amount_minor, currency, test, state,
                              created_at, updated_at)
SELECT :tenant_id::bigint, :cart_id::bigint, attempts + 1, :cart_reference::text || '_' || (attempts + 1),
       :amount_minor::bigint, :currency::text, :test::boolean, 'CREATING', :now::timestamptz, :now::timestamptz
FROM (SELECT COALESCE(MAX(attempt), 0) AS attempts FROM payment_sessions WHERE cart_id = :cart_id::bigint) AS begun
RETURNING id, tenant_id, cart_id, attempt, gateway_cart_id, gateway_ref, url, amount_minor, currency, test, state,
          transaction_ref, message, check_count, next_check_at, paid_at, created_at, updated_at;

-- name: open_payment_session(session_id, gateway_ref, url, next_check_at, now)!
UPDATE payment_sessions
SET state = 'OPEN', gateway_ref = :gateway_ref, url = :url, next_check_at = :next_check_at, updated_at = :now
WHERE id = :session_id AND state = 'CREATING';

-- name: adopt_gateway_ref(session_id, gateway_ref, next_check_at, now)!
UPDATE payment_sessions
SET gateway_ref = :gateway_ref, state = CASE WHEN state = 'FAILED' THEN 'OPEN' ELSE state END,
    next_check_at = :next_check_at, updated_at = :now
WHERE id = :session_id AND gateway_ref IS NULL AND state IN ('CREATING', 'FAILED');

-- name: end_payment_session(session_id, state, message, next_check_at, now)!
UPDATE payment_sessions SET state = :state, message = :message, next_check_at = :next_check_at,
       check_count = check_count + 1, updated_at = :now
WHERE id = :session_id AND state NOT IN ('PAID');

-- name: pay_payment_session(session_id, transaction_ref, now)!
UPDATE payment_sessions
SET state = 'PAID', transaction_ref = :transaction_ref, paid_at = :now, next_check_at = NULL, updated_at = :now
WHERE id = :session_id AND state <> 'PAID';

-- name: note_payment_check(session_id, message, next_check_at, now)!
UPDATE payment_sessions
SET check_count = check_count + 1, message = :message, next_check_at = :next_check_at, updated_at = :now
WHERE id = :session_id AND state <> 'PAID';

-- name: list_payment_sessions(cart_id)
SELECT id, tenant_id, cart_id, attempt, gateway_cart_id, gateway_ref, url, amount_minor, currency, test, state,
       transaction_ref, message, check_count, next_check_at, paid_at, created_at, updated_at
FROM payment_sessions WHERE cart_id = :cart_id ORDER BY attempt;

-- name: list_payment_sessions_of(ids)
SELECT id, tenant_id, cart_id, attempt, gateway_cart_id, gateway_ref, url, amount_minor, currency, test, state,
       transaction_ref, message, check_count, next_check_at, paid_at, created_at, updated_at
FROM payment_sessions WHERE cart_id = ANY(:ids::bigint[]) ORDER BY cart_id, attempt;

-- name: read_payment_session(session_id)
SELECT id, tenant_id, cart_id, attempt, gateway_cart_id, gateway_ref, url, amount_minor, currency, test, state,
       transaction_ref, message, check_count, next_check_at, paid_at, created_at, updated_at
FROM payment_sessions WHERE id = :session_id;

-- name: read_payment_session_by_gateway_cart(gateway_cart_id)
SELECT id, tenant_id, cart_id, attempt, gateway_cart_id, gateway_ref, url, amount_minor, currency, test, state,
       transaction_ref, message, check_count, next_check_at, paid_at, created_at, updated_at
FROM payment_sessions WHERE gateway_cart_id = :gateway_cart_id;

-- name: list_due_payment_sessions(now, limit)
SELECT id, tenant_id, cart_id, attempt, gateway_cart_id, gateway_ref, url, amount_minor, currency, test, state,
       transaction_ref, message, check_count, next_check_at, paid_at, created_at, updated_at
FROM payment_sessions WHERE next_check_at <= :now ORDER BY next_check_at LIMIT :limit;

-- name: take_payment_check(session_id, seen, next_check_at)!
UPDATE payment_sessions SET next_check_at = :next_check_at WHERE id = :session_id AND next_check_at = :seen;

-- name: insert_refund(tenant_id, cart_id, payment_session_id, amount_minor, currency, reason, now)
INSERT INTO refunds (tenant_id, cart_id, payment_session_id, amount_minor, currency, reason, state, created_at,
                     updated_at)
VALUES (:tenant_id, :cart_id, :payment_session_id, :amount_minor, :currency, :reason, 'OPEN', :now, :now)
RETURNING id;

-- Paid late is what was paid when the reservation of its cart had already ended, one way or another.

-- name: list_refunds(tenant_id, state, cart_id, paid_late, before_id, limit)
SELECT id, tenant_id, cart_id, payment_session_id, amount_minor, currency, reason, state, refund_reference, note,
       decided_by, created_at, updated_at
FROM refunds
WHERE tenant_id = :tenant_id AND (:state::text IS NULL OR state = :state::text)
      AND (:cart_id::bigint IS NULL OR cart_id = :cart_id::bigint)
      AND (:before_id::bigint IS NULL OR id < :before_id::bigint)
      AND (NOT :paid_late::boolean OR EXISTS (
          SELECT 1 FROM payment_sessions JOIN holds ON holds.cart_id = payment_sessions.cart_id
          WHERE payment_sessions.id = refunds.payment_session_id AND holds.resolved_at < payment_sessions.paid_at))
ORDER BY id DESC LIMIT :limit;

-- name: count_refunds(tenant_id, state)
SELECT COUNT(*) AS total,
       COALESCE(SUM(CASE WHEN EXISTS (
           SELECT 1 FROM payment_sessions JOIN holds ON holds.cart_id = payment_sessions.cart_id
           WHERE payment_sessions.id = refunds.payment_session_id AND holds.resolved_at < payment_sessions.paid_at)
           THEN 1 ELSE 0 END), 0) AS paid_late
FROM refunds
WHERE tenant_id = :tenant_id AND state = :state;

-- name: list_session_refunds(session_id)
SELECT id, tenant_id, cart_id, payment_session_id, amount_minor, currency, reason, state, refund_reference, note,
       decided_by, created_at, updated_at
FROM refunds WHERE payment_session_id = :session_id ORDER BY id;

-- name: read_refund(tenant_id, refund_id)
SELECT id, tenant_id, cart_id, payment_session_id, amount_minor, currency, reason, state, refund_reference, note,
       decided_by, created_at, updated_at
FROM refunds WHERE tenant_id = :tenant_id AND id = :refund_id;

-- name: move_refund(tenant_id, refund_id, from_state, state, refund_reference, note, decided_by, now)!
UPDATE refunds
SET state = :state, refund_reference = COALESCE(:refund_reference, refund_reference), note = COALESCE(:note, note),
    decided_by = COALESCE(:decided_by, decided_by), updated_at = :now
WHERE tenant_id = :tenant_id AND id = :refund_id AND state = :from_state;

-- name: refund_sales(cart_id, ticket_ids, now)
UPDATE sales SET status = 'CANCELLED', refunded_at = :now, updated_at = :now
WHERE cart_id = :cart_id AND ticket_id = ANY(:ticket_ids::bigint[]) AND status = 'COMPLETED'
RETURNING ticket_id, price_minor;

-- name: restock_tickets(tenant_id, cart_reference, ids, now)
UPDATE tickets
SET status = 'AVAILABLE', cart_reference = NULL, reserved_at = NULL, sold_at = NULL, odoo_quote_id = NULL,
    download_expires_at = NULL, download_count = 0, issued_at = NULL,
    barcode = CASE WHEN ticket_config_id IS NULL THEN barcode END,
    timeslot_id = NULL, sector_id = NULL, owner_id = NULL, format = 'PDF',
    ticket_date = CASE WHEN ticket_config_id IS NULL THEN ticket_date
                       ELSE (SELECT ticket_configs.ticket_date FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    valid_until = CASE WHEN ticket_config_id IS NULL THEN valid_until
                       ELSE (SELECT ticket_configs.valid_until FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    time_slot = CASE WHEN ticket_config_id IS NULL THEN time_slot END,
    selling_price_minor = CASE WHEN ticket_config_id IS NULL THEN selling_price_minor
                               ELSE (SELECT price_minor FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    selling_currency = CASE WHEN ticket_config_id IS NULL THEN selling_currency
                            ELSE (SELECT currency FROM ticket_configs WHERE ticket_configs.id = ticket_config_id) END,
    version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference AND id = ANY(:ids::bigint[]) AND status = 'SOLD'
      AND redeemed_at IS NULL
RETURNING id;

-- name: change_download_code(ticket_id, download_code)!
UPDATE tickets SET download_code = :download_code WHERE id = :ticket_id;

-- name: void_tickets(tenant_id, cart_reference, ids, now)
UPDATE tickets SET voided_at = :now, download_expires_at = :now, version = version + 1, updated_at = :now
WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference AND id = ANY(:ids::bigint[]) AND status = 'SOLD'
      AND voided_at IS NULL AND redeemed_at IS NULL
RETURNING id;

-- name: replace_sale_ticket(sale_id, replaced, now)!
UPDATE sales SET ticket_id = :replaced, updated_at = :now WHERE id = :sale_id AND status = 'CANCELLED';

-- name: read_time_zone(tenant_id)
SELECT time_zone FROM tenants WHERE id = :tenant_id;
