-- What the server itself says this login may do with each column as it is logged in, by whatever grant.
SELECT table_name AS table_name, column_name AS column_name, FIND_IN_SET('select', privileges) > 0 AS may_select,
       FIND_IN_SET('insert', privileges) > 0 AS may_insert, FIND_IN_SET('update', privileges) > 0 AS may_update
FROM information_schema.columns
WHERE table_schema = DATABASE()
ORDER BY table_name, ordinal_position
