-- name: lock_ledger_head()
SELECT size, frontier FROM ledger_head WHERE id = 1 FOR UPDATE;

-- name: read_ledger_head()
SELECT size, frontier, verifier_key, begun_at FROM ledger_head WHERE id = 1;

-- name: claim_ledger_key(verifier_key)!
UPDATE ledger_head SET verifier_key = :verifier_key WHERE id = 1 AND verifier_key IS NULL;

-- name: list_last_turns(ticket_ids)
SELECT ticket_id, turn, kind FROM ledger_records AS latest
WHERE ticket_id = ANY(:ticket_ids::bigint[])
      AND turn = (SELECT MAX(turn) FROM ledger_records AS every WHERE every.ticket_id = latest.ticket_id);

-- name: list_resold_tickets(ticket_ids)
-- Tickets that were sold after their last record and are not issued. Whoever sells a ticket of which a record says that
-- it is issued has had it back meanwhile. One whose token is awaited was recorded when it was sold, or later.
SELECT id FROM tickets
WHERE id = ANY(:ticket_ids::bigint[]) AND issued_at IS NULL
      AND sold_at > (SELECT MAX(recorded_at) FROM ledger_records WHERE ledger_records.ticket_id = tickets.id);

-- name: insert_ledger_record(position, tenant_id, ticket_id, ticket_uid, turn, kind, holder, now, salt, digest)!
INSERT INTO ledger_records (position, tenant_id, ticket_id, ticket_uid, turn, kind, holder, recorded_at, salt, digest)
VALUES (:position, :tenant_id, :ticket_id, :ticket_uid, :turn, :kind, :holder, :now, :salt, :digest);

-- name: insert_ledger_node(level, position, hash)!
INSERT INTO ledger_nodes (level, position, hash) VALUES (:level, :position, :hash);

-- name: move_ledger_head(old_size, new_size, frontier, now)!
UPDATE ledger_head
SET size = :new_size, frontier = :frontier, begun_at = COALESCE(begun_at, :now::timestamptz)
WHERE id = 1 AND size = :old_size;

-- name: list_ledger_digests(start, end)
SELECT digest FROM ledger_records WHERE position >= :start AND position < :end ORDER BY position;

-- name: list_ledger_nodes(level, start, end)
SELECT position, hash FROM ledger_nodes WHERE level = :level AND position >= :start AND position < :end ORDER BY position;

-- name: list_ledger_records(start, end)
SELECT position, tenant_id, ticket_id, ticket_uid, turn, kind, holder, recorded_at, salt, digest
FROM ledger_records WHERE position >= :start AND position < :end ORDER BY position;

-- name: list_ticket_records(tenant_id, ticket_id)
SELECT position, tenant_id, ticket_id, ticket_uid, turn, kind, holder, recorded_at, salt, digest
FROM ledger_records WHERE ticket_id = :ticket_id AND tenant_id = :tenant_id ORDER BY turn;

-- name: forget_ticket_records(tenant_id, ticket_id)!
UPDATE ledger_records SET salt = NULL, holder = ''
WHERE ticket_id = :ticket_id AND tenant_id = :tenant_id AND salt IS NOT NULL;

-- name: insert_ledger_checkpoint(size, body, signature, now)!
INSERT INTO ledger_checkpoints (size, body, signature, created_at) VALUES (:size, :body, :signature, :now)
ON CONFLICT (size) DO NOTHING;

-- name: read_last_checkpoint()
SELECT size, body, signature, created_at FROM ledger_checkpoints ORDER BY size DESC LIMIT 1;

-- name: read_checkpoint(size)
SELECT size, body, signature, created_at FROM ledger_checkpoints WHERE size = :size;

-- name: read_cosigned_checkpoint(above)
SELECT ledger_checkpoints.size, body, ledger_checkpoints.signature, created_at FROM ledger_checkpoints
JOIN ledger_cosignatures ON ledger_cosignatures.size = ledger_checkpoints.size
WHERE ledger_checkpoints.size > :above
ORDER BY ledger_checkpoints.size DESC LIMIT 1;

-- name: list_checkpoints(above, up_to)
SELECT size, body, signature, created_at FROM ledger_checkpoints WHERE size > :above AND size <= :up_to ORDER BY size;

-- name: insert_cosignature(size, witness_key, signature, now)!
INSERT INTO ledger_cosignatures (size, witness_key, signature, received_at)
VALUES (:size, :witness_key, :signature, :now)
ON CONFLICT (size, witness_key) DO UPDATE SET signature = excluded.signature, received_at = excluded.received_at;

-- name: list_cosignatures(size)
SELECT witness_key, signature FROM ledger_cosignatures WHERE size = :size ORDER BY witness_key;

-- name: read_cosigned_size(witness_key)
SELECT MAX(size) AS size FROM ledger_cosignatures WHERE witness_key = :witness_key;

-- name: find_ticket_of_uid(tenant_id, uid)
SELECT id FROM tickets WHERE uid = :uid AND +tenant_id = :tenant_id;
