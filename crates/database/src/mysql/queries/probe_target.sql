-- A table with a primary key of which this login may read a part. One view alone: MariaDB joins them by opening every table.
SELECT table_name AS name
FROM information_schema.columns
WHERE table_schema = DATABASE() AND column_key = 'PRI' AND FIND_IN_SET('select', privileges) > 0
ORDER BY table_name
LIMIT 1
