-- What items owe, and by which plan, to be counted anew.
-- $1 ids
-- > id
-- > version
-- > status
-- > kind
-- > channel
-- > type
-- > severity
-- > urgent
-- > accident
-- > personal_data
-- > confidential
-- > received_at
-- > transferred_at
-- > occurred_at
-- > sender_due
-- > wanted_by
-- > lead_department: its id
-- > merged_into
-- > windows: a json list of [window_row, steps to come, rungs to come, first level, repeat_us]
SELECT i.id, i.version, i.status, i.kind, i.channel, i.type, i.severity, i.urgent, i.accident,
       i.personal_data, i.confidential, i.received_at, i.transferred_at, i.occurred_at, i.sender_due,
       i.wanted_by, i.lead_department_id AS lead_department, i.merged_into,
       (SELECT json_agg(json_build_array(
                   window_row(w),
                   to_json(w.steps[w.next_step:]), to_json(w.rungs[w.next_step:]), w.first_level - w.next_step + 1,
                   (extract(epoch FROM w.repeat_every) * 1000000)::bigint) ORDER BY w.n)
        FROM response_window AS w
        WHERE w.item_id = i.id AND w.state IN ('open', 'paused')) AS windows
FROM item AS i
WHERE i.id = ANY ($1::bigint[])
