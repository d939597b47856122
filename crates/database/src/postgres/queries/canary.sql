-- The SELECT takes the snapshot, and with it goes the way back: SET TRANSACTION READ WRITE would now be refused.
-- CREATE TEMP TABLE is refused in a read-only transaction before any right is looked at.
BEGIN TRANSACTION READ ONLY;
SELECT 1;
CREATE TEMPORARY TABLE gatehouse_write_canary ()
