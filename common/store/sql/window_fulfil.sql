-- Closes one window with its answer. What is late is decided here, by the database's clock, after
-- every window of the item is locked: an answer that waited behind a firing is judged by the
-- moment it got through.
-- $1 id: the item's
-- $2 n
-- $3 department: the reader's; null for all
-- $4 version: that the client saw; null for any
-- $5 answered_at: null for now; a client's clock may run 5 seconds ahead, which counts as now, and
--   tell whole seconds only
-- $6 is_proven: a reviewer and a proof are given
-- $7 answer: json
-- $8 actor
-- > verdict: fulfilled, already, changed, in_future, too_early, late_entry, no_window
WITH holder AS MATERIALIZED (
    SELECT i.id, i.version
    FROM item AS i
    WHERE i.id = $1::bigint
      AND ($3::smallint IS NULL OR i.lead_department_id = $3
           OR EXISTS (SELECT FROM item_department AS x
                      WHERE x.item_id = i.id AND x.department_id = $3))
    FOR UPDATE
),
held AS MATERIALIZED (
    SELECT w.id, w.n, w.state, w.starts_at, w.due_at
    FROM response_window AS w
    WHERE w.item_id = (SELECT id FROM holder)
    ORDER BY w.id
    FOR UPDATE
),
moment AS MATERIALIZED (
    SELECT count(*) AS windows, clock_timestamp() AS now FROM held
),
judged AS MATERIALIZED (
    SELECT h.id, h.due_at, m.now, least($5::timestamptz, m.now) AS answered_at,
           CASE WHEN h.id IS NULL THEN 'no_window'
                WHEN h.state <> 'open' THEN 'already'
                WHEN p.version <> $4::integer THEN 'changed'
                WHEN $5 > m.now + interval '5 seconds' THEN 'in_future'
                WHEN $5 < date_trunc('second', h.starts_at) THEN 'too_early'
                WHEN m.now - $5 > interval '10 minutes' AND NOT $6::boolean THEN 'late_entry'
                ELSE 'fulfilled' END AS verdict
    FROM holder AS p CROSS JOIN moment AS m LEFT JOIN held AS h ON h.n = $2::smallint
),
closed AS (
    UPDATE response_window AS w
    SET state = CASE WHEN j.answered_at <= j.due_at THEN 'met' ELSE 'late' END,
        next_at = NULL, answered_at = j.answered_at, recorded_at = j.now, answer = $7::json
    FROM judged AS j
    WHERE w.id = j.id AND j.verdict = 'fulfilled'
    RETURNING w.id, w.item_id, w.n
),
raised AS (
    UPDATE item AS i
    SET version = i.version + 1,
        due_at = rest.due_at,
        status = CASE WHEN rest.due_at IS NULL THEN 'concluded' ELSE i.status END
    FROM closed AS c,
         LATERAL (SELECT min(h.due_at) AS due_at FROM held AS h
                  WHERE h.state = 'open' AND h.id <> c.id) AS rest
    WHERE i.id = c.item_id
),
noted AS (
    INSERT INTO item_event (item_id, type, actor, n) SELECT item_id, 'fulfilled', $8::text, n FROM closed
)
SELECT verdict FROM judged
