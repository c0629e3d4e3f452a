-- What stands beside the tickets of an owner.

-- name: list_holders(ids)
-- Shown to these people alone: by their own name, else by the one that the organisation has for them.
SELECT enrollments.id, accounts.uid, accounts.email, COALESCE(accounts.name, enrollments.name) AS name
FROM enrollments JOIN accounts ON accounts.id = enrollments.account_id
WHERE enrollments.id = ANY(:ids::bigint[]);

-- name: list_tenants_of(ids)
SELECT id, name, time_zone FROM tenants WHERE id = ANY(:ids::bigint[]);
