-- name: list_cart_steps(tenant_id, cart_reference)
SELECT action, old_status, new_status, user_id, details, created_at, COUNT(*) AS sales
FROM audit_entries
WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference AND entity_type = 'SALE'
GROUP BY action, old_status, new_status, user_id, details, created_at
ORDER BY MIN(id);
