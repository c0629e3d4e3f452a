-- name: list_audit(tenant_id, entity_type, entity_id, action, cart_reference, user_id, created_from, created_to, before_id, limit)
SELECT id, entity_type, entity_id, action, old_status, new_status, cart_reference, user_id, details, created_at
FROM audit_entries
WHERE tenant_id = :tenant_id
      AND (:entity_type::text IS NULL OR entity_type = :entity_type::text)
      AND (:entity_id::bigint IS NULL OR entity_id = :entity_id::bigint)
      AND (:action::text IS NULL OR action = :action::text)
      AND (:cart_reference::text IS NULL OR cart_reference = :cart_reference::text)
      AND (:user_id::text IS NULL OR user_id = :user_id::text)
      AND (:created_from::timestamptz IS NULL OR created_at >= :created_from::timestamptz)
      AND (:created_to::timestamptz IS NULL OR created_at < :created_to::timestamptz)
      AND (:before_id::bigint IS NULL OR id < :before_id::bigint)
ORDER BY id DESC
LIMIT :limit;
