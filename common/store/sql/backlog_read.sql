-- How far behind everything is, for the metrics. Each part looks at little, or at the edge of an
-- index, in its order, so that its limit bounds what it costs.
-- $1 limit: up to which is counted
-- $2 from: the moment before which no step waits; null if none is known
-- > steps: that should have fired and have not
-- > oldest_step: the moment of the oldest of them; null if there is none
-- > items: with an open window that is past its due time
-- > oldest_outbox: since when the oldest message waits; null if none does
SELECT late.steps, late.oldest_step,
       (SELECT count(*)
        FROM (SELECT
              FROM department AS d
              CROSS JOIN LATERAL (
                  SELECT FROM item
                  WHERE lead_department_id = d.id AND due_at < statement_timestamp()
                  ORDER BY lead_department_id, due_at
                  LIMIT $1) AS i
              LIMIT $1) AS late) AS items,
       (SELECT created_at FROM outbox WHERE delivered_at IS NULL ORDER BY id LIMIT 1) AS oldest_outbox
FROM (SELECT count(*) AS steps, min(next_at) AS oldest_step
      FROM (SELECT next_at
            FROM response_window
            WHERE state = 'open' AND next_at < statement_timestamp()
              AND next_at >= coalesce($2::timestamptz, '-infinity')
            ORDER BY next_at
            LIMIT $1::integer) AS late) AS late
