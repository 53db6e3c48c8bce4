-- Whom a token belongs to, if it is valid.
-- $1 hash
-- > id
-- > name
-- > role
-- > department_id
SELECT t.id, t.name, t.role, t.department_id
FROM api_token AS t
WHERE t.hash = $1::bytea AND t.revoked_at IS NULL
  AND (t.expires_at IS NULL OR t.expires_at > clock_timestamp())
