-- name: insert_chain_job(job_key, kind, size, position, tenant_id, ticket_id, token_id, digest, recipient, now)!
INSERT INTO chain_transactions (job_key, kind, size, position, tenant_id, ticket_id, token_id, digest, recipient, state,
                                created_at, updated_at)
VALUES (:job_key, :kind, :size, :position, :tenant_id, :ticket_id, :token_id, :digest, :recipient, 'QUEUED', :now, :now)
ON CONFLICT (job_key, attempt) DO NOTHING;

-- name: list_due_chain_transactions(state, limit)
SELECT id, job_key, attempt, kind, size, position, tenant_id, ticket_id, token_id, digest, recipient, state, sender,
       nonce, transaction_hash, signed_transaction, block_number, last_error, created_at, updated_at
FROM chain_transactions
-- Said twice, because the index of what is due is found by just these words.
WHERE state IN ('QUEUED', 'SIGNED', 'SEEN') AND state = :state
ORDER BY id LIMIT :limit;

-- name: list_failed_chain_transactions(limit)
SELECT id, job_key, attempt, kind, size, position, tenant_id, ticket_id, token_id, digest, recipient, state, sender,
       nonce, transaction_hash, signed_transaction, block_number, last_error, created_at, updated_at
FROM chain_transactions AS failed
WHERE state = 'FAILED' AND NOT EXISTS (SELECT 1 FROM chain_transactions AS later
                                       WHERE later.job_key = failed.job_key AND later.attempt > failed.attempt)
ORDER BY id LIMIT :limit;

-- name: list_chain_attempts(job_key)
SELECT id, job_key, attempt, kind, size, position, tenant_id, ticket_id, token_id, digest, recipient, state, sender,
       nonce, transaction_hash, signed_transaction, block_number, last_error, created_at, updated_at
FROM chain_transactions WHERE job_key = :job_key ORDER BY attempt;

-- name: sign_chain_transaction(id, sender, nonce, transaction_hash, signed_transaction, now)!
UPDATE chain_transactions
SET state = 'SIGNED', sender = :sender, nonce = :nonce, transaction_hash = :transaction_hash,
    signed_transaction = :signed_transaction, updated_at = :now
WHERE id = :id AND state = 'QUEUED';

-- name: move_chain_transaction(id, from_state, to_state, block_number, last_error, now)!
UPDATE chain_transactions
SET state = :to_state, block_number = :block_number, last_error = :last_error, updated_at = :now
WHERE id = :id AND state = :from_state;

-- name: note_chain_error(id, last_error)!
UPDATE chain_transactions SET last_error = :last_error WHERE id = :id;

-- name: repeat_chain_job(id, now)!
INSERT INTO chain_transactions (job_key, attempt, kind, size, position, tenant_id, ticket_id, token_id, digest,
                                recipient, state, created_at, updated_at)
SELECT job_key, attempt + 1, kind, size, position, tenant_id, ticket_id, token_id, digest, recipient, 'QUEUED', :now, :now
FROM chain_transactions WHERE id = :id
ON CONFLICT (job_key, attempt) DO NOTHING;

-- name: read_last_chain_nonce(sender)
SELECT MAX(nonce) AS nonce FROM chain_transactions
WHERE sender = :sender AND state IN ('SIGNED', 'SEEN', 'CONFIRMED');

-- name: read_last_anchor()
SELECT id, job_key, attempt, kind, size, position, tenant_id, ticket_id, token_id, digest, recipient, state, sender,
       nonce, transaction_hash, signed_transaction, block_number, last_error, created_at, updated_at
FROM chain_transactions WHERE kind = 'ANCHOR' ORDER BY size DESC, attempt DESC LIMIT 1;

-- name: list_last_tokens(ticket_ids)
SELECT ticket_id, token_id FROM chain_transactions AS latest
WHERE ticket_id = ANY(:ticket_ids::bigint[]) AND kind = 'MINT'
      AND id = (SELECT MAX(id) FROM chain_transactions AS every
                WHERE every.ticket_id = latest.ticket_id AND every.kind = 'MINT');

-- name: count_chain_transactions()
SELECT state, COUNT(*) AS total FROM chain_transactions AS counted
WHERE NOT EXISTS (SELECT 1 FROM chain_transactions AS later
                  WHERE later.job_key = counted.job_key AND later.attempt > counted.attempt)
GROUP BY state ORDER BY state;

-- name: confirm_issue(ticket_id, position, now)
UPDATE tickets SET issued_at = :now, version = version + 1, updated_at = :now
WHERE id = :ticket_id AND issued_at IS NULL AND voided_at IS NULL AND status = 'SOLD'
      -- Nothing may have happened to the ticket since it was minted: neither given back nor issued anew.
      AND NOT EXISTS (SELECT 1 FROM ledger_records WHERE ledger_records.ticket_id = :ticket_id
                      AND ledger_records.position > :position AND ledger_records.kind <> 'TRANSFER')
RETURNING id;
