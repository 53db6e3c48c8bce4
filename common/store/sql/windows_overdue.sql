-- What should have fired a while ago, straight from the truth, in order of moment and id.
-- $1 late_ms: how long ago at least
-- $2 limit
-- $3 after: a moment, and only what comes behind it; null for all
-- $4 after_id: and this window of that moment
-- > id: null in a single row if there is none
-- > generation
-- > next_step
-- > next_at
-- > writing_since: since when the oldest transaction of the programs that writes has been at work,
--   and may commit what nobody sees yet, as while a standby is waited for; null if none is
SELECT w.*, a.writing_since
FROM (SELECT min(xact_start) AS writing_since
      FROM pg_stat_get_activity(NULL)
      WHERE backend_xid IS NOT NULL AND application_name LIKE 'huiying%') AS a
LEFT JOIN LATERAL (
    SELECT id, generation, next_step, next_at
    FROM response_window
    WHERE state = 'open' AND next_at < statement_timestamp() - $1::integer * interval '1 millisecond'
      AND (next_at, id) > (coalesce($3::timestamptz, '-infinity'), $4::bigint)
    ORDER BY next_at, id
    LIMIT $2::integer) AS w ON true
ORDER BY w.next_at, w.id
