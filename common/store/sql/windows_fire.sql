-- Fires the next step of each window that still stands as it was claimed, is open and is due by
-- the database's clock, and with it each step whose moment has passed as well: advances it to the
-- step after, records the escalations, the events and what is to be told. A warning that is more
-- than 5 s late gives way to a later step whose moment has passed.
-- $1 windows: their ids
-- $2 generations
-- $3 steps: the next step that was claimed of each
-- > id
-- > position: among the claimed, from 1 on
-- > outcome: fired; stale, which will never fire; early, which is not due yet; skipped, which
--   another transaction holds
-- > fired: how many of its steps
-- > generation: of a fired or early one, as are the next
-- > next_step
-- > next_at: null if nothing follows
WITH claimed AS MATERIALIZED (
    SELECT *
    FROM unnest($1::bigint[], $2::integer[], $3::integer[])
        WITH ORDINALITY AS c (id, generation, step, position)
),
-- A look-up by id for each, whatever PostgreSQL believes of the table: joined, or asked for open
-- ones, of which there is an index, it would read all of these for each of a batch while its
-- statistics are older than a sudden crowd of them.
held AS MATERIALIZED (
    SELECT w.*, clock_timestamp() AS now
    FROM (SELECT * FROM claimed ORDER BY id) AS c
    CROSS JOIN LATERAL (
        SELECT id, item_id, n, department_id, stage, drill, due_at, state, generation, steps, rungs,
               first_level, levels_before, repeat_every, next_step, next_at
        FROM response_window
        WHERE id = c.id AND generation = c.generation AND next_step = c.step
          AND next_at <= clock_timestamp()
        OFFSET 0
        FOR UPDATE SKIP LOCKED) AS w
    WHERE w.state = 'open'
),
due AS MATERIALIZED (
    SELECT h.*, f.step, t.till, cardinality(h.steps) AS last
    FROM held AS h,
         LATERAL (SELECT CASE WHEN h.next_step < h.first_level
                              THEN (SELECT coalesce(min(g) FILTER (WHERE h.steps[g] > h.now - interval '5 s'), max(g))
                                    FROM generate_series(h.next_step::integer, h.first_level::integer) AS g
                                    WHERE h.steps[g] <= h.now)
                              ELSE h.next_step END AS step) AS f,
         LATERAL (SELECT CASE WHEN h.steps[f.step + 1] <= h.now
                              THEN (SELECT max(g) FROM generate_series(f.step, cardinality(h.steps)) AS g
                                    WHERE h.steps[g] <= h.now)
                              ELSE f.step END AS till) AS t
),
-- A repeat whose moment has passed comes at once, and its moment is now: whoever looks for what is
-- overdue need not look far behind.
advanced AS (
    UPDATE response_window AS w
    SET next_step = d.till + 1,
        level = CASE WHEN d.till BETWEEN d.first_level AND d.last
                     THEN d.levels_before + d.till - d.first_level + 1
                     ELSE w.level END,
        next_at = CASE WHEN m.moment IS NOT NULL THEN greatest(m.moment, d.now) END
    FROM due AS d, LATERAL (
        SELECT CASE WHEN d.till < d.last THEN d.steps[d.till + 1]
                    WHEN d.till = d.last THEN greatest(d.steps[d.last], d.due_at) + d.repeat_every
                    WHEN d.next_at + d.repeat_every > d.now THEN d.next_at + d.repeat_every
                    ELSE d.now + d.repeat_every END AS moment) AS m
    WHERE w.id = d.id
    RETURNING w.id, d.next_step AS claimed, d.till - d.step + 1 AS fired, w.generation, w.next_step,
              w.next_at
),
recorded AS (
    INSERT INTO escalation (
        window_id, generation, step, kind, level, rung, item_id, department_id, stage, drill,
        due_at, planned_at)
    SELECT d.id, d.generation, s.step, s.what,
           CASE s.what WHEN 'level' THEN d.levels_before + s.step - d.first_level + 1 ELSE 0 END,
           d.rungs[least(s.step, d.last + 1)], d.item_id, d.department_id, d.stage, d.drill, d.due_at,
           CASE s.what WHEN 'repeat' THEN d.next_at ELSE d.steps[s.step] END
    FROM due AS d, LATERAL (
        SELECT g AS step, CASE WHEN g < d.first_level THEN 'warning'
                               WHEN g <= d.last THEN 'level'
                               ELSE 'repeat' END AS what
        FROM generate_series(d.step, d.till) AS g) AS s
    ORDER BY d.id, s.step
    RETURNING id, item_id, window_id, kind, level
),
told AS (
    INSERT INTO outbox (escalation_id) SELECT id FROM recorded
),
noted AS (
    INSERT INTO item_event (item_id, type, actor, n, data)
    SELECT r.item_id, 'escalated', 'worker', d.n,
           json_build_object('escalation', r.id, 'kind', r.kind, 'level', r.level)
    FROM recorded AS r JOIN due AS d ON d.id = r.window_id
    ORDER BY r.id
)
SELECT c.id,
       c.position,
       CASE WHEN a.id IS NOT NULL THEN 'fired'
            WHEN w.next_at > statement_timestamp() THEN 'early'
            WHEN w.id IS NOT NULL THEN 'skipped'
            ELSE 'stale' END AS outcome,
       coalesce(a.fired, 0) AS fired,
       coalesce(a.generation, w.generation) AS generation,
       coalesce(a.next_step, w.next_step) AS next_step,
       CASE WHEN a.id IS NULL THEN w.next_at ELSE a.next_at END AS next_at
FROM claimed AS c
LEFT JOIN advanced AS a ON a.id = c.id AND a.generation = c.generation AND a.claimed = c.step
LEFT JOIN LATERAL (
    SELECT id, state, generation, next_step, next_at
    FROM response_window
    WHERE id = c.id AND generation = c.generation AND next_step = c.step AND next_at IS NOT NULL
    OFFSET 0) AS w ON w.state = 'open'
