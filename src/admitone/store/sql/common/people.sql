-- name: list_tenants()
SELECT id, name, time_zone FROM tenants ORDER BY id;

-- name: read_tenant_by_name(name)
SELECT id, name, time_zone FROM tenants WHERE name = :name;

-- name: insert_tenant(name, time_zone, now)
INSERT INTO tenants (name, time_zone, created_at) VALUES (:name, :time_zone, :now) RETURNING id, name, time_zone;

-- name: insert_user(tenant_id, username, email, password_hash, role, now)
INSERT INTO users (tenant_id, username, email, password_hash, role, created_at, updated_at)
VALUES (:tenant_id, :username, :email, :password_hash, :role, :now, :now)
RETURNING id, tenant_id, username, email, password_hash, role, active;

-- name: read_user_by_name(username)
SELECT id, tenant_id, username, email, password_hash, role, active FROM users WHERE username = :username;

-- name: read_user(tenant_id, user_id)
SELECT id, tenant_id, username, email, password_hash, role, active FROM users
WHERE tenant_id = :tenant_id AND id = :user_id;

-- name: list_users()
SELECT users.id, users.tenant_id, username, email, password_hash, role, active, tenants.name AS tenant
FROM users JOIN tenants ON tenants.id = users.tenant_id
ORDER BY tenants.name, username;

-- name: replace_password(user_id, present_hash, password_hash, now)!
-- The hash that was checked must still be there: of two who change it at once one is told.
UPDATE users SET password_hash = :password_hash, updated_at = :now
WHERE id = :user_id AND password_hash = :present_hash AND active;

-- name: set_password(user_id, password_hash, now)!
UPDATE users SET password_hash = :password_hash, updated_at = :now WHERE id = :user_id AND active;

-- name: insert_session(user_id, password_hash, token_hash, address, browser, now, expires_at)!
-- Whoever changes the password or disables the user ends the sessions that there are, so none may be opened beside that.
INSERT INTO sessions (tenant_id, user_id, token_hash, address, browser, created_at, last_used_at, expires_at)
SELECT tenant_id, id, :token_hash, :address, :browser, :now::timestamptz, :now::timestamptz, :expires_at::timestamptz
FROM users WHERE id = :user_id AND password_hash = :password_hash AND active
FOR NO KEY UPDATE;

-- name: read_session(token_hash, now)
SELECT sessions.id AS session_id, sessions.last_used_at, users.id AS user_id, users.tenant_id, users.username,
       users.role, tenants.time_zone
FROM sessions
JOIN users ON users.id = sessions.user_id
JOIN tenants ON tenants.id = sessions.tenant_id
WHERE token_hash = :token_hash AND ended_at IS NULL AND expires_at > :now AND users.active;

-- name: touch_session(session_id, now)!
UPDATE sessions SET last_used_at = :now WHERE id = :session_id;

-- name: end_session(session_id, now)!
UPDATE sessions SET ended_at = :now WHERE id = :session_id AND ended_at IS NULL;

-- name: list_live_sessions(user_id, now, used_after)
SELECT id, address, browser, created_at, last_used_at FROM sessions
WHERE user_id = :user_id AND ended_at IS NULL AND expires_at > :now AND last_used_at > :used_after
ORDER BY last_used_at DESC, id DESC;

-- name: end_own_session(user_id, session_id, now)!
UPDATE sessions SET ended_at = :now WHERE id = :session_id AND user_id = :user_id AND ended_at IS NULL;

-- name: end_other_sessions(user_id, kept_id, now)!
UPDATE sessions SET ended_at = :now WHERE user_id = :user_id AND id <> :kept_id AND ended_at IS NULL;

-- name: delete_dead_sessions(before)!
DELETE FROM sessions WHERE expires_at < :before OR ended_at < :before;

-- name: read_throttle(subject)
SELECT failures, last_failed_at FROM throttles WHERE subject = :subject;

-- name: insert_throttle(subject, now)!
INSERT INTO throttles (subject, failures, last_failed_at) VALUES (:subject, 0, :now) ON CONFLICT (subject) DO NOTHING;

-- name: lock_throttle(subject)
SELECT failures, last_failed_at FROM throttles WHERE subject = :subject FOR UPDATE;

-- name: take_back_failure(subject, counted_at, last_failed_at)!
UPDATE throttles
SET failures = failures - 1,
    last_failed_at = CASE WHEN last_failed_at = :counted_at THEN :last_failed_at ELSE last_failed_at END
WHERE subject = :subject AND failures > 0;

-- name: count_failure(subject, now, forget_before)
INSERT INTO throttles (subject, failures, last_failed_at) VALUES (:subject, 1, :now)
ON CONFLICT (subject) DO UPDATE
SET failures = CASE WHEN throttles.last_failed_at < :forget_before THEN 1 ELSE throttles.failures + 1 END,
    last_failed_at = :now
RETURNING failures;

-- name: clear_throttle(subject)!
DELETE FROM throttles WHERE subject = :subject;

-- name: delete_old_throttles(before)!
DELETE FROM throttles WHERE last_failed_at < :before;

-- name: list_admins(tenant_id)
SELECT id, tenant_id, username, email, password_hash, role, active FROM users
WHERE tenant_id = :tenant_id AND role = 'admin' AND active
ORDER BY username;
