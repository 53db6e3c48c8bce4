-- Leases the next block of item numbers: as many as the sequence's increment. PostgreSQL logs but one
-- in 32 steps of a sequence; a message of its own makes each lease wait for its commit, on the standby
-- too. Else a standby that is promoted might lease the same block again.
-- > first
-- > count
WITH logged AS MATERIALIZED (SELECT pg_logical_emit_message(true, 'huiying', 'item_number'))
SELECT nextval('item_number') AS first,
       (SELECT seqincrement FROM pg_sequence WHERE seqrelid = 'item_number'::regclass) AS count
FROM logged
