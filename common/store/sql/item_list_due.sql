-- A page of items, those with an open window, soonest due first, without their content.
-- $1 kind
-- $2 status
-- $3 department: leading or supporting
-- $4 stage: of an open window
-- $5 overdue: only with an open window past its due moment
-- $6 due_before
-- $7 received_from
-- $8 received_before
-- $9 reader's department; null for all
-- $10 reader's token; null for all
-- $11 after_due: where the last page ended
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
SELECT i.id, i.kind, i.status, i.channel, i.type, i.severity, i.urgent, i.drill, i.title,
       i.received_at, i.recorded_at, i.due_at, i.lead_department_id AS lead_department,
       (SELECT json_agg(json_build_array(w.n, w.stage, instant_us(w.due_at), w.state, w.level)
                        ORDER BY w.n)
        FROM response_window AS w WHERE w.item_id = i.id) AS windows
FROM item AS i
WHERE (i.due_at IS NOT NULL
  AND ($12::bigint IS NULL OR (i.due_at, i.id) > ($11::timestamptz, $12)))
  AND ($1::text IS NULL OR i.kind = $1)
  AND ($2::text IS NULL OR i.status = $2)
  AND ($3::smallint IS NULL OR i.lead_department_id = $3
       OR EXISTS (SELECT FROM item_department AS x WHERE x.item_id = i.id AND x.department_id = $3))
  AND ($4::text IS NULL
       OR EXISTS (SELECT FROM response_window AS w
                  WHERE w.item_id = i.id AND w.state = 'open' AND w.stage = $4
                    AND (NOT coalesce($5::boolean, false) OR w.due_at < statement_timestamp())))
  AND (NOT coalesce($5::boolean, false) OR i.due_at < statement_timestamp())
  AND ($6::timestamptz IS NULL OR i.due_at < $6)
  AND ($7::timestamptz IS NULL OR i.received_at >= $7)
  AND ($8::timestamptz IS NULL OR i.received_at < $8)
  AND ($9::smallint IS NULL OR i.lead_department_id = $9
       OR EXISTS (SELECT FROM item_department AS x WHERE x.item_id = i.id AND x.department_id = $9))
  AND ($10::integer IS NULL OR i.created_by = $10)
  AND ($11::timestamptz IS NULL OR true)
ORDER BY i.due_at, i.id
LIMIT $13::integer
