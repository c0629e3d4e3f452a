-- Tickets that change hands, and leave to move them.

-- name: rehome_ticket(tenant_id, ticket_id, uid, owner_id, new_uid, barcode, download_code, new_owner_id, now)
-- The verdict: one of us changes the row from what it was, and whoever is late changes none.
UPDATE tickets
SET uid = :new_uid, barcode = :barcode, download_code = :download_code, download_count = 0, owner_id = :new_owner_id,
    cart_reference = NULL, issued_at = :now, version = version + 1, updated_at = :now
-- The plus keeps the tenant out of the choice of an index: SQLite would walk all that the tenant has sold.
WHERE +tenant_id = :tenant_id AND id = :ticket_id AND uid = :uid AND owner_id = :owner_id AND event_id IS NOT NULL
      AND status = 'SOLD' AND issued_at IS NOT NULL AND voided_at IS NULL AND redeemed_at IS NULL
RETURNING id;

-- name: keep_former_ticket(ticket_id, uid, barcode, download_code, download_count, owner_id, issued_at, created_at, now)
-- What the ticket was: void, without a place, and in no count of what is sold.
INSERT INTO tickets (uid, tenant_id, event_id, barcode, category, age_group, ticket_date, time_slot, valid_until, status,
                     selling_price_minor, selling_currency, download_code, download_count, download_expires_at, issued_at,
                     voided_at, replaced_by, format, owner_id, created_at, updated_at)
SELECT :uid, tenant_id, event_id, :barcode, category, age_group, ticket_date, time_slot, valid_until, 'SOLD',
       selling_price_minor, selling_currency, :download_code, :download_count, :now, :issued_at,
       :now, id, format, :owner_id, :created_at, :now
FROM tickets WHERE id = :ticket_id
RETURNING id;

-- name: move_ledger_records(ticket_id, former_id, uid)!
-- The records tell of the ticket with that uid. Which row that is stands in none of them.
UPDATE ledger_records SET ticket_id = :former_id WHERE ticket_id = :ticket_id AND ticket_uid = :uid;

-- name: move_chain_transactions(ticket_id, former_id)!
-- The token that was minted is of what the ticket was, and is burnt with it.
UPDATE chain_transactions SET ticket_id = :former_id WHERE ticket_id = :ticket_id;

-- name: await_issue(ids)!
UPDATE tickets SET issued_at = NULL WHERE id = ANY(:ids::bigint[]);

-- name: hand_on_ticket(tenant_id, ticket_id, uid, owner_id, download_code, new_owner_id, now)
-- A ticket of stock keeps its supplier's code; nobody may have seen it.
UPDATE tickets
SET download_code = :download_code, owner_id = :new_owner_id, cart_reference = NULL, version = version + 1,
    updated_at = :now
WHERE +tenant_id = :tenant_id AND id = :ticket_id AND uid = :uid AND owner_id = :owner_id AND event_id IS NULL
      AND status = 'SOLD' AND voided_at IS NULL AND redeemed_at IS NULL AND download_count = 0
      AND NOT EXISTS (SELECT 1 FROM passes WHERE passes.ticket_id = tickets.id)
RETURNING id;

-- name: list_tickets_with_passes(ids)
SELECT DISTINCT ticket_id FROM passes WHERE ticket_id = ANY(:ids::bigint[]);

-- name: list_tickets_called_off(ids)
SELECT tickets.id FROM tickets JOIN events ON events.id = tickets.event_id
WHERE tickets.id = ANY(:ids::bigint[]) AND events.state = 'CANCELLED';

-- name: read_tickets_by_uid(tenant_id, uids)
SELECT id, uid FROM tickets WHERE uid = ANY(:uids::text[]) AND tenant_id = :tenant_id;

-- name: read_successor(tenant_id, uid)
SELECT successor.id, successor.uid FROM tickets
JOIN tickets AS successor ON successor.id = tickets.replaced_by
WHERE tickets.uid = :uid AND tickets.tenant_id = :tenant_id;

-- name: read_reissue(tenant_id, ids)
SELECT tickets.id FROM tickets JOIN attractions ON attractions.id = tickets.attraction_id
WHERE +tickets.tenant_id = :tenant_id AND tickets.id = ANY(:ids::bigint[]) AND attractions.reissue;

-- name: set_reissue(tenant_id, attraction_id, reissue, now)!
UPDATE attractions SET reissue = :reissue, updated_at = :now WHERE tenant_id = :tenant_id AND id = :attraction_id;

-- name: list_reissued(tenant_id)
SELECT id FROM attractions WHERE tenant_id = :tenant_id AND reissue;

-- name: list_cart_customers(tenant_id, ids)
SELECT tickets.id AS ticket_id, customer_email, customer_name FROM tickets
JOIN carts ON carts.tenant_id = tickets.tenant_id AND carts.reference = tickets.cart_reference
WHERE +tickets.tenant_id = :tenant_id AND tickets.id = ANY(:ids::bigint[]) AND customer_email IS NOT NULL;

-- name: key_may_transfer(tenant_id, key_id)
SELECT may_transfer FROM api_keys WHERE tenant_id = :tenant_id AND id = :key_id;

-- name: allow_key_to_transfer(tenant_id, key_id)!
UPDATE api_keys SET may_transfer = TRUE WHERE tenant_id = :tenant_id AND id = :key_id;

-- name: insert_approval(tenant_id, uid, opt_out_until, created_by, now)
INSERT INTO transfer_approvals (tenant_id, uid, state, opt_out_until, created_by, created_at, updated_at)
VALUES (:tenant_id, :uid, 'APPROVED', :opt_out_until, :created_by, :now, :now)
RETURNING id, tenant_id, uid, state, opt_out_until, created_by, decided_by, decided_at, reason, created_at, updated_at;

-- name: insert_transfer_ticket(approval_id, ticket_id, ticket_uid, owner_id)!
INSERT INTO transfer_tickets (approval_id, ticket_id, ticket_uid, owner_id, live)
VALUES (:approval_id, :ticket_id, :ticket_uid, :owner_id, TRUE);

-- name: insert_transfer_link(approval_id, owner_id, seed, token_hash, now)!
INSERT INTO transfer_links (approval_id, owner_id, seed, token_hash, created_at)
VALUES (:approval_id, :owner_id, :seed, :token_hash, :now);

-- name: list_live_transfers(ids)
SELECT ticket_id FROM transfer_tickets WHERE ticket_id = ANY(:ids::bigint[]) AND live;

-- name: read_approval(tenant_id, uid)
SELECT id, tenant_id, uid, state, opt_out_until, created_by, decided_by, decided_at, reason, created_at, updated_at
FROM transfer_approvals WHERE uid = :uid AND tenant_id = :tenant_id;

-- name: read_approval_by_id(approval_id)
SELECT id, tenant_id, uid, state, opt_out_until, created_by, decided_by, decided_at, reason, created_at, updated_at
FROM transfer_approvals WHERE id = :approval_id;

-- name: page_approvals(tenant_id, state, skip, limit)
SELECT id, tenant_id, uid, state, opt_out_until, created_by, decided_by, decided_at, reason, created_at, updated_at
FROM transfer_approvals
WHERE tenant_id = :tenant_id AND (:state::text IS NULL OR state = :state::text)
ORDER BY id DESC LIMIT :limit OFFSET :skip;

-- name: count_approvals(tenant_id, state)
SELECT COUNT(*) AS total FROM transfer_approvals
WHERE tenant_id = :tenant_id AND (:state::text IS NULL OR state = :state::text);

-- name: list_transfer_tickets(approval_id)
SELECT ticket_id, ticket_uid, owner_id, new_uid, new_owner_id FROM transfer_tickets
WHERE approval_id = :approval_id ORDER BY id;

-- name: list_tickets_of_approvals(ids)
SELECT approval_id, ticket_id, ticket_uid, owner_id, new_uid, new_owner_id FROM transfer_tickets
WHERE approval_id = ANY(:ids::bigint[]) ORDER BY id;

-- name: find_ticket_approval(tenant_id, ticket_id)
SELECT uid FROM transfer_approvals
JOIN transfer_tickets ON approval_id = transfer_approvals.id
WHERE ticket_id = :ticket_id AND live AND tenant_id = :tenant_id;

-- name: read_transfer_link(token_hash)
SELECT approval_id, owner_id, tenant_id FROM transfer_links
JOIN transfer_approvals ON transfer_approvals.id = approval_id
WHERE token_hash = :token_hash;

-- name: list_concerned(approval_id)
SELECT transfer_links.owner_id, accounts.email, COALESCE(enrollments.name, accounts.name) AS name, seed FROM transfer_links
JOIN enrollments ON enrollments.id = transfer_links.owner_id
JOIN accounts ON accounts.id = enrollments.account_id
WHERE approval_id = :approval_id ORDER BY transfer_links.id;

-- name: stop_approval(approval_id, by, now)!
-- Before the end of the time for it, completing after it: two conditions that are never both true.
UPDATE transfer_approvals SET state = 'REJECTED', decided_by = :by, decided_at = :now, updated_at = :now
WHERE id = :approval_id AND state = 'APPROVED' AND opt_out_until > :now;

-- name: resume_approval(approval_id, by, since, now)!
UPDATE transfer_approvals SET state = 'APPROVED', decided_by = NULL, decided_at = NULL, updated_at = :now
WHERE id = :approval_id AND state = 'REJECTED' AND decided_by = :by AND decided_at > :since AND opt_out_until > :now;

-- name: complete_approval(approval_id, by, now)!
UPDATE transfer_approvals SET state = 'COMPLETED', decided_by = :by, decided_at = :now, updated_at = :now
WHERE id = :approval_id AND state = 'APPROVED' AND opt_out_until <= :now;

-- name: withdraw_approval(approval_id, by, reason, now)!
UPDATE transfer_approvals
SET state = 'WITHDRAWN', decided_by = :by, decided_at = :now, reason = :reason, updated_at = :now
WHERE id = :approval_id AND state = 'APPROVED';

-- name: end_approval(approval_id, reason, now)!
UPDATE transfer_approvals
SET state = 'ENDED', decided_by = 'system', decided_at = :now, reason = :reason, updated_at = :now
WHERE id = :approval_id AND state = 'APPROVED';

-- name: set_transfer_live(approval_id, live)!
UPDATE transfer_tickets SET live = :live WHERE approval_id = :approval_id;

-- name: note_rehomed(approval_id, ticket_id, new_uid, new_owner_id)!
UPDATE transfer_tickets SET new_uid = :new_uid, new_owner_id = :new_owner_id
WHERE approval_id = :approval_id AND ticket_id = :ticket_id;

-- name: list_broken_approvals(limit)
-- Approvals of which a ticket is not what it was: refunded, used, taken back, called off, or with somebody else.
SELECT DISTINCT transfer_approvals.id FROM transfer_approvals
JOIN transfer_tickets ON approval_id = transfer_approvals.id
JOIN tickets ON tickets.id = ticket_id
WHERE state = 'APPROVED'
      AND (tickets.uid <> ticket_uid OR tickets.owner_id IS NULL OR tickets.owner_id <> transfer_tickets.owner_id
           OR tickets.status <> 'SOLD' OR tickets.voided_at IS NOT NULL OR tickets.redeemed_at IS NOT NULL
           OR EXISTS (SELECT 1 FROM events WHERE events.id = tickets.event_id AND events.state = 'CANCELLED'))
ORDER BY transfer_approvals.id LIMIT :limit;
