-- One-time codes of accounts.

-- name: succeed_account_code(account_id, made_before)!
-- It is good to its end beside the one that follows it.
UPDATE account_codes SET ended_at = expires_at
WHERE account_id = :account_id AND ended_at IS NULL AND created_at < :made_before;

-- name: insert_account_code(account_id, seed, expires_at, now)
-- Of two who ask at one moment one makes the code of both.
INSERT INTO account_codes (account_id, seed, expires_at, created_at) VALUES (:account_id, :seed, :expires_at, :now)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: find_account_code(account_id)
SELECT id FROM account_codes WHERE account_id = :account_id AND ended_at IS NULL;

-- name: read_account_code(code_id, now)
SELECT account_codes.id, account_id, email, seed, expires_at
FROM account_codes JOIN accounts ON accounts.id = account_id
WHERE account_codes.id = :code_id AND (ended_at IS NULL OR ended_at > :now) AND expires_at > :now;

-- name: spend_account_attempt(email, attempts_max, now)
UPDATE account_codes SET attempts = attempts + 1
WHERE account_id = (SELECT accounts.id FROM accounts WHERE email = :email)
      AND (ended_at IS NULL OR ended_at > :now) AND expires_at > :now AND attempts < :attempts_max
RETURNING id, account_id, seed;

-- name: use_account_code(code_id, now)!
-- Gone, and not ended: the moment of whoever is second may be the earlier one.
DELETE FROM account_codes WHERE id = :code_id AND (ended_at IS NULL OR ended_at > :now) AND expires_at > :now;

-- name: delete_account_codes(account_id)!
DELETE FROM account_codes WHERE account_id = :account_id;

-- name: delete_old_account_codes(before)!
DELETE FROM account_codes WHERE expires_at < :before;
