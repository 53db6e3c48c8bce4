-- What falls due soon, for arming: all that is due within near, and what has come within horizon
-- since the frontier. One row of nulls if there is none, so that the clock is always told.
-- $1 frontier: up to where the last reading armed; null for nowhere
-- $2 near_ms
-- $3 horizon_ms
-- $4 limit
-- > now: the database's clock
-- > horizon: up to where this reading went
-- > id
-- > generation
-- > next_step
-- > next_at
WITH moment AS (
    SELECT statement_timestamp() AS now,
           statement_timestamp() + $2::integer * interval '1 millisecond' AS near,
           statement_timestamp() + $3::integer * interval '1 millisecond' AS horizon
)
SELECT clock_timestamp() AS now, m.horizon, w.id, w.generation, w.next_step, w.next_at
FROM moment AS m
LEFT JOIN LATERAL (
    SELECT id, generation, next_step, next_at
    FROM response_window
    WHERE state = 'open' AND next_at IS NOT NULL AND next_at <= m.horizon
      AND (next_at <= m.near OR next_at > coalesce($1::timestamptz, '-infinity'))
    ORDER BY next_at
    LIMIT $4::integer
) AS w ON true
