-- Changes one rule; the windows that it governs are to be counted anew. No row: there is none, or it
-- is not of that version any more.
-- $1 id
-- $2 version: that the client saw; null for any
-- $3 unit
-- $4 amount
-- $5 day_end
-- $6 extension
-- $7 valid_from: null for open
-- $8 valid_to: null for open
-- $9 calendar
-- $10 chain
-- $11 why
-- $12 actor
-- > version: of the reference data
-- > recalculation
-- > rule_version
WITH put AS (
    UPDATE window_rule
    SET unit = $3::text, amount = $4::integer, day_end = $5::text, extension = $6::integer,
        valid_from = $7::date, valid_to = $8::date, calendar = $9::text, chain = $10::text,
        version = version + 1
    WHERE id = $1::integer AND ($2::integer IS NULL OR version = $2)
    RETURNING id, code, stage, version
),
raised AS (
    UPDATE data_version SET version = version + 1, changed_at = clock_timestamp()
    WHERE EXISTS (SELECT FROM put)
    RETURNING version
)
INSERT INTO recalculation (version, why, actor)
SELECT r.version, format('rule %s, %s: %s', p.code, p.stage, $11::text), $12::text
FROM raised AS r, put AS p
RETURNING version, id AS recalculation, (SELECT p.version FROM put AS p) AS rule_version
