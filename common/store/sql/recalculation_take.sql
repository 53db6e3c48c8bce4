-- Takes a part of what is listed for a while; whoever takes it and dies leaves it to others.
-- $1 id: only its own parts, since others may have been listed for newer data than the caller counts by
-- $2 seconds
-- > part
-- > item_id
WITH taken AS (
    UPDATE recalculation_part
    SET taken_until = clock_timestamp() + $2::integer * interval '1 second'
    WHERE id = (
        SELECT id FROM recalculation_part
        WHERE recalculation = $1::bigint
          AND (taken_until < clock_timestamp()
               -- The clock was set back since.
               OR taken_until > clock_timestamp() + $2::integer * interval '1 second')
        ORDER BY id
        LIMIT 1
        FOR UPDATE SKIP LOCKED)
    RETURNING id, item_ids
)
SELECT t.id AS part, unnest(t.item_ids) AS item_id FROM taken AS t
