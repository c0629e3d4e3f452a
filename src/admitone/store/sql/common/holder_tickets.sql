-- What stands beside the tickets of an owner.

-- name: list_holders(ids)
SELECT enrollments.id, accounts.uid, accounts.email, accounts.name
FROM enrollments JOIN accounts ON accounts.id = enrollments.account_id
WHERE enrollments.id = ANY(:ids::bigint[]);

-- name: list_tenants_of(ids)
SELECT id, name, time_zone FROM tenants WHERE id = ANY(:ids::bigint[]);
