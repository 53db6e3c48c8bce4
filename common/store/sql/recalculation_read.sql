-- How far a recalculation has come.
-- $1 id
-- > id
-- > version
-- > why
-- > actor
-- > created_at
-- > listed
-- > remaining
-- > moved
-- > held
-- > finished_at
SELECT r.id, r.version, r.why, r.actor, r.created_at, r.listed,
       CASE WHEN r.finished_at IS NULL THEN (SELECT coalesce(sum(cardinality(item_ids)), 0) FROM recalculation_part) ELSE 0 END AS remaining,
       r.moved, r.held, r.finished_at
FROM recalculation AS r
WHERE r.id = $1::bigint
