-- The newest recalculation that is not finished, if there is one.
-- > id
-- > version
-- > why
-- > actor
-- > is_listed
SELECT r.id, r.version, r.why, r.actor, r.listed IS NOT NULL AS is_listed
FROM recalculation AS r
WHERE r.finished_at IS NULL
ORDER BY r.id DESC
LIMIT 1
