-- name: list_batches(tenant_id, attraction_id)
SELECT batches.id, attraction_id, campaign_id, original_id, state, file_name, supplier_reference,
       purchase_price_total_minor, purchase_price_per_ticket_minor, purchase_currency, default_selling_price_minor,
       selling_currency, notes, total_tickets, pages_total, pages_done, failure, report, batches.created_at,
       batches.updated_at, originals.object_key
FROM batches LEFT JOIN originals ON originals.id = batches.original_id
WHERE batches.tenant_id = :tenant_id AND (:attraction_id::bigint IS NULL OR attraction_id = :attraction_id::bigint)
ORDER BY batches.id;

-- name: page_batches(tenant_id, attraction_id, before_id, limit)
SELECT batches.id, attraction_id, campaign_id, original_id, state, file_name, supplier_reference,
       purchase_price_total_minor, purchase_price_per_ticket_minor, purchase_currency, default_selling_price_minor,
       selling_currency, notes, total_tickets, pages_total, pages_done, failure, report, batches.created_at,
       batches.updated_at, originals.object_key
FROM batches LEFT JOIN originals ON originals.id = batches.original_id
WHERE batches.tenant_id = :tenant_id AND (:attraction_id::bigint IS NULL OR attraction_id = :attraction_id::bigint)
      AND (:before_id::bigint IS NULL OR batches.id < :before_id::bigint)
ORDER BY batches.id DESC
LIMIT :limit;

-- name: list_file_names(tenant_id, ids)
SELECT id, file_name FROM batches WHERE tenant_id = :tenant_id AND id = ANY(:ids::bigint[]);

-- name: read_batch(tenant_id, batch_id)
SELECT batches.id, attraction_id, campaign_id, original_id, state, file_name, supplier_reference,
       purchase_price_total_minor, purchase_price_per_ticket_minor, purchase_currency, default_selling_price_minor,
       selling_currency, notes, total_tickets, pages_total, pages_done, failure, report, batches.created_at,
       batches.updated_at, originals.object_key
FROM batches LEFT JOIN originals ON originals.id = batches.original_id
WHERE batches.tenant_id = :tenant_id AND batches.id = :batch_id;

-- name: insert_batch(tenant_id, attraction_id, campaign_id, original_id, state, file_name, supplier_reference, purchase_price_total_minor, purchase_price_per_ticket_minor, purchase_currency, default_selling_price_minor, selling_currency, notes, pages_total, created_by, now)
INSERT INTO batches (tenant_id, attraction_id, campaign_id, original_id, state, file_name, supplier_reference,
                     purchase_price_total_minor, purchase_price_per_ticket_minor, purchase_currency,
                     default_selling_price_minor, selling_currency, notes, pages_total, created_by, created_at,
                     updated_at)
VALUES (:tenant_id, :attraction_id, :campaign_id, :original_id, :state, :file_name, :supplier_reference,
        :purchase_price_total_minor, :purchase_price_per_ticket_minor, :purchase_currency,
        :default_selling_price_minor, :selling_currency, :notes, :pages_total, :created_by, :now, :now)
RETURNING id;

-- name: finish_batch(tenant_id, batch_id, total_tickets, purchase_price_total_minor, purchase_price_per_ticket_minor, report, now)!
UPDATE batches
SET state = 'READY', total_tickets = :total_tickets, pages_done = pages_total, report = :report,
    purchase_price_total_minor = :purchase_price_total_minor,
    purchase_price_per_ticket_minor = :purchase_price_per_ticket_minor, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :batch_id AND state = 'INGESTING';

-- name: fail_batch(tenant_id, batch_id, failure, report, now)!
UPDATE batches SET state = 'FAILED', failure = :failure, report = :report, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :batch_id AND state = 'INGESTING';

-- name: note_progress(tenant_id, batch_id, pages_done, report, now)!
UPDATE batches SET pages_done = :pages_done, report = :report, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :batch_id AND state = 'INGESTING';

-- name: update_batch_report(tenant_id, batch_id, total_tickets, report, now)!
UPDATE batches SET total_tickets = :total_tickets, report = :report, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :batch_id;

-- name: lock_batch(tenant_id, batch_id)
SELECT id FROM batches WHERE tenant_id = :tenant_id AND id = :batch_id FOR UPDATE;

-- name: delete_batch(tenant_id, batch_id)!
DELETE FROM batches WHERE tenant_id = :tenant_id AND id = :batch_id;

-- name: insert_original(tenant_id, sha256, object_key, byte_count, page_count, now)
INSERT INTO originals (tenant_id, sha256, object_key, byte_count, page_count, created_at)
VALUES (:tenant_id, :sha256, :object_key, :byte_count, :page_count, :now)
ON CONFLICT (tenant_id, sha256) DO UPDATE SET page_count = excluded.page_count
RETURNING id, object_key;

-- name: read_original(tenant_id, sha256)
SELECT id, object_key FROM originals WHERE tenant_id = :tenant_id AND sha256 = :sha256;

-- name: read_batch_of_file(tenant_id, attraction_id, sha256)
SELECT batches.id, batches.state
FROM batches JOIN originals ON originals.id = batches.original_id
WHERE batches.tenant_id = :tenant_id AND attraction_id = :attraction_id AND sha256 = :sha256 AND state <> 'FAILED';

-- name: list_known_objects(object_keys)
SELECT object_key FROM originals WHERE object_key = ANY(:object_keys::text[]);

-- name: lock_original(tenant_id, original_id)
SELECT id FROM originals WHERE tenant_id = :tenant_id AND id = :original_id FOR UPDATE;

-- name: delete_unused_original(tenant_id, original_id)
DELETE FROM originals
WHERE tenant_id = :tenant_id AND id = :original_id
      AND NOT EXISTS (SELECT 1 FROM batches WHERE batches.original_id = originals.id)
RETURNING object_key;

-- name: read_idempotency_key(tenant_id, operation, idempotency_key)
SELECT fingerprint, result_id FROM idempotency_keys
WHERE tenant_id = :tenant_id AND operation = :operation AND idempotency_key = :idempotency_key;

-- name: insert_idempotency_key(tenant_id, operation, idempotency_key, fingerprint, result_id, now)!
INSERT INTO idempotency_keys (tenant_id, operation, idempotency_key, fingerprint, result_id, created_at)
VALUES (:tenant_id, :operation, :idempotency_key, :fingerprint, :result_id, :now);

-- name: delete_old_idempotency_keys(before)!
DELETE FROM idempotency_keys WHERE created_at < :before;

-- name: delete_idempotency_of(tenant_id, operation, result_id)!
DELETE FROM idempotency_keys WHERE tenant_id = :tenant_id AND operation = :operation AND result_id = :result_id;
