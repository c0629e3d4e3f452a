-- One-time codes of accounts.

-- name: end_account_codes(account_id, now)!
UPDATE account_codes SET ended_at = :now WHERE account_id = :account_id AND ended_at IS NULL;

-- name: insert_account_code(account_id, seed, expires_at, now)
-- Of two who ask at one moment one gets a code; one mail is enough.
INSERT INTO account_codes (account_id, seed, expires_at, created_at) VALUES (:account_id, :seed, :expires_at, :now)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: read_account_code(code_id, now)
SELECT account_codes.id, account_id, email, seed, expires_at
FROM account_codes JOIN accounts ON accounts.id = account_id
WHERE account_codes.id = :code_id AND ended_at IS NULL AND expires_at > :now;

-- name: spend_account_attempt(email, attempts_max, now)
UPDATE account_codes SET attempts = attempts + 1
WHERE account_id = (SELECT accounts.id FROM accounts WHERE email = :email)
      AND ended_at IS NULL AND expires_at > :now AND attempts < :attempts_max
RETURNING id, account_id, seed;

-- name: use_account_code(code_id, now)!
UPDATE account_codes SET ended_at = :now WHERE id = :code_id AND ended_at IS NULL AND expires_at > :now;

-- name: delete_old_account_codes(before)!
DELETE FROM account_codes WHERE expires_at < :before;
