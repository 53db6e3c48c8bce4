-- What falls due soon, for arming: what has come within the horizon since the frontier, and again
-- all that is due about now, since it may have been logged behind the frontier. What is overdue by
-- more than that is the sweep's, but for the first reading. One row of nulls if there is none, so
-- that the clock is always told.
-- $1 frontier: up to where the last reading armed; null for nowhere
-- $2 near_ms: before and after now
-- $3 horizon_ms
-- $4 near_limit
-- $5 far_limit
-- > now: the database's clock
-- > horizon: up to where this reading went
-- > is_far: beyond the frontier, where rows come in order
-- > id
-- > generation
-- > next_step
-- > next_at
WITH moment AS (
    SELECT statement_timestamp() AS now,
           statement_timestamp() - $2::integer * interval '1 millisecond' AS near_from,
           statement_timestamp() + $2::integer * interval '1 millisecond' AS near_to,
           statement_timestamp() + $3::integer * interval '1 millisecond' AS horizon
)
SELECT clock_timestamp() AS now, m.horizon, w.is_far, w.id, w.generation, w.next_step, w.next_at
FROM moment AS m
LEFT JOIN LATERAL (
    (SELECT false AS is_far, id, generation, next_step, next_at
     FROM response_window
     WHERE state = 'open' AND next_at IS NOT NULL AND next_at BETWEEN m.near_from AND m.near_to
     ORDER BY next_at
     LIMIT $4::integer)
    UNION ALL
    (SELECT true, id, generation, next_step, next_at
     FROM response_window
     WHERE state = 'open' AND next_at IS NOT NULL
       AND next_at > coalesce($1::timestamptz, '-infinity') AND next_at <= m.horizon
       AND NOT next_at BETWEEN m.near_from AND m.near_to
     ORDER BY next_at
     LIMIT $5::integer)
) AS w ON true
