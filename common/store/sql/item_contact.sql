-- The sealed contact of an item; that it was looked at becomes an event of the item.
-- $1 id
-- $2 department: the reader's; null for all
-- $3 actor
-- > contact
WITH seen AS (
    SELECT i.id, i.contact
    FROM item AS i
    WHERE i.id = $1::bigint AND i.contact IS NOT NULL
      AND ($2::smallint IS NULL OR i.lead_department_id = $2
           OR EXISTS (SELECT FROM item_department AS x
                      WHERE x.item_id = i.id AND x.department_id = $2))
),
noted AS (
    INSERT INTO item_event (item_id, type, actor) SELECT id, 'contact_viewed', $3::text FROM seen
)
SELECT contact FROM seen
