-- Makes a calendar in which Monday to Friday are worked, or gives one that there is another zone or
-- another close of business.
-- $1 calendar
-- $2 zone
-- $3 closes_at: minutes from midnight
-- $4 actor
-- > version
-- > recalculation
WITH put AS (
    INSERT INTO calendar (name, zone, closes_at)
    VALUES ($1::text, $2::text, make_time($3::integer / 60, $3 % 60, 0))
    ON CONFLICT (name) DO UPDATE SET zone = excluded.zone, closes_at = excluded.closes_at
    RETURNING name
),
raised AS (
    UPDATE data_version SET version = version + 1, changed_at = clock_timestamp()
    WHERE EXISTS (SELECT FROM put)
    RETURNING version
)
INSERT INTO recalculation (version, why, actor)
SELECT r.version, format('calendar %s: zone %s', $1, $2), $4::text FROM raised AS r
RETURNING version, id AS recalculation
