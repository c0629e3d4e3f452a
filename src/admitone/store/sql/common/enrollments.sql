-- The people of a tenant who own tickets.

-- name: page_enrollments(tenant_id, text_like, after_id, limit)
SELECT enrollments.id, accounts.uid AS account_uid, accounts.email, enrollments.name, enrollments.created_at,
       (SELECT COUNT(*) FROM tickets WHERE tickets.owner_id = enrollments.id) AS tickets,
       (SELECT COUNT(*) FROM tickets WHERE tickets.owner_id = enrollments.id AND tickets.issued_at IS NOT NULL) AS issued
FROM enrollments JOIN accounts ON accounts.id = enrollments.account_id
WHERE enrollments.tenant_id = :tenant_id
      AND (:text_like::text IS NULL OR LOWER(accounts.email) LIKE :text_like::text ESCAPE '!'
           OR LOWER(enrollments.name) LIKE :text_like::text ESCAPE '!')
      AND (:after_id::bigint IS NULL OR enrollments.id < :after_id::bigint)
ORDER BY enrollments.id DESC
LIMIT :limit;

-- name: read_enrolled_person(tenant_id, enrollment_id)
SELECT enrollments.id, accounts.uid AS account_uid, accounts.email, enrollments.name, enrollments.created_at,
       (SELECT COUNT(*) FROM tickets WHERE tickets.owner_id = enrollments.id) AS tickets,
       (SELECT COUNT(*) FROM tickets WHERE tickets.owner_id = enrollments.id AND tickets.issued_at IS NOT NULL) AS issued
FROM enrollments JOIN accounts ON accounts.id = enrollments.account_id
WHERE enrollments.tenant_id = :tenant_id AND enrollments.id = :enrollment_id;

-- name: name_enrollment(tenant_id, enrollment_id, name)!
UPDATE enrollments SET name = :name WHERE tenant_id = :tenant_id AND id = :enrollment_id AND name IS NULL;
