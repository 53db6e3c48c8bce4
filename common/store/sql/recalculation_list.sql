-- Lists all items that owe something, for a recalculation that nobody has listed for yet, in the place
-- of what was listed for those before it.
-- $1 id
-- $2 size: items in a part
-- > listed: no row if somebody else has, or is at it
WITH mine AS MATERIALIZED (
    SELECT id FROM recalculation WHERE id = $1::bigint AND listed IS NULL FOR UPDATE SKIP LOCKED
),
owing AS MATERIALIZED (
    SELECT item_id FROM response_window WHERE state = 'open' AND next_at IS NOT NULL
    UNION
    SELECT item_id FROM response_window
    WHERE state = 'paused' OR (state = 'open' AND next_at IS NULL)
),
gone AS (
    DELETE FROM recalculation_part WHERE recalculation < $1 AND EXISTS (SELECT FROM mine)
),
put AS (
    INSERT INTO recalculation_part (recalculation, item_ids)
    SELECT $1, array_agg(o.item_id ORDER BY o.item_id)
    FROM (SELECT item_id, (row_number() OVER (ORDER BY item_id) - 1) / $2::integer AS part FROM owing) AS o
    WHERE EXISTS (SELECT FROM mine)
    GROUP BY o.part
)
UPDATE recalculation AS r
SET listed = (SELECT count(*) FROM owing)
WHERE r.id = (SELECT id FROM mine)
RETURNING r.listed
