-- name: set_resale_rule(tenant_id, ticket_config_id, markup_percent, fee_percent, now)!
INSERT INTO resale_rules (ticket_config_id, tenant_id, markup_percent, fee_percent, updated_at)
VALUES (:ticket_config_id, :tenant_id, :markup_percent, :fee_percent, :now)
ON CONFLICT (ticket_config_id) DO UPDATE
SET markup_percent = excluded.markup_percent, fee_percent = excluded.fee_percent, updated_at = excluded.updated_at;

-- name: drop_resale_rule(tenant_id, ticket_config_id)!
DELETE FROM resale_rules WHERE tenant_id = :tenant_id AND ticket_config_id = :ticket_config_id;

-- name: read_resale_rule(tenant_id, ticket_config_id)
SELECT ticket_config_id, markup_percent, fee_percent FROM resale_rules
WHERE tenant_id = :tenant_id AND ticket_config_id = :ticket_config_id;

-- name: find_ticket_home(ticket_id)
SELECT tenant_id, owner_id, event_id FROM tickets WHERE id = :ticket_id;

-- name: list_on_offer_of(ids, now)
SELECT ticket_id FROM listings WHERE ticket_id = ANY(:ids::bigint[]) AND state = 'LISTED' AND locked_until > :now;

-- name: insert_listing(uid, tenant_id, event_id, ticket_config_id, ticket_id, ticket_uid, seller_id, buyer_email, price_minor, fee_minor, currency, locked_until, created_by, now)
INSERT INTO listings (uid, tenant_id, event_id, ticket_config_id, ticket_id, ticket_uid, seller_id, buyer_email,
                      price_minor, fee_minor, currency, locked_until, state, created_by, created_at, updated_at)
VALUES (:uid, :tenant_id, :event_id, :ticket_config_id, :ticket_id, :ticket_uid, :seller_id, :buyer_email,
        :price_minor, :fee_minor, :currency, :locked_until, 'LISTED', :created_by, :now, :now)
RETURNING id, uid, tenant_id, event_id, ticket_config_id, ticket_id, ticket_uid, seller_id, buyer_email, price_minor, fee_minor,
          currency, locked_until, state, reason, payment_reference, buyer_id, sold_at, settled_at, settled_by, created_by,
          created_at, updated_at;

-- name: read_listing(uid)
SELECT id, uid, tenant_id, event_id, ticket_config_id, ticket_id, ticket_uid, seller_id, buyer_email, price_minor, fee_minor,
       currency, locked_until, state, reason, payment_reference, buyer_id, sold_at, settled_at, settled_by, created_by,
       created_at, updated_at
FROM listings WHERE uid = :uid;

-- name: read_listing_of_ticket(ticket_id)
SELECT id, uid, tenant_id, event_id, ticket_config_id, ticket_id, ticket_uid, seller_id, buyer_email, price_minor, fee_minor,
       currency, locked_until, state, reason, payment_reference, buyer_id, sold_at, settled_at, settled_by, created_by,
       created_at, updated_at
FROM listings WHERE ticket_id = :ticket_id AND state = 'LISTED';

-- name: end_listings(ticket_ids, reason, now)
-- Of tickets that were used, taken back or given away: nobody can buy them any more.
UPDATE listings SET state = 'ENDED', reason = :reason, updated_at = :now
WHERE ticket_id = ANY(:ticket_ids::bigint[]) AND state = 'LISTED'
RETURNING id;

-- name: end_event_listings(event_id, reason, now)!
UPDATE listings SET state = 'ENDED', reason = :reason, updated_at = :now
WHERE event_id = :event_id AND state = 'LISTED';

-- name: end_lapsed_listing(ticket_id, reason, now)!
UPDATE listings SET state = 'ENDED', reason = :reason, updated_at = :now
WHERE ticket_id = :ticket_id AND state = 'LISTED' AND locked_until <= :now;

-- name: withdraw_listing(listing_id, now)!
UPDATE listings SET state = 'WITHDRAWN', updated_at = :now WHERE id = :listing_id AND state = 'LISTED';

-- name: sell_listing(listing_id, buyer_id, payment_reference, now)!
-- The verdict: one buyer changes the row, or the seller who withdraws, or the gate that lets the seller in.
UPDATE listings
SET state = 'SOLD', buyer_id = :buyer_id, payment_reference = :payment_reference, sold_at = :now, updated_at = :now
WHERE id = :listing_id AND state = 'LISTED' AND locked_until > :now;

-- name: settle_listing(tenant_id, listing_id, settled_by, now)!
UPDATE listings SET settled_at = :now, settled_by = :settled_by, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :listing_id AND state = 'SOLD' AND settled_at IS NULL;

-- name: page_listings(tenant_id, event_id, state, settled, before_id, now, limit)
SELECT id, uid, tenant_id, event_id, ticket_config_id, ticket_id, ticket_uid, seller_id, buyer_email, price_minor, fee_minor,
       currency, locked_until, state, reason, payment_reference, buyer_id, sold_at, settled_at, settled_by, created_by,
       created_at, updated_at
FROM listings
WHERE tenant_id = :tenant_id AND (:event_id::bigint IS NULL OR event_id = :event_id::bigint)
      -- An offer whose time is over has ended, whether or not somebody has noted it.
      AND (:state::text IS NULL
           OR CASE WHEN state = 'LISTED' AND locked_until <= :now THEN 'ENDED' ELSE state END = :state::text)
      AND (:settled::boolean IS NULL OR (settled_at IS NOT NULL) = :settled::boolean)
      AND (:before_id::bigint IS NULL OR id < :before_id::bigint)
ORDER BY id DESC
LIMIT :limit;

-- name: page_listings_of_sellers(seller_ids, before_id, limit)
SELECT id, uid, tenant_id, event_id, ticket_config_id, ticket_id, ticket_uid, seller_id, buyer_email, price_minor, fee_minor,
       currency, locked_until, state, reason, payment_reference, buyer_id, sold_at, settled_at, settled_by, created_by,
       created_at, updated_at
FROM listings
WHERE seller_id = ANY(:seller_ids::bigint[]) AND (:before_id::bigint IS NULL OR id < :before_id::bigint)
ORDER BY id DESC
LIMIT :limit;

-- name: list_on_offer(event_id, now, limit)
-- The cheapest first; those for a certain buyer are nobody else's business.
SELECT id, uid, tenant_id, event_id, ticket_config_id, ticket_id, ticket_uid, seller_id, buyer_email, price_minor, fee_minor,
       currency, locked_until, state, reason, payment_reference, buyer_id, sold_at, settled_at, settled_by, created_by,
       created_at, updated_at
FROM listings
WHERE event_id = :event_id AND state = 'LISTED' AND buyer_email IS NULL AND locked_until > :now
      AND EXISTS (SELECT 1 FROM events WHERE events.id = :event_id AND events.state = 'PUBLISHED' AND events.ends_at > :now)
ORDER BY price_minor, id
LIMIT :limit;
