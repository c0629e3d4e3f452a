-- name: end_password_links(user_id, now)!
UPDATE password_links SET ended_at = :now WHERE user_id = :user_id AND ended_at IS NULL;

-- name: insert_password_link(tenant_id, user_id, purpose, seed, token_hash, now, expires_at)
INSERT INTO password_links (tenant_id, user_id, purpose, seed, token_hash, created_at, expires_at)
VALUES (:tenant_id, :user_id, :purpose, :seed, :token_hash, :now, :expires_at)
RETURNING id;

-- name: read_live_link(token_hash, now)
SELECT links.id, links.tenant_id, links.user_id, links.purpose, links.seed, links.token_hash, links.expires_at,
       users.username, users.email, users.active
FROM password_links AS links JOIN users ON users.id = links.user_id
WHERE links.token_hash = :token_hash AND links.ended_at IS NULL AND links.expires_at > :now AND users.active;

-- name: read_link_to_mail(tenant_id, link_id, now)
SELECT links.id, links.tenant_id, links.user_id, links.purpose, links.seed, links.token_hash, links.expires_at,
       users.username, users.email, users.active
FROM password_links AS links JOIN users ON users.id = links.user_id
WHERE links.tenant_id = :tenant_id AND links.id = :link_id AND links.ended_at IS NULL AND links.expires_at > :now
      AND users.active AND users.email IS NOT NULL;

-- name: use_password_link(token_hash, now)!
UPDATE password_links SET ended_at = :now WHERE token_hash = :token_hash AND ended_at IS NULL AND expires_at > :now;

-- name: delete_old_password_links(before)!
DELETE FROM password_links WHERE expires_at < :before OR ended_at < :before;
