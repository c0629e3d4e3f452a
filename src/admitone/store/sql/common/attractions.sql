-- name: list_attractions(tenant_id, active_only)
SELECT id, name, odoo_product_code, supplier, categories, age_groups, has_time_slots, extraction_patterns, notes,
       active, created_at, updated_at
FROM attractions
WHERE tenant_id = :tenant_id AND (active OR NOT :active_only::boolean)
ORDER BY id;

-- Active ones first, then by name; the row of the last one of a page says where the next begins.

-- name: page_attractions(tenant_id, text_like, after_id, limit)
SELECT id, name, odoo_product_code, supplier, categories, age_groups, has_time_slots, extraction_patterns, notes,
       active, created_at, updated_at
FROM attractions
WHERE tenant_id = :tenant_id
      AND (:text_like::text IS NULL OR LOWER(name) LIKE :text_like::text ESCAPE '!'
           OR LOWER(odoo_product_code) LIKE :text_like::text ESCAPE '!'
           OR LOWER(supplier) LIKE :text_like::text ESCAPE '!')
      AND (:after_id::bigint IS NULL OR (NOT active, LOWER(name), id) > (
          SELECT NOT last.active, LOWER(last.name), last.id FROM attractions AS last
          WHERE last.tenant_id = :tenant_id AND last.id = :after_id::bigint))
ORDER BY NOT active, LOWER(name), id
LIMIT :limit;

-- name: read_attraction(tenant_id, attraction_id)
SELECT id, name, odoo_product_code, supplier, categories, age_groups, has_time_slots, extraction_patterns, notes,
       active, created_at, updated_at
FROM attractions
WHERE tenant_id = :tenant_id AND id = :attraction_id;

-- name: insert_attraction(tenant_id, name, odoo_product_code, supplier, categories, age_groups, has_time_slots, notes, now)
INSERT INTO attractions (tenant_id, name, odoo_product_code, supplier, categories, age_groups, has_time_slots, notes,
                         created_at, updated_at)
VALUES (:tenant_id, :name, :odoo_product_code, :supplier, :categories, :age_groups, :has_time_slots, :notes,
        :now, :now)
RETURNING id, name, odoo_product_code, supplier, categories, age_groups, has_time_slots, extraction_patterns, notes,
          active, created_at, updated_at;

-- name: update_attraction(tenant_id, attraction_id, name, odoo_product_code, supplier, categories, age_groups, has_time_slots, notes, active, now)
UPDATE attractions
SET name = :name, odoo_product_code = :odoo_product_code, supplier = :supplier, categories = :categories,
    age_groups = :age_groups, has_time_slots = :has_time_slots, notes = :notes, active = :active, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :attraction_id
RETURNING id, name, odoo_product_code, supplier, categories, age_groups, has_time_slots, extraction_patterns, notes,
          active, created_at, updated_at;

-- name: deactivate_attraction(tenant_id, attraction_id, now)!
UPDATE attractions SET active = FALSE, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :attraction_id AND active;

-- name: save_extraction_patterns(tenant_id, attraction_id, patterns, now)!
UPDATE attractions SET extraction_patterns = :patterns, updated_at = :now
WHERE tenant_id = :tenant_id AND id = :attraction_id;
