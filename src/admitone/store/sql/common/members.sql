-- The people of one tenant, as its admins look after them. '!' is no password: nobody can sign in with it.

-- name: list_members(tenant_id)
SELECT users.id, username, email, role, active, password_hash <> '!' AS has_password, users.created_at,
       (SELECT MAX(last_used_at) FROM sessions WHERE sessions.user_id = users.id) AS last_seen_at,
       (SELECT MAX(expires_at) FROM password_links WHERE password_links.user_id = users.id AND ended_at IS NULL)
           AS link_expires_at
FROM users WHERE tenant_id = :tenant_id
ORDER BY active DESC, username;

-- name: read_member(tenant_id, user_id)
SELECT users.id, username, email, role, active, password_hash <> '!' AS has_password, users.created_at,
       (SELECT MAX(last_used_at) FROM sessions WHERE sessions.user_id = users.id) AS last_seen_at,
       (SELECT MAX(expires_at) FROM password_links WHERE password_links.user_id = users.id AND ended_at IS NULL)
           AS link_expires_at
FROM users WHERE tenant_id = :tenant_id AND id = :user_id;

-- name: lock_members(tenant_id, user_id)
-- Whoever changes an admin holds all of them, in one order: two who disable each other come one after the other.
SELECT id, role, active FROM users
WHERE tenant_id = :tenant_id AND (id = :user_id OR (role = 'admin' AND active))
ORDER BY id
FOR UPDATE;

-- name: disable_member(tenant_id, user_id, now)!
UPDATE users SET active = FALSE, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :user_id AND active
      AND (role <> 'admin' OR EXISTS (
          SELECT 1 FROM users AS other
          WHERE other.tenant_id = :tenant_id AND other.id <> :user_id AND other.role = 'admin' AND other.active
                AND other.password_hash <> '!'
      ));

-- name: enable_member(tenant_id, user_id, now)!
UPDATE users SET active = TRUE, updated_at = :now WHERE tenant_id = :tenant_id AND id = :user_id AND NOT active;

-- name: change_role(tenant_id, user_id, role, now)!
UPDATE users SET role = :role, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :user_id AND role <> :role
      AND (role <> 'admin' OR NOT active OR EXISTS (
          SELECT 1 FROM users AS other
          WHERE other.tenant_id = :tenant_id AND other.id <> :user_id AND other.role = 'admin' AND other.active
                AND other.password_hash <> '!'
      ));

-- name: change_email(tenant_id, user_id, email, now)!
UPDATE users SET email = :email, updated_at = :now WHERE tenant_id = :tenant_id AND id = :user_id;
