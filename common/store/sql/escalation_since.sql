-- A page of the escalations that a snapshot did not show, oldest first. A row that commits late is
-- not skipped, because snapshots are compared and not ids. One row of nulls if there is none.
-- $1 department
-- $2 level
-- $3 stage
-- $4 since: the snapshot that the reader has seen
-- $5 upto: the snapshot up to which this round of pages reads; null to take one now
-- $6 after: the escalation where the last page of the round ended
-- $7 limit
-- > snapshot: up to which this round reads
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
    SELECT coalesce($5::text::pg_snapshot, pg_current_snapshot()) AS upto
)
SELECT b.upto::text AS snapshot, e.id, e.item_id, e.n, e.stage, e.step, e.kind, e.level,
       e.generation, e.drill, e.department_id AS department, e.due_at, e.planned_at, e.fired_at
FROM bound AS b
LEFT JOIN LATERAL (
    SELECT e.*, w.n
    FROM escalation AS e
    JOIN response_window AS w ON w.id = e.window_id
    WHERE e.xid >= pg_snapshot_xmin($4::text::pg_snapshot)
      AND NOT pg_visible_in_snapshot(e.xid, $4::text::pg_snapshot)
      AND pg_visible_in_snapshot(e.xid, b.upto)
      AND ($1::smallint IS NULL OR e.department_id = $1)
      AND ($2::smallint IS NULL OR e.level = $2)
      AND ($3::text IS NULL OR e.stage = $3)
      AND e.id > $6::bigint
    ORDER BY e.id
    LIMIT $7::integer
) AS e ON true
ORDER BY e.id
