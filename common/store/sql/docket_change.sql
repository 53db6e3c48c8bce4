-- Stores what an action made of dockets: items, windows, windows that opened, events. Each group of
-- items changes whole or not at all: if the reference data, an item's version or one of its windows
-- is no longer as it was read, nothing of the group is stored. What was merged into a changed item
-- follows it.
-- $1 version: of the reference data by which it was worked out
-- $2 moment: now, as the caller believes; its deeds were judged by it
-- $3 actor
-- $4 items: json, as store/docket.c renders it, like the next three
-- $5 windows: those that changed, with the generation, level, step and state that were read
-- $6 opened
-- $7 events
-- > id: of the item
-- > outcome: changed; outdated, where the reference data has moved on; moved_on, where the item or a
--   window has; clock, where the caller's clock is wrong
-- > now
WITH fence AS MATERIALIZED (
    SELECT WHERE data_version_holds($1::bigint)
),
asked AS MATERIALIZED (
    SELECT *
    FROM json_to_recordset($4::json) AS r (
        id bigint, team integer, version integer, status text, due_at timestamptz,
        department smallint, severity text, merged_into bigint)
),
held AS MATERIALIZED (
    SELECT i.id, i.kind, i.drill, i.merged_into
    FROM asked AS a JOIN item AS i ON i.id = a.id AND i.version = a.version
    WHERE EXISTS (SELECT FROM fence)
    ORDER BY i.id
    FOR UPDATE OF i
),
wanted AS MATERIALIZED (
    SELECT *
    FROM json_to_recordset($5::json) AS r (
        id bigint, item_id bigint, generation_read integer, level_read smallint, step_read integer, state_read text,
        state text, rule integer, department smallint, starts_at timestamptz, clock json,
        rule_due_at timestamptz, due_at timestamptz, last_day date, provisional boolean,
        generation integer, held boolean, acknowledged boolean, answered_at timestamptz, answer json,
        steps timestamptz[], rungs smallint[], first_level smallint, levels_before smallint,
        repeat_us bigint, next_at timestamptz)
),
locked AS MATERIALIZED (
    SELECT w.id, w.item_id
    FROM wanted AS c
    JOIN response_window AS w
      ON w.id = c.id AND w.generation = c.generation_read AND w.level = c.level_read
     AND w.state = c.state_read AND (c.steps IS NULL OR w.next_step = c.step_read)
    WHERE w.item_id IN (SELECT id FROM held)
    ORDER BY w.id
    FOR UPDATE OF w
),
-- Taken when all locks are.
moment AS MATERIALIZED (
    SELECT count(*) AS rows, clock_timestamp() AS now
    FROM (SELECT id FROM held UNION ALL SELECT id FROM locked) AS taken
),
teams AS MATERIALIZED (
    SELECT a.team
    FROM asked AS a
    LEFT JOIN held AS h ON h.id = a.id
    LEFT JOIN (SELECT item_id, count(*) AS windows FROM wanted GROUP BY item_id) AS n ON n.item_id = a.id
    LEFT JOIN (SELECT item_id, count(*) AS windows FROM locked GROUP BY item_id) AS g ON g.item_id = a.id
    GROUP BY a.team
    HAVING bool_and(h.id IS NOT NULL AND coalesce(n.windows, 0) = coalesce(g.windows, 0))
),
good AS MATERIALIZED (
    SELECT a.*, h.kind, h.drill, h.merged_into AS merged_before, m.now
    FROM asked AS a JOIN teams AS t ON t.team = a.team JOIN held AS h ON h.id = a.id, moment AS m
    WHERE m.now BETWEEN $2::timestamptz - interval '3 seconds' AND $2 + interval '3 seconds'
),
raised AS (
    UPDATE item AS i
    SET version = i.version + 1, status = g.status, due_at = g.due_at,
        lead_department_id = g.department, severity = g.severity, merged_into = g.merged_into
    FROM good AS g
    WHERE i.id = g.id
),
supported AS (
    UPDATE item_department AS d
    SET due_at = g.due_at
    FROM good AS g
    WHERE d.item_id = g.id AND d.due_at IS DISTINCT FROM g.due_at
),
-- An answer is of now at the latest, and judged as such.
changed AS (
    UPDATE response_window AS w
    SET state = CASE WHEN c.answered_at > g.now AND g.now <= c.due_at THEN 'met' ELSE c.state END,
        rule_id = c.rule, department_id = c.department, starts_at = c.starts_at,
        clock = c.clock, rule_due_at = c.rule_due_at, due_at = c.due_at, last_day = c.last_day,
        provisional = c.provisional, generation = c.generation, held = c.held,
        acknowledged = c.acknowledged, answer = c.answer,
        answered_at = CASE WHEN c.answered_at <= g.now THEN c.answered_at
                           WHEN c.answered_at IS NOT NULL THEN g.now END,
        recorded_at = CASE WHEN c.answered_at IS NULL THEN NULL
                           WHEN c.state_read = c.state THEN w.recorded_at
                           ELSE g.now END,
        data_version = CASE WHEN c.steps IS NULL THEN w.data_version ELSE $1 END,
        steps = coalesce(c.steps, w.steps), rungs = coalesce(c.rungs, w.rungs),
        first_level = coalesce(c.first_level, w.first_level),
        levels_before = coalesce(c.levels_before, w.levels_before),
        repeat_every = CASE WHEN c.steps IS NULL THEN w.repeat_every
                            ELSE c.repeat_us * interval '1 microsecond' END,
        next_step = CASE WHEN c.steps IS NULL THEN w.next_step ELSE 1 END,
        next_at = CASE WHEN c.state <> 'open' OR c.held THEN NULL
                       WHEN c.steps IS NULL THEN w.next_at
                       WHEN c.next_at IS NOT NULL THEN greatest(c.next_at, g.now) END
    FROM wanted AS c JOIN good AS g ON g.id = c.item_id
    WHERE w.id = c.id
    RETURNING w.id, w.item_id, w.n, w.stage, w.state, c.state_read, w.answered_at, w.answer, g.now
),
opened AS (
    INSERT INTO response_window (
        item_id, n, stage, rule_id, department_id, kind, drill, opened_at, starts_at, clock,
        rule_due_at, due_at, last_day, provisional, data_version, state, steps, rungs, first_level,
        levels_before, repeat_every, next_step, held, next_at)
    SELECT g.id, o.n, o.stage, o.rule, o.department, g.kind, g.drill, o.opened_at, o.starts_at,
           o.clock, o.rule_due_at, o.due_at, o.last_day, o.provisional, $1, o.state, o.steps,
           o.rungs, o.first_level, o.levels_before, o.repeat_us * interval '1 microsecond', 1,
           o.held,
           CASE WHEN o.state = 'open' AND NOT o.held AND o.next_at IS NOT NULL
                THEN greatest(o.next_at, g.now) END
    FROM json_to_recordset($6::json) AS o (
             item_id bigint, n smallint, stage text, rule integer, department smallint,
             opened_at timestamptz, starts_at timestamptz, clock json, rule_due_at timestamptz,
             due_at timestamptz, last_day date, provisional boolean, state text, held boolean,
             steps timestamptz[], rungs smallint[], first_level smallint, levels_before smallint,
             repeat_us bigint, next_at timestamptz)
    JOIN good AS g ON g.id = o.item_id
),
-- What is merged into them, and not reopened meanwhile.
children AS MATERIALIZED (
    SELECT i.id, i.merged_into
    FROM item AS i
    WHERE i.merged_into IN (SELECT id FROM good)
    ORDER BY i.id
    FOR UPDATE
),
-- A merged window ends, and begins again, with the one that carries it, and is judged by its own time.
-- It is not void while its stage is owed by another window, as where what had followed an answer is
-- void since that was a mistake.
carried AS (
    UPDATE response_window AS w
    SET state = CASE WHEN c.state IN ('open', 'paused') THEN 'merged'
                     WHEN c.state = 'void' THEN 'void'
                     WHEN c.answered_at <= w.due_at THEN 'met'
                     ELSE 'late' END,
        answered_at = c.answered_at,
        recorded_at = CASE WHEN c.answered_at IS NOT NULL THEN c.now END,
        answer = CASE WHEN c.state IN ('open', 'paused') THEN NULL
                      WHEN c.answer ->> 'carried_by' IS NOT NULL THEN c.answer
                      ELSE json_build_object('carried_by', p.ref, 'n', c.n) END
    FROM changed AS c
    JOIN item AS p ON p.id = c.item_id
    JOIN children AS i ON i.merged_into = p.id
    WHERE c.state <> c.state_read AND w.item_id = i.id AND w.stage = c.stage
      AND (w.state = 'merged' AND c.state IN ('met', 'late')
           OR w.state = 'merged' AND c.state = 'void' AND NOT EXISTS (
                  SELECT FROM response_window AS o LEFT JOIN changed AS n ON n.id = o.id
                  WHERE o.item_id = p.id AND o.stage = c.stage
                    AND coalesce(n.state, o.state) IN ('open', 'paused'))
           OR c.state IN ('open', 'paused') AND w.answer ->> 'carried_by' = p.ref
              AND (w.answer ->> 'n')::integer = c.n)
    RETURNING w.id, w.item_id, w.n, w.state
),
-- What an item carried follows it into another.
followers AS (
    SELECT i.id, g.merged_into AS parent
    FROM good AS g JOIN children AS i ON i.merged_into = g.id
    WHERE g.merged_into IS DISTINCT FROM g.merged_before AND g.merged_into IS NOT NULL
),
settled AS (
    UPDATE item AS i
    SET version = i.version + 1,
        merged_into = coalesce(f.parent, i.merged_into),
        status = CASE r.is_carried WHEN true THEN 'merged' WHEN false THEN 'concluded' ELSE i.status END
    FROM (
        SELECT k.item_id,
               bool_or(k.state = 'merged') OR EXISTS (
                   SELECT FROM response_window AS w
                   WHERE w.item_id = k.item_id AND w.state = 'merged'
                     AND w.id NOT IN (SELECT id FROM carried)) AS is_carried
        FROM carried AS k
        GROUP BY k.item_id
    ) AS r
    FULL JOIN followers AS f ON f.id = r.item_id
    WHERE i.id = coalesce(r.item_id, f.id)
),
noted AS (
    INSERT INTO item_event (item_id, type, actor, n, data)
    SELECT e.item_id, e.type, $3::text, e.n, e.data
    FROM json_to_recordset($7::json) AS e (
             item_id bigint, type text, n smallint, data json, told boolean)
    JOIN good AS g ON g.id = e.item_id
    UNION ALL
    SELECT k.item_id, CASE WHEN k.state = 'merged' THEN 'reopened' ELSE 'fulfilled' END, $3, k.n, NULL
    FROM carried AS k
    RETURNING id, data
),
told AS (
    INSERT INTO outbox (event_id) SELECT id FROM noted WHERE data ->> 'told_at_once' = 'true'
)
SELECT a.id,
       CASE WHEN g.id IS NOT NULL THEN 'changed'
            WHEN NOT EXISTS (SELECT FROM fence) THEN 'outdated'
            WHEN t.team IS NOT NULL THEN 'clock'
            ELSE 'moved_on' END AS outcome,
       m.now
FROM asked AS a CROSS JOIN moment AS m
LEFT JOIN good AS g ON g.id = a.id
LEFT JOIN teams AS t ON t.team = a.team
