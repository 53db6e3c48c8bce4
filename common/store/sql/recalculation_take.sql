-- Takes some of the listed items for a while; whoever takes them and dies leaves them to others.
-- $1 limit
-- $2 seconds
-- > item_id
UPDATE recalculation_item AS r
SET taken_until = clock_timestamp() + $2::integer * interval '1 second'
WHERE r.item_id IN (
    SELECT t.item_id FROM recalculation_item AS t
    WHERE t.taken_until < clock_timestamp()
    ORDER BY t.item_id
    LIMIT $1::integer
    FOR UPDATE SKIP LOCKED)
RETURNING r.item_id
