-- What should have fired a while ago, straight from the truth, in order of moment and id.
-- $1 late_ms: how long ago at least
-- $2 limit
-- $3 after: a moment, and only what comes behind it; null for all
-- $4 after_id: and this window of that moment
-- > id
-- > generation
-- > next_step
-- > next_at
SELECT id, generation, next_step, next_at
FROM response_window
WHERE state = 'open' AND next_at < statement_timestamp() - $1::integer * interval '1 millisecond'
  AND (next_at, id) > (coalesce($3::timestamptz, '-infinity'), $4::bigint)
ORDER BY next_at, id
LIMIT $2::integer
