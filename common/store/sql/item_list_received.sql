-- A page of items, newest first, without their content. Each
-- department's items come in order from an index, those that it leads and those that it supports, and
-- are merged. A page of a department, or of all, is planned once; a search is planned at each run, so
-- that what it does not ask for costs nothing.
-- $1 kind
-- $2 status
-- $3 department: leading or supporting
-- $4 stage: of an open window
-- $5 overdue: only with an open window past its due moment
-- $6 due_before
-- $7 received_from
-- $8 received_before
-- $9 reader's department; null for all, and where it is $3
-- $10 reader's token; null for all
-- $11 after: where the last page ended
-- $12 after_id
-- $13 limit
-- > id
-- > kind
-- > status
-- > channel
-- > type
-- > severity
-- > urgent
-- > drill
-- > title
-- > received_at
-- > recorded_at
-- > due_at
-- > lead_department: its id
-- > windows: a json list
WITH page AS MATERIALIZED (
    SELECT p.id, p.received_at
    FROM department AS d CROSS JOIN LATERAL (
        SELECT i.id, i.received_at
        FROM item AS i
        WHERE i.lead_department_id = d.id
          AND ($9::smallint IS NULL OR i.lead_department_id = $9 OR EXISTS (
                  SELECT FROM item_department AS s WHERE s.item_id = i.id AND s.department_id = $9))
          AND (i.received_at, i.id) < (coalesce($11::timestamptz, 'infinity'), coalesce($12::bigint, 9223372036854775807))
          AND ($1::text IS NULL OR i.kind = $1)
          AND ($2::text IS NULL OR i.status = $2)
          AND ($4::text IS NULL OR EXISTS (
                  SELECT FROM response_window AS w
                  WHERE w.item_id = i.id AND w.state = 'open' AND w.stage = $4
                    AND (NOT $5::boolean OR w.due_at < statement_timestamp())))
          AND (NOT $5 OR i.due_at < statement_timestamp())
          AND ($6::timestamptz IS NULL OR i.due_at < $6)
          AND ($7::timestamptz IS NULL OR i.received_at >= $7)
          AND ($8::timestamptz IS NULL OR i.received_at < $8)
          AND ($10::integer IS NULL OR i.created_by = $10)
        ORDER BY i.received_at DESC, i.id DESC
        LIMIT $13::integer) AS p
    WHERE d.id = coalesce($3::smallint, d.id)
    UNION ALL
    SELECT p.id, p.received_at
    FROM (
        SELECT i.id, i.received_at
        FROM item_department AS s JOIN item AS i ON i.id = s.item_id
        WHERE s.department_id = $3 AND i.lead_department_id <> $3
          AND ($9::smallint IS NULL OR i.lead_department_id = $9 OR EXISTS (
                  SELECT FROM item_department AS x WHERE x.item_id = i.id AND x.department_id = $9))
          AND (s.received_at, s.item_id) < (coalesce($11::timestamptz, 'infinity'), coalesce($12::bigint, 9223372036854775807))
          AND ($1::text IS NULL OR i.kind = $1)
          AND ($2::text IS NULL OR i.status = $2)
          AND ($4::text IS NULL OR EXISTS (
                  SELECT FROM response_window AS w
                  WHERE w.item_id = i.id AND w.state = 'open' AND w.stage = $4
                    AND (NOT $5::boolean OR w.due_at < statement_timestamp())))
          AND (NOT $5 OR i.due_at < statement_timestamp())
          AND ($6::timestamptz IS NULL OR i.due_at < $6)
          AND ($7::timestamptz IS NULL OR i.received_at >= $7)
          AND ($8::timestamptz IS NULL OR i.received_at < $8)
          AND ($10::integer IS NULL OR i.created_by = $10)
        ORDER BY s.received_at DESC, s.item_id DESC
        LIMIT $13) AS p
    ORDER BY received_at DESC, id DESC
    LIMIT $13
)
SELECT i.id, i.kind, i.status, i.channel, i.type, i.severity, i.urgent, i.drill, i.title,
       i.received_at, i.recorded_at, i.due_at, i.lead_department_id AS lead_department,
       (SELECT json_agg(json_build_array(w.n, w.stage, instant_us(w.due_at), w.state, w.level))
        FROM (SELECT * FROM response_window AS w WHERE w.item_id = i.id ORDER BY w.n) AS w) AS windows
FROM page AS p JOIN item AS i ON i.id = p.id
ORDER BY p.received_at DESC, p.id DESC
