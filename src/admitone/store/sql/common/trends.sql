-- name: find_first_quarter(tenant_id)
SELECT MIN(quarter_hour) AS quarter_hour FROM (
    SELECT MIN(quarter_hour) AS quarter_hour FROM sold_totals WHERE tenant_id = :tenant_id
    UNION ALL
    SELECT MIN(quarter_hour) AS quarter_hour FROM sold_changes WHERE tenant_id = :tenant_id
) AS counted;
