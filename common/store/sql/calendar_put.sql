-- Puts one year of a calendar in the place of what was known of it; all that counts with it is to be
-- counted anew. No row: there is no such calendar. Nulls: somebody else changed the data while this
-- waited, and what that one put cannot be seen here, and so not be replaced.
-- $1 calendar
-- $2 year
-- $3 published
-- $4 notice
-- $5 days: json [{date, kind, name, notice}]
-- $6 actor
-- > version
-- > recalculation
WITH raised AS (
    UPDATE data_version SET version = version + 1, changed_at = clock_timestamp()
    WHERE EXISTS (SELECT FROM calendar WHERE name = $1::text)
      AND version = (SELECT version FROM data_version)
    RETURNING version
),
days AS MATERIALIZED (
    SELECT d.* FROM json_to_recordset($5::json) AS d (date date, kind text, name text, notice text), raised
),
put_year AS (
    INSERT INTO calendar_year (calendar, year, published, notice)
    SELECT $1, $2::integer, $3::boolean, $4::text FROM raised
    ON CONFLICT (calendar, year) DO UPDATE
    SET published = excluded.published, notice = excluded.notice
),
put_days AS (
    INSERT INTO calendar_day (calendar, date, kind, name, notice)
    SELECT $1, date, kind, name, coalesce(notice, $4) FROM days
    ON CONFLICT (calendar, date) DO UPDATE
    SET kind = excluded.kind, name = excluded.name, notice = excluded.notice
),
gone AS (
    DELETE FROM calendar_day AS c USING raised
    WHERE c.calendar = $1 AND extract(year FROM c.date) = $2
      AND NOT EXISTS (SELECT FROM days AS d WHERE d.date = c.date)
),
noted AS (
    INSERT INTO recalculation (version, why, actor)
    SELECT r.version, format('calendar %s, year %s: %s', $1, $2, $4), $6::text FROM raised AS r
    RETURNING version, id
)
SELECT n.version, n.id AS recalculation
FROM calendar AS c LEFT JOIN noted AS n ON true
WHERE c.name = $1
