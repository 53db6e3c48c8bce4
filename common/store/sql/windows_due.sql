-- What falls due soon, for arming: what has come within the horizon beyond the frontier, in order of
-- moment and id, since any number may share a moment; and again all that is due about now behind
-- the frontier, since it may have been logged there. What is overdue by more than that is the
-- sweep's, but for the first reading. One row of nulls if there is none, so that the clock is always
-- told.
-- $1 frontier: the moment up to which the last reading armed; null for nowhere
-- $2 frontier_id: and the last window of that moment
-- $3 near_ms: before and after now
-- $4 horizon_ms
-- $5 near_limit
-- $6 far_limit
-- > now: the database's clock
-- > horizon: up to where this reading went
-- > is_far: beyond the frontier, where rows come in order
-- > id
-- > generation
-- > next_step
-- > next_at
WITH moment AS (
    SELECT statement_timestamp() - $3::integer * interval '1 millisecond' AS near_from,
           statement_timestamp() + $3::integer * interval '1 millisecond' AS near_to,
           statement_timestamp() + $4::integer * interval '1 millisecond' AS horizon,
           coalesce($1::timestamptz, '-infinity') AS frontier
)
SELECT clock_timestamp() AS now, m.horizon, w.is_far, w.id, w.generation, w.next_step, w.next_at
FROM moment AS m
LEFT JOIN LATERAL (
    (SELECT false AS is_far, id, generation, next_step, next_at
     FROM response_window
     WHERE state = 'open' AND next_at IS NOT NULL
       AND next_at BETWEEN m.near_from AND least(m.near_to, m.frontier)
     ORDER BY next_at
     LIMIT $5::integer)
    UNION ALL
    (SELECT true, id, generation, next_step, next_at
     FROM response_window
     WHERE state = 'open' AND next_at IS NOT NULL
       AND (next_at, id) > (m.frontier, $2::bigint) AND next_at <= m.horizon
     ORDER BY next_at, id
     LIMIT $6::integer)
) AS w ON true
