-- What a citizen may know of an item: nothing personal.
-- $1 id
-- > kind
-- > status
-- > received_at
-- > due_day: of the soonest open window
SELECT i.kind, i.status, i.received_at,
       (SELECT min(w.last_day) FROM response_window AS w
        WHERE w.item_id = i.id AND w.state = 'open') AS due_day
FROM item AS i
WHERE i.id = $1::bigint
