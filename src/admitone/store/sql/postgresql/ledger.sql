-- name: append_ledger(tenant_ids, ticket_ids, ticket_uids, turns, kind, holders, now, salts, digests, levels, positions, hashes, old_size, new_size, frontier)!
WITH recorded AS (
    INSERT INTO ledger_records (position, tenant_id, ticket_id, ticket_uid, turn, kind, holder, recorded_at, salt,
                                digest)
    SELECT :old_size::bigint + place - 1, tenant_id, ticket_id, ticket_uid, turn, :kind::text, holder,
           :now::timestamptz, salt, digest
    FROM unnest(:tenant_ids::bigint[], :ticket_ids::bigint[], :ticket_uids::text[], :turns::bigint[], :holders::text[],
                :salts::bytea[], :digests::bytea[])
         WITH ORDINALITY AS leaves (tenant_id, ticket_id, ticket_uid, turn, holder, salt, digest, place)
), completed AS (
    INSERT INTO ledger_nodes (level, position, hash)
    SELECT * FROM unnest(:levels::integer[], :positions::bigint[], :hashes::bytea[])
)
UPDATE ledger_head
SET size = :new_size::bigint, frontier = :frontier::bytea, begun_at = COALESCE(begun_at, :now::timestamptz)
WHERE id = 1 AND size = :old_size::bigint;
