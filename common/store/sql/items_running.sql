-- The next items of which a window runs, in the order of the index on their due times.
-- $1 department: where the last page ended; null for the first
-- $2 due_at: there
-- $3 after: the item there
-- $4 limit
-- > id
-- > department: its id
-- > due_at
SELECT i.id, i.lead_department_id AS department, i.due_at
FROM item AS i
WHERE i.due_at IS NOT NULL
  AND (i.lead_department_id, i.due_at, i.id) >
      (coalesce($1::smallint, 0::smallint), coalesce($2::timestamptz, '-infinity'), coalesce($3::bigint, 0))
ORDER BY i.lead_department_id, i.due_at, i.id
LIMIT $4::integer
