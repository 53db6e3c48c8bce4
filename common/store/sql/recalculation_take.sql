-- Takes some of the listed items for a while; whoever takes them and dies leaves them to others.
-- $1 limit
-- $2 seconds
-- > item_id
-- Chosen once and found by their places: joined, they might be chosen anew for each row, where the
-- table's statistics are older than the list.
UPDATE recalculation_item AS r
SET taken_until = clock_timestamp() + $2::integer * interval '1 second'
WHERE r.ctid = ANY (ARRAY (
    SELECT t.ctid FROM recalculation_item AS t
    WHERE t.taken_until < clock_timestamp()
    ORDER BY t.item_id
    LIMIT $1::integer
    FOR UPDATE SKIP LOCKED))
RETURNING r.item_id
