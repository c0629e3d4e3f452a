-- The people who own tickets, and what they are at each tenant.

-- name: insert_account(uid, email, name, issuer, subject, now)
-- Two who make the same account at once get the one that came first; they read it again.
INSERT INTO accounts (uid, email, name, issuer, subject, created_at, updated_at)
VALUES (:uid, :email, :name, :issuer, :subject, :now, :now)
ON CONFLICT DO NOTHING
RETURNING id, uid, email, name, issuer, subject, created_at, updated_at;

-- name: read_account(account_id)
SELECT id, uid, email, name, issuer, subject, created_at, updated_at FROM accounts WHERE id = :account_id;

-- name: read_account_by_uid(uid)
SELECT id, uid, email, name, issuer, subject, created_at, updated_at FROM accounts WHERE uid = :uid;

-- name: read_account_by_email(email)
SELECT id, uid, email, name, issuer, subject, created_at, updated_at FROM accounts WHERE email = :email;

-- name: read_account_by_subject(issuer, subject)
SELECT id, uid, email, name, issuer, subject, created_at, updated_at FROM accounts WHERE issuer = :issuer AND subject = :subject;

-- name: adopt_account(email, issuer, subject, now)
UPDATE accounts SET issuer = :issuer, subject = :subject, updated_at = :now
WHERE email = :email AND subject IS NULL
RETURNING id, uid, email, name, issuer, subject, created_at, updated_at;

-- name: insert_enrollment(tenant_id, account_id, name, now)
INSERT INTO enrollments (tenant_id, account_id, name, created_at) VALUES (:tenant_id, :account_id, :name, :now)
ON CONFLICT DO NOTHING
RETURNING id, tenant_id, account_id, name, created_at;

-- name: read_enrollment(tenant_id, enrollment_id)
SELECT id, tenant_id, account_id, name, created_at FROM enrollments WHERE tenant_id = :tenant_id AND id = :enrollment_id;

-- name: read_enrollment_of_account(tenant_id, account_id)
SELECT id, tenant_id, account_id, name, created_at FROM enrollments WHERE tenant_id = :tenant_id AND account_id = :account_id;

-- name: list_enrollments_of_account(account_id)
SELECT id, tenant_id, account_id, name, created_at FROM enrollments WHERE account_id = :account_id ORDER BY id;
