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
),
-- Most are behind the place, and are read in order from there. Those before it that had not committed
-- yet are found by their transactions.
behind AS (
    SELECT e.id
    FROM escalation AS e, bound AS b
    WHERE e.id > greatest(escalation_place_id($4::text), $6::bigint)
      AND e.id <= escalation_place_id(b.upto)
      AND pg_visible_in_snapshot(e.xid, escalation_place_snapshot(b.upto))
      AND ($1::smallint IS NULL OR e.department_id = $1)
      AND ($2::smallint IS NULL OR e.level = $2)
      AND ($3::text IS NULL OR e.stage = $3)
    ORDER BY e.id
    LIMIT $7::integer
),
before AS MATERIALIZED (
    SELECT e.id, e.xid, e.department_id, e.level, e.stage
    FROM escalation AS e
    WHERE e.xid >= pg_snapshot_xmin(escalation_place_snapshot($4))
      AND NOT pg_visible_in_snapshot(e.xid, escalation_place_snapshot($4))
      AND e.id > $6
      AND e.id <= escalation_place_id($4)
),
page AS (
    SELECT id FROM behind
    UNION ALL
    SELECT e.id
    FROM before AS e, bound AS b
    WHERE pg_visible_in_snapshot(e.xid, escalation_place_snapshot(b.upto))
      AND e.id <= escalation_place_id(b.upto)
      AND ($1 IS NULL OR e.department_id = $1)
      AND ($2 IS NULL OR e.level = $2)
      AND ($3 IS NULL OR e.stage = $3)
    ORDER BY id
    LIMIT $7
)
SELECT b.upto AS place, e.id, e.item_id, w.n, e.stage, e.step, e.kind, e.level,
       e.generation, e.drill, e.department_id AS department, e.due_at, e.planned_at, e.fired_at
FROM bound AS b
LEFT JOIN (page AS p
           JOIN escalation AS e ON e.id = p.id
           JOIN response_window AS w ON w.id = e.window_id) ON true
ORDER BY e.id
