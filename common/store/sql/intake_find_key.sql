-- What an idempotency key was first used for.
-- $1 token
-- $2 key
-- > item_id
-- > body_hash
SELECT item_id, encode(body_hash, 'hex') AS body_hash FROM idempotency_key WHERE token_id = $1::integer AND key = $2::bytea
