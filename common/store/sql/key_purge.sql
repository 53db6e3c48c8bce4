-- Forgets idempotency keys that are older than they are kept for, a bounded number at a time.
-- $1 hours
-- $2 limit
-- > purged
WITH old AS (
    SELECT ctid FROM idempotency_key
    WHERE created_at < statement_timestamp() - $1::integer * interval '1 hour'
    ORDER BY created_at
    LIMIT $2::integer
),
gone AS (
    DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(SELECT ctid FROM old)) RETURNING 1
)
SELECT count(*) AS purged FROM gone
