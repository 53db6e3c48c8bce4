-- A page of the escalations that were not there at a place of the feed, oldest first. A row that
-- commits late is not skipped, because snapshots are compared and not ids alone. One row of nulls if
-- there is none.
-- $1 department
-- $2 level
-- $3 stage
-- $4 since: the place that the reader has come to
-- $5 upto: the place up to which this round of pages reads; null to take it now
-- $6 after: the escalation where the last page of the round ended
-- $7 limit
-- > place: up to which this round reads
-- > id
-- > item_id
-- > n
-- > stage
-- > step
-- > kind
-- > level
-- > generation
-- > drill
-- > department: its id
-- > due_at
-- > planned_at
-- > fired_at
WITH bound AS MATERIALIZED (
    SELECT coalesce($5::text, escalation_place()) AS upto
)
SELECT b.upto AS place, e.id, e.item_id, e.n, e.stage, e.step, e.kind, e.level,
       e.generation, e.drill, e.department_id AS department, e.due_at, e.planned_at, e.fired_at
FROM bound AS b
LEFT JOIN LATERAL (
    SELECT e.*, w.n
    FROM escalation AS e
    JOIN response_window AS w ON w.id = e.window_id
    WHERE (e.id > escalation_place_id($4::text)
           OR (e.xid >= pg_snapshot_xmin(escalation_place_snapshot($4::text))
               AND NOT pg_visible_in_snapshot(e.xid, escalation_place_snapshot($4::text))))
      AND e.id <= escalation_place_id(b.upto)
      AND pg_visible_in_snapshot(e.xid, escalation_place_snapshot(b.upto))
      AND ($1::smallint IS NULL OR e.department_id = $1)
      AND ($2::smallint IS NULL OR e.level = $2)
      AND ($3::text IS NULL OR e.stage = $3)
      AND e.id > $6::bigint
    ORDER BY e.id
    LIMIT $7::integer
) AS e ON true
ORDER BY e.id
