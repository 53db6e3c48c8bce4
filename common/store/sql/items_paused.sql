-- The next items of which no window runs but one stands still.
-- $1 after: where the last page ended
-- $2 limit
-- > id
SELECT DISTINCT w.item_id AS id
FROM response_window AS w JOIN item AS i ON i.id = w.item_id
WHERE w.state = 'paused' AND i.due_at IS NULL AND w.item_id > $1::bigint
ORDER BY id
LIMIT $2::integer
