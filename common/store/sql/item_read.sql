-- Items with their windows, each if its reader may see it.
-- $1 ids
-- $2 departments: whose items each reader may see; null for all
-- $3 tokens: whose items each reader may see; null for all
-- > n: which of the ids, from 1
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
-- > urls: a json list
-- > tags: a json list
-- > external_ref
-- > received_at
-- > transferred_at
-- > occurred_at
-- > sender_due
-- > wanted_by
-- > details: json
-- > recorded_at
-- > has_contact
-- > lead_department
-- > support_departments: a json list
-- > merged_into
-- > version
-- > windows: a json list of window_row
SELECT a.n, r.*
FROM unnest($1::bigint[], $2::smallint[], $3::integer[])
         WITH ORDINALITY AS a (id, department, token, n)
CROSS JOIN LATERAL (
    SELECT i.id, i.kind, i.status, i.channel, i.source, i.type, i.severity, i.urgent, i.accident,
           i.personal_data, i.anonymous, i.confidential, i.drill, i.title, i.content,
           to_json(i.urls) AS urls, to_json(i.tags) AS tags, i.external_ref, i.received_at,
           i.transferred_at, i.occurred_at, i.sender_due, i.wanted_by, i.details, i.recorded_at,
           i.contact IS NOT NULL AS has_contact, i.lead_department_id AS lead_department,
           (SELECT json_agg(x.department_id ORDER BY x.department_id)
            FROM item_department AS x WHERE x.item_id = i.id) AS support_departments,
           i.merged_into, i.version,
           (SELECT json_agg(window_row(w) ORDER BY w.n)
            FROM response_window AS w WHERE w.item_id = i.id) AS windows
    FROM item AS i
    WHERE i.id = a.id
      AND (a.department IS NULL OR i.lead_department_id = a.department
           OR EXISTS (SELECT FROM item_department AS x
                      WHERE x.item_id = i.id AND x.department_id = a.department))
      AND (a.token IS NULL OR i.created_by = a.token)
    OFFSET 0) AS r
