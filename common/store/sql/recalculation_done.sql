-- Strikes items off the list, leaves others to whoever comes next, and adds to what the recalculation has moved; it is finished with the
-- last of them, and so are those before it.
-- $1 id
-- $2 items
-- $3 moved
-- $4 held
-- $5 left
-- > finished
WITH gone AS (
    DELETE FROM recalculation_item WHERE item_id = ANY ($2::bigint[]) RETURNING item_id
),
left_over AS (
    UPDATE recalculation_item SET taken_until = '-infinity' WHERE item_id = ANY ($5::bigint[])
),
remaining AS MATERIALIZED (
    SELECT EXISTS (
        SELECT FROM recalculation_item WHERE item_id <> ALL ($2::bigint[])
    ) AS are_there, (SELECT count(*) FROM gone) AS gone
)
UPDATE recalculation AS r
SET moved = r.moved + CASE WHEN r.id = $1::bigint THEN $3::integer ELSE 0 END,
    held = r.held + CASE WHEN r.id = $1 THEN $4::integer ELSE 0 END,
    listed = coalesce(r.listed, 0),
    finished_at = CASE WHEN m.are_there THEN NULL ELSE clock_timestamp() END
FROM remaining AS m
WHERE r.id <= $1 AND r.finished_at IS NULL
RETURNING r.finished_at IS NOT NULL AS finished
