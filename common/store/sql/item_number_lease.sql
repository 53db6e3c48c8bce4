-- Leases the next block of item numbers: as many as the sequence's increment.
-- > first
SELECT nextval('item_number') AS first
