-- name: note_downloads(ids, now)!
INSERT INTO ticket_downloads (tenant_id, ticket_id, cart_reference, downloaded_at)
SELECT tenant_id, id, cart_reference, :now::timestamptz FROM tickets
WHERE id = ANY(:ids::bigint[]) AND cart_reference IS NOT NULL;

-- name: list_cart_downloads(tenant_id, cart_reference, limit)
SELECT downloaded_at, COUNT(*) AS tickets, MIN(ticket_id) AS ticket_id
FROM ticket_downloads
WHERE tenant_id = :tenant_id AND cart_reference = :cart_reference
GROUP BY downloaded_at
ORDER BY downloaded_at DESC
LIMIT :limit;
