-- name: list_checked_records(start, end)
SELECT position, records.tenant_id, records.ticket_id, ticket_uid, turn, kind, holder, recorded_at, salt, digest,
       tickets.uid AS owner_uid, tickets.tenant_id AS owner_tenant_id, owner_id, issued_at, voided_at,
       NOT EXISTS (SELECT 1 FROM ledger_records AS later
                   WHERE later.ticket_id = records.ticket_id AND later.turn > records.turn) AS is_last,
       EXISTS (SELECT 1 FROM chain_transactions
               WHERE chain_transactions.ticket_id = records.ticket_id
                     AND chain_transactions.position = records.position
                     AND chain_transactions.kind = 'MINT') AS awaited
FROM ledger_records AS records LEFT JOIN tickets ON tickets.id = records.ticket_id
WHERE position >= :start AND position < :end
ORDER BY position;

-- name: list_issued_tickets(after_id, limit)
SELECT id, uid, issued_at, voided_at, (SELECT begun_at FROM ledger_head WHERE ledger_head.id = 1) AS begun_at,
       (SELECT kind FROM ledger_records WHERE ticket_id = tickets.id ORDER BY turn DESC LIMIT 1) AS last_kind
FROM tickets
WHERE id > :after_id AND issued_at IS NOT NULL
      -- Codes of Wi-Fi are not recorded: see docs/ledger.md.
      AND NOT EXISTS (SELECT 1 FROM wifi_tickets WHERE wifi_tickets.ticket_id = tickets.id)
ORDER BY id LIMIT :limit;

-- name: count_surplus()
SELECT size,
       (SELECT COUNT(*) FROM ledger_records WHERE position >= ledger_head.size) AS records,
       (SELECT COUNT(*) FROM ledger_checkpoints WHERE ledger_checkpoints.size > ledger_head.size) AS checkpoints,
       (SELECT COUNT(*) FROM ledger_nodes) AS nodes
FROM ledger_head WHERE id = 1;
