-- Leases the next block of item numbers: as many as the sequence's increment.
-- > first
-- > count
SELECT nextval('item_number') AS first,
       (SELECT seqincrement FROM pg_sequence WHERE seqrelid = 'item_number'::regclass) AS count
