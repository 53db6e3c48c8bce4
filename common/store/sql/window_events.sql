-- What happened to one window of an item, oldest first.
-- $1 item
-- $2 n
-- $3 limit
-- > id
-- > at
-- > type
-- > actor
-- > data: json
SELECT e.id, e.at, e.type, e.actor, e.data
FROM item_event AS e
WHERE e.item_id = $1::bigint AND e.n = $2::smallint
ORDER BY e.id
LIMIT $3::integer
