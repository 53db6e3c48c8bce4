-- One item with its windows, if the reader may see it.
-- $1 id
-- $2 department: whose items the reader may see; null for all
-- $3 token: whose items the reader may see; null for all
-- > id
-- > kind
-- > status
-- > channel
-- > source
-- > type
-- > severity
-- > urgent
-- > accident
-- > personal_data
-- > anonymous
-- > confidential
-- > drill
-- > title
-- > content
-- > urls
-- > tags
-- > external_ref
-- > received_at
-- > transferred_at
-- > occurred_at
-- > sender_due
-- > recorded_at
-- > has_contact
-- > lead_department
-- > support_departments
-- > version
-- > windows: a json list
SELECT i.id, i.kind, i.status, i.channel, i.source, i.type, i.severity, i.urgent, i.accident, i.personal_data,
       i.anonymous, i.confidential, i.drill, i.title, i.content, to_json(i.urls) AS urls,
       to_json(i.tags) AS tags, i.external_ref, i.received_at, i.transferred_at, i.occurred_at,
       i.sender_due, i.recorded_at, i.contact IS NOT NULL AS has_contact,
       d.code AS lead_department,
       (SELECT json_agg(s.code ORDER BY s.id)
        FROM item_department AS x JOIN department AS s ON s.id = x.department_id
        WHERE x.item_id = i.id) AS support_departments,
       i.version,
       (SELECT json_agg(json_build_array(
                   w.n, w.stage, r.code, instant_us(w.starts_at), instant_us(w.rule_due_at),
                   instant_us(w.due_at), w.last_day - DATE '1970-01-01', w.provisional, w.state,
                   w.level, r.legal_zh, r.legal_en, instant_us(w.answered_at),
                   instant_us(w.recorded_at), w.answer) ORDER BY w.n)
        FROM response_window AS w JOIN window_rule AS r ON r.id = w.rule_id
        WHERE w.item_id = i.id) AS windows
FROM item AS i JOIN department AS d ON d.id = i.lead_department_id
WHERE i.id = $1::bigint
  AND ($2::smallint IS NULL OR i.lead_department_id = $2
       OR EXISTS (SELECT FROM item_department AS x
                  WHERE x.item_id = i.id AND x.department_id = $2))
  AND ($3::integer IS NULL OR i.created_by = $3)
