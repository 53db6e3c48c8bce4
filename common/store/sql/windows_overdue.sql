-- What should have fired a while ago, straight from the truth.
-- $1 late_ms: how long ago at least
-- $2 limit
-- > id
-- > generation
-- > next_step
-- > next_at
SELECT id, generation, next_step, next_at
FROM response_window
WHERE state = 'open' AND next_at < statement_timestamp() - $1::integer * interval '1 millisecond'
ORDER BY next_at
LIMIT $2::integer
