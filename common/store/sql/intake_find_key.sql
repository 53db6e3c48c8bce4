-- What an idempotency key was first used for. The lock is something to commit, so that the answer waits
-- for the standby as the first one did: a primary that was started again shows what it could not
-- replicate.
-- $1 token
-- $2 key
-- > item_id
-- > body_hash
SELECT item_id, encode(body_hash, 'hex') AS body_hash FROM idempotency_key WHERE token_id = $1::integer AND key = $2::bytea FOR KEY SHARE
