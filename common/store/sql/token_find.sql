-- Whom a token belongs to, if it is valid.
-- $1 hash
-- > id
-- > name
-- > role
-- > department_id
-- > requests_per_minute: null for any number
SELECT t.id, t.name, t.role, t.department_id, t.requests_per_minute
FROM api_token AS t
WHERE t.hash = $1::bytea AND t.revoked_at IS NULL
  AND (t.expires_at IS NULL OR t.expires_at > clock_timestamp())
