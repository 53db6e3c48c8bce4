-- How the open windows stand, by department, stage and level reached; drills left out.
-- $1 soon_hours: what is due within them counts as due soon
-- > now
-- > department: its id
-- > stage
-- > level
-- > open
-- > due_soon
-- > overdue
-- > oldest_due_at: of the overdue
WITH moment AS (SELECT statement_timestamp() AS now),
counted AS (
    SELECT w.department_id, w.stage, w.level, count(*) AS open,
           count(*) FILTER (WHERE w.due_at >= m.now
                            AND w.due_at < m.now + $1::integer * interval '1 hour') AS due_soon,
           count(*) FILTER (WHERE w.due_at < m.now) AS overdue,
           min(w.due_at) FILTER (WHERE w.due_at < m.now) AS oldest_due_at
    FROM response_window AS w, moment AS m
    WHERE w.state = 'open' AND NOT w.drill
    GROUP BY w.department_id, w.stage, w.level
)
SELECT m.now, c.department_id AS department, c.stage, c.level, c.open, c.due_soon, c.overdue, c.oldest_due_at
FROM moment AS m
LEFT JOIN counted AS c ON true
ORDER BY c.department_id, c.stage, c.level
