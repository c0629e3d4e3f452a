-- What an organisation calls a person is its own: no other one sees it.
ALTER TABLE enrollments ADD COLUMN name TEXT;

-- Whoever enrolled somebody first gave the name. An account that an issuer of tokens made, untouched since, has its name
-- from there.
UPDATE enrollments
SET name = (SELECT accounts.name FROM accounts WHERE accounts.id = enrollments.account_id)
WHERE id IN (SELECT MIN(first.id) FROM enrollments AS first GROUP BY first.account_id)
      AND account_id IN (SELECT accounts.id FROM accounts
                         WHERE accounts.subject IS NULL OR accounts.updated_at <> accounts.created_at);
UPDATE accounts SET name = NULL WHERE subject IS NULL;
