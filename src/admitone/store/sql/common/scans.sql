-- What gates asked, and what they were told.

-- name: list_tickets_of_code(tenant_id, barcode)
SELECT id FROM tickets WHERE tenant_id = :tenant_id AND barcode = :barcode ORDER BY id LIMIT 20;

-- name: redeem_ticket(tenant_id, ticket_id, now)
-- The verdict of two gates that ask at once: one of them changes the row.
UPDATE tickets SET redeemed_at = :now, version = version + 1, updated_at = :now
WHERE +tenant_id = :tenant_id AND id = :ticket_id AND status = 'SOLD' AND voided_at IS NULL AND redeemed_at IS NULL
RETURNING id;

-- name: redeem_ticket_at(tenant_id, ticket_id, at, now)!
-- Of several gates without a network the earliest counts.
UPDATE tickets SET redeemed_at = :at, version = version + 1, updated_at = :now
WHERE +tenant_id = :tenant_id AND id = :ticket_id AND status = 'SOLD' AND voided_at IS NULL
      AND (redeemed_at IS NULL OR redeemed_at > :at);

-- name: restore_ticket(tenant_id, ticket_id, now)
UPDATE tickets SET redeemed_at = NULL, version = version + 1, updated_at = :now
WHERE +tenant_id = :tenant_id AND id = :ticket_id AND redeemed_at IS NOT NULL AND voided_at IS NULL
RETURNING id;

-- name: insert_scan(tenant_id, scan_id, code_hash, ticket_id, gate, verdict, scanned_by, now)!
INSERT INTO scans (tenant_id, scan_id, code_hash, ticket_id, gate, verdict, scanned_by, created_at)
VALUES (:tenant_id, :scan_id, :code_hash, :ticket_id, :gate, :verdict, :scanned_by, :now);

-- name: read_scan(tenant_id, scan_id)
SELECT code_hash, ticket_id, verdict FROM scans WHERE tenant_id = :tenant_id AND scan_id = :scan_id;

-- name: read_first_use(ticket_id)
SELECT created_at AS at, gate FROM scans
WHERE ticket_id = :ticket_id AND verdict = 'ADMIT' AND undone_at IS NULL ORDER BY created_at, id LIMIT 1;

-- name: undo_scans(ticket_id, now)!
UPDATE scans SET undone_at = :now WHERE ticket_id = :ticket_id AND verdict = 'ADMIT' AND undone_at IS NULL;

-- name: list_scans(tenant_id, limit)
SELECT id, ticket_id, gate, verdict, undone_at, scanned_by, created_at FROM scans
WHERE tenant_id = :tenant_id ORDER BY id DESC LIMIT :limit;
