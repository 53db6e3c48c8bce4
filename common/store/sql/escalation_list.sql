-- A page of escalations, newest first, and the place from which new ones can be followed. One
-- row of nulls if there is none.
-- $1 department
-- $2 level
-- $3 stage
-- $4 before: the escalation where the last page ended; null for the newest
-- $5 limit
-- > place
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
WITH here AS MATERIALIZED (
    SELECT escalation_place() AS place
)
SELECT here.place, e.id, e.item_id, e.n, e.stage, e.step, e.kind,
       e.level, e.generation, e.drill, e.department_id AS department, e.due_at, e.planned_at, e.fired_at
FROM here
LEFT JOIN LATERAL (
    SELECT e.*, w.n
    FROM escalation AS e
    JOIN response_window AS w ON w.id = e.window_id
    WHERE ($1::smallint IS NULL OR e.department_id = $1)
      AND ($2::smallint IS NULL OR e.level = $2)
      AND ($3::text IS NULL OR e.stage = $3)
      AND ($4::bigint IS NULL OR e.id < $4)
    ORDER BY e.id DESC
    LIMIT $5::integer
) AS e ON true
ORDER BY e.id DESC
