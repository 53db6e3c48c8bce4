-- What happened to an item, oldest first, if the reader may see it; one row of nulls if it has no
-- more, none if there is no such item.
-- $1 id
-- $2 department: the reader's; null for all
-- $3 token: the reader's; null for all
-- $4 after: the event where the last page ended
-- $5 limit
-- > id
-- > at
-- > type
-- > actor
-- > n
-- > data
SELECT e.id, e.at, e.type, e.actor, e.n, e.data
FROM item AS i
LEFT JOIN LATERAL (
    SELECT * FROM item_event AS v
    WHERE v.item_id = i.id AND v.id > $4::bigint
    ORDER BY v.id
    LIMIT $5::integer
) AS e ON true
WHERE i.id = $1::bigint
  AND ($2::smallint IS NULL OR i.lead_department_id = $2
       OR EXISTS (SELECT FROM item_department AS x
                  WHERE x.item_id = i.id AND x.department_id = $2))
  AND ($3::integer IS NULL OR i.created_by = $3)
ORDER BY e.id
