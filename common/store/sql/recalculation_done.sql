-- Strikes a part off the list, but for what is to be looked at again, and adds to what the
-- recalculation has moved; it is finished with the last part, and so are those before it.
-- $1 id
-- $2 part: null if there was none to take
-- $3 left: its items that somebody else has changed meanwhile
-- $4 moved
-- $5 held
-- > finished
WITH gone AS (
    DELETE FROM recalculation_part
    WHERE (id = $2::bigint AND $3::bigint[] = '{}') OR recalculation < $1::bigint
),
shortened AS (
    UPDATE recalculation_part SET item_ids = $3, taken_until = '-infinity'
    WHERE id = $2 AND $3 <> '{}'
),
remaining AS MATERIALIZED (
    SELECT EXISTS (
        SELECT FROM recalculation_part
        WHERE recalculation >= $1 AND (id IS DISTINCT FROM $2 OR $3 <> '{}')
    ) AS are_there
)
UPDATE recalculation AS r
SET moved = r.moved + CASE WHEN r.id = $1 THEN $4::integer ELSE 0 END,
    held = r.held + CASE WHEN r.id = $1 THEN $5::integer ELSE 0 END,
    listed = coalesce(r.listed, 0),
    finished_at = CASE WHEN m.are_there THEN NULL ELSE clock_timestamp() END
FROM remaining AS m
WHERE r.id <= $1 AND r.finished_at IS NULL
RETURNING r.finished_at IS NOT NULL AS finished
