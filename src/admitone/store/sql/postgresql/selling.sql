-- name: open_cart(tenant_id, reference, public_code, status, customer_name, customer_email, customer_phone, language, agent_user_id, notes, currency, total_minor, wants_payment_link, trip_service_id, odoo_customer_id, completed_at, hold_until, ticket_ids, attraction_ids, prices, currencies, action, old_status, new_status, user_id, details, now)
WITH cart AS (
    INSERT INTO carts (tenant_id, reference, public_code, status, customer_name, customer_email, customer_phone,
                       language, agent_user_id, notes, currency, total_minor, wants_payment_link, trip_service_id,
                       odoo_customer_id, completed_at, created_at, updated_at)
    VALUES (:tenant_id::bigint, :reference::text, :public_code, :status::text, :customer_name, :customer_email,
            :customer_phone, :language, :agent_user_id, :notes, :currency, :total_minor, :wants_payment_link,
            :trip_service_id, :odoo_customer_id, :completed_at, :now::timestamptz, :now::timestamptz)
    ON CONFLICT (reference) DO NOTHING
    RETURNING id
), hold AS (
    INSERT INTO holds (tenant_id, cart_id, expires_at, created_at)
    SELECT :tenant_id::bigint, id, :hold_until::timestamptz, :now::timestamptz
    FROM cart WHERE :hold_until::timestamptz IS NOT NULL
    RETURNING id
), written AS (
    INSERT INTO sales (tenant_id, cart_id, ticket_id, attraction_id, price_minor, currency, status, created_at,
                       updated_at)
    SELECT :tenant_id::bigint, cart.id, ticket_id, attraction_id, price_minor, currency, :status::text,
           :now::timestamptz, :now::timestamptz
    FROM cart, unnest(:ticket_ids::bigint[], :attraction_ids::bigint[], :prices::bigint[], :currencies::text[])
         AS held (ticket_id, attraction_id, price_minor, currency)
    ORDER BY ticket_id
    RETURNING id, cart_id, ticket_id
), audited AS (
    INSERT INTO audit_entries (tenant_id, entity_type, entity_id, action, old_status, new_status, cart_reference,
                               user_id, details, created_at)
    SELECT :tenant_id::bigint, entity_type, entity_id, :action::text, old_status, new_status, :reference::text,
           :user_id::text, :details::text, :now::timestamptz
    FROM (
        SELECT 'TICKET' AS entity_type, ticket_id AS entity_id, :old_status::text AS old_status,
               :new_status::text AS new_status FROM written
        UNION ALL
        SELECT 'SALE', id, NULL, :status::text FROM written
    ) AS changed
)
SELECT cart_id, (SELECT id FROM hold) AS hold_id, id, ticket_id FROM written;


-- name: reserve_at_once(tenant_id, reference, public_code, status, customer_name, customer_email, customer_phone, language, agent_user_id, notes, wants_payment_link, odoo_customer_id, hold_until, ticket_ids, today, action, old_status, new_status, user_id, now, kinds, effect_keys, payment_kind, owner, lease, test, gateway_cart_id, operation, idempotency_key, fingerprint)
-- A whole reservation, or nothing at all: no row means that something was in its way, and nothing has changed.
WITH on_sale AS (
    -- Whoever calls an event off waits for this, or this sees that it was called off. Events before tickets, as always.
    SELECT events.id AS on_sale_id FROM events
    WHERE events.id IN (SELECT tickets.event_id FROM tickets
                        WHERE tickets.id = ANY(:ticket_ids::bigint[]) AND tickets.event_id IS NOT NULL)
          AND +events.tenant_id = :tenant_id::bigint AND events.state = 'PUBLISHED'
    ORDER BY events.id
    FOR SHARE
), wanted AS (
    SELECT tickets.id AS wanted_id, selling_price_minor AS wanted_price, selling_currency AS wanted_currency
    FROM tickets
    WHERE +tickets.tenant_id = :tenant_id::bigint AND tickets.id = ANY(:ticket_ids::bigint[])
          AND tickets.status = 'AVAILABLE' AND voided_at IS NULL AND (last_day IS NULL OR last_day >= :today::date)
          AND NOT EXISTS (
              SELECT 1 FROM attractions WHERE attractions.id = tickets.attraction_id AND NOT attractions.active
          )
          AND NOT EXISTS (
              SELECT 1 FROM ticket_configs
              WHERE ticket_configs.id = tickets.ticket_config_id AND (placed OR NOT active)
          )
          AND (tickets.event_id IS NULL OR tickets.event_id IN (SELECT on_sale_id FROM on_sale))
    ORDER BY tickets.id
    FOR UPDATE OF tickets
), priced AS (
    SELECT COUNT(*) AS ticket_count, COALESCE(SUM(wanted_price), 0)::bigint AS total_minor,
           MIN(wanted_currency) AS currency
    FROM wanted
    HAVING COUNT(*) = cardinality(:ticket_ids::bigint[]) AND MIN(wanted_currency) IS NOT DISTINCT FROM MAX(wanted_currency)
           AND (COUNT(wanted_price) = COUNT(*) OR NOT :wants_payment_link::boolean)
), held AS (
    UPDATE tickets
    SET status = 'RESERVED', cart_reference = :reference::text, reserved_at = :now::timestamptz, version = version + 1,
        updated_at = :now::timestamptz
    FROM priced, wanted
    WHERE tickets.id = wanted_id AND tickets.status = 'AVAILABLE'
    RETURNING tickets.*
), cart AS (
    INSERT INTO carts (tenant_id, reference, public_code, status, customer_name, customer_email, customer_phone,
                       language, agent_user_id, notes, currency, total_minor, wants_payment_link, odoo_customer_id,
                       created_at, updated_at)
    SELECT :tenant_id::bigint, :reference::text, :public_code, :status::text, :customer_name, :customer_email,
           :customer_phone, :language, :agent_user_id, :notes, currency,
           -- Null is refused, and with it the whole statement: no cart has fewer tickets than were counted.
           CASE WHEN (SELECT COUNT(*) FROM held) = ticket_count THEN total_minor END, :wants_payment_link::boolean,
           :odoo_customer_id::bigint, :now::timestamptz, :now::timestamptz
    FROM priced
    RETURNING id, currency, total_minor
), hold AS (
    INSERT INTO holds (tenant_id, cart_id, expires_at, created_at)
    SELECT :tenant_id::bigint, id, :hold_until::timestamptz, :now::timestamptz
    FROM cart WHERE :hold_until::timestamptz IS NOT NULL
    RETURNING id
), written AS (
    INSERT INTO sales (tenant_id, cart_id, ticket_id, attraction_id, price_minor, currency, status, created_at,
                       updated_at)
    SELECT :tenant_id::bigint, cart.id, held.id, attraction_id, selling_price_minor, selling_currency, :status::text,
           :now::timestamptz, :now::timestamptz
    FROM cart, held
    ORDER BY held.id
    RETURNING id, ticket_id
), audited AS (
    INSERT INTO audit_entries (tenant_id, entity_type, entity_id, action, old_status, new_status, cart_reference,
                               user_id, created_at)
    SELECT :tenant_id::bigint, entity_type, entity_id, :action::text, old_status, new_status, :reference::text,
           :user_id::text, :now::timestamptz
    FROM (
        SELECT 'TICKET' AS entity_type, ticket_id AS entity_id, :old_status::text AS old_status,
               :new_status::text AS new_status FROM written
        UNION ALL
        SELECT 'SALE', id, NULL, :status::text FROM written
    ) AS changed
), kept AS (
    INSERT INTO idempotency_keys (tenant_id, operation, idempotency_key, fingerprint, result_id, created_at)
    SELECT :tenant_id::bigint, :operation::text, :idempotency_key::text, :fingerprint::text, id, :now::timestamptz
    FROM cart WHERE :idempotency_key::text IS NOT NULL
), session AS (
    INSERT INTO payment_sessions (tenant_id, cart_id, attempt, gateway_cart_id, amount_minor, currency, test, state,
                                  created_at, updated_at)
    SELECT :tenant_id::bigint, id, 1, :gateway_cart_id::text, total_minor, currency, :test::boolean, 'CREATING',
           :now::timestamptz, :now::timestamptz
    FROM cart WHERE :payment_kind::text IS NOT NULL AND :owner::text IS NOT NULL AND total_minor > 0
    RETURNING id
), decided AS (
    INSERT INTO effects (tenant_id, kind, effect_key, cart_reference, payload, state, attempts, run_at, lease_owner,
                         lease_until, created_at, updated_at)
    SELECT :tenant_id::bigint, kind, effect_key, :reference::text, jsonb_build_object('cart_id', cart.id),
           CASE WHEN :owner::text IS NULL THEN 'WAITING' ELSE 'RUNNING' END,
           CASE WHEN :owner::text IS NULL THEN 0 ELSE 1 END, :now::timestamptz, :owner::text,
           -- What has to wait for a connection or for other rows must not be born with half a lease.
           clock_timestamp() + :lease::interval, :now::timestamptz, :now::timestamptz
    FROM cart, unnest(:kinds::text[], :effect_keys::text[]) AS wished (kind, effect_key)
    WHERE total_minor > 0 OR kind IS DISTINCT FROM :payment_kind::text
    RETURNING id, kind, effect_key
)
SELECT held.id, uid, batch_id, attraction_id, internal_serial, serial, barcode, category, age_group, ticket_date,
       time_slot, time_slot_printed, valid_until, last_day, promo_code, limitations, held.status, selling_price_minor,
       selling_currency, page_number, attached_pages, review_flags, download_code, download_count, download_expires_at,
       cart_reference, odoo_quote_id, trip_service_id, reserved_at, sold_at, issued_at, redeemed_at, voided_at, event_id,
       ticket_config_id, timeslot_id, sector_id, format, owner_id, reservation_id, held_until, version, created_at,
       updated_at, written.id AS sale_id, cart.id AS cart_id, cart.currency, cart.total_minor, (SELECT id FROM hold) AS hold_id,
       (SELECT id FROM session) AS session_id, ARRAY(SELECT id FROM decided ORDER BY id) AS effect_ids,
       ARRAY(SELECT kind FROM decided ORDER BY id) AS effect_kinds
FROM written JOIN held ON held.id = written.ticket_id, cart
ORDER BY written.id;

-- name: open_session_of_effect(session_id, gateway_ref, url, next_check_at, effect_id, owner, now)
WITH finished AS (
    UPDATE effects
    SET state = 'DONE', lease_owner = NULL, lease_until = NULL, last_error = NULL, updated_at = :now::timestamptz
    WHERE id = :effect_id AND state = 'RUNNING' AND lease_owner = :owner
    RETURNING id
), opened AS (
    UPDATE payment_sessions
    SET state = 'OPEN', gateway_ref = :gateway_ref, url = :url, next_check_at = :next_check_at,
        updated_at = :now::timestamptz
    FROM finished
    WHERE payment_sessions.id = :session_id AND state = 'CREATING'
    RETURNING payment_sessions.id
)
SELECT EXISTS (SELECT 1 FROM finished) AS finished, EXISTS (SELECT 1 FROM opened) AS opened;
