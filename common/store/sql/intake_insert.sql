-- Logs a batch of items, each with its windows, its events and its idempotency key.
-- $1 items: json, as store/intake_row.c renders it, like the next
-- $2 windows
-- $3 version: of the reference data by which the due times were computed
-- > id: the item's number, as given
-- > outcome: created; stale, where the version has moved on; taken, where the key was there before
-- > recorded_at: of a created item
WITH fence AS MATERIALIZED (
    SELECT WHERE data_version_holds($3::bigint)
),
input AS MATERIALIZED (
    SELECT *
    FROM json_to_recordset($1::json) AS r (
        id bigint, ref text, kind text, status text, channel text, source text, type text, severity text,
        urgent boolean, accident boolean, personal_data boolean, anonymous boolean,
        confidential boolean, drill boolean, title text, content text, urls text[], tags text[],
        external_ref text, received_at timestamptz, transferred_at timestamptz,
        occurred_at timestamptz, sender_due timestamptz, wanted_by timestamptz, details json,
        contact bytea, contact_hash bytea, department smallint, support smallint[], token integer, actor text, due_at timestamptz,
        key bytea, body_hash bytea)
),
won AS (
    -- Sorted, so that batches which share keys wait for each other in one order.
    INSERT INTO idempotency_key (token_id, key, body_hash, item_id)
    SELECT token, key, body_hash, id
    FROM input
    WHERE key IS NOT NULL AND EXISTS (SELECT FROM fence)
    ORDER BY token, key
    ON CONFLICT DO NOTHING
    RETURNING item_id
),
fresh AS MATERIALIZED (
    SELECT *
    FROM input
    WHERE EXISTS (SELECT FROM fence) AND (key IS NULL OR id IN (SELECT item_id FROM won))
),
created AS (
    INSERT INTO item (
        id, ref, kind, status, channel, source, type, severity, urgent, accident, personal_data,
        anonymous, confidential, drill, title, content, urls, tags, external_ref, received_at, transferred_at,
        occurred_at, sender_due, wanted_by, details, contact, contact_hash, lead_department_id,
        created_by, due_at)
    SELECT id, ref, kind, status, channel, source, type, severity, urgent, accident, personal_data,
           anonymous, confidential, drill, title, content, urls, tags, external_ref, received_at,
           transferred_at, occurred_at, sender_due, wanted_by, details, contact, contact_hash,
           department, token, due_at
    FROM fresh
    RETURNING id, recorded_at
),
supporting AS (
    INSERT INTO item_department (item_id, department_id, received_at, due_at)
    SELECT id, unnest(support), received_at, due_at FROM fresh WHERE support IS NOT NULL
),
opened AS (
    INSERT INTO response_window (
        item_id, n, stage, rule_id, department_id, kind, drill, opened_at, starts_at, clock,
        rule_due_at, due_at, last_day, provisional, data_version, state, steps, rungs, first_level,
        levels_before, repeat_every, next_step, next_at, answered_at, recorded_at, answer)
    SELECT f.id, w.n, w.stage, w.rule, f.department, f.kind, f.drill, w.opened_at, w.starts_at,
           w.clock, w.rule_due_at, w.due_at, w.last_day, w.provisional, $3, w.state, w.steps, w.rungs,
           w.first_level, w.levels_before, w.repeat_us * interval '1 microsecond', 1,
           CASE WHEN w.state = 'open' AND w.next_at IS NOT NULL
                THEN greatest(w.next_at, c.recorded_at) END,
           w.answered_at, CASE WHEN w.state IN ('met', 'late') THEN c.recorded_at END,
           w.answer
    FROM json_to_recordset($2::json) AS w (
             item bigint, n smallint, stage text, rule integer, opened_at timestamptz, starts_at timestamptz,
             clock json, rule_due_at timestamptz, due_at timestamptz, last_day date, provisional boolean,
             state text, steps timestamptz[], rungs smallint[], first_level smallint,
             levels_before smallint, repeat_us bigint, next_at timestamptz,
             answered_at timestamptz, answer json)
    JOIN fresh AS f ON f.id = w.item
    JOIN created AS c ON c.id = w.item
    RETURNING item_id, n, state
),
noted AS (
    INSERT INTO item_event (item_id, type, actor, n)
    SELECT id, 'registered', actor, NULL FROM fresh
    UNION ALL
    SELECT o.item_id, CASE o.state WHEN 'void' THEN 'voided' ELSE 'fulfilled' END, f.actor, o.n
    FROM opened AS o JOIN fresh AS f ON f.id = o.item_id
    WHERE o.state <> 'open'
)
SELECT i.id,
       CASE WHEN c.id IS NOT NULL THEN 'created'
            WHEN EXISTS (SELECT FROM fence) THEN 'taken'
            ELSE 'stale' END AS outcome,
       c.recorded_at
FROM input AS i LEFT JOIN created AS c ON c.id = i.id
