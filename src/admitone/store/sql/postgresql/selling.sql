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
