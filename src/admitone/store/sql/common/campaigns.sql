-- name: list_campaigns(tenant_id)
SELECT id, name, start_date, end_date, description, created_at, updated_at
FROM campaigns WHERE tenant_id = :tenant_id ORDER BY id;

-- name: page_campaigns(tenant_id, before_id, limit)
SELECT id, name, start_date, end_date, description, created_at, updated_at
FROM campaigns WHERE tenant_id = :tenant_id AND (:before_id::bigint IS NULL OR id < :before_id::bigint)
ORDER BY id DESC LIMIT :limit;

-- name: read_campaign(tenant_id, campaign_id)
SELECT id, name, start_date, end_date, description, created_at, updated_at
FROM campaigns WHERE tenant_id = :tenant_id AND id = :campaign_id;

-- name: insert_campaign(tenant_id, name, start_date, end_date, description, now)
INSERT INTO campaigns (tenant_id, name, start_date, end_date, description, created_at, updated_at)
VALUES (:tenant_id, :name, :start_date, :end_date, :description, :now, :now)
RETURNING id, name, start_date, end_date, description, created_at, updated_at;

-- name: update_campaign(tenant_id, campaign_id, name, start_date, end_date, description, now)
UPDATE campaigns
SET name = :name, start_date = :start_date, end_date = :end_date, description = :description, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :campaign_id
RETURNING id, name, start_date, end_date, description, created_at, updated_at;
