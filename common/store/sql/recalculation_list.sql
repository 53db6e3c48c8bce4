-- Lists all items that owe something, for a recalculation that nobody has listed for yet.
-- $1 id
-- > listed: no row if somebody else has
WITH mine AS MATERIALIZED (
    SELECT id FROM recalculation WHERE id = $1::bigint AND listed IS NULL FOR UPDATE SKIP LOCKED
),
owing AS MATERIALIZED (
    SELECT item_id FROM response_window WHERE state = 'open' AND next_at IS NOT NULL
    UNION
    SELECT item_id FROM response_window
    WHERE state = 'paused' OR (state = 'open' AND next_at IS NULL)
),
put AS (
    INSERT INTO recalculation_item (item_id, taken_until)
    SELECT item_id, '-infinity' FROM owing WHERE EXISTS (SELECT FROM mine)
    ON CONFLICT (item_id) DO UPDATE SET taken_until = '-infinity'
)
UPDATE recalculation AS r
SET listed = (SELECT count(*) FROM owing)
WHERE r.id = (SELECT id FROM mine)
RETURNING r.listed
