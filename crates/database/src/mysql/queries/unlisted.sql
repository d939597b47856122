-- What the server itself says this login may change as it is logged in, by whatever grant.
SELECT 'INSERT' AS privilege, MIN(CONCAT(table_schema, '.', table_name)) AS example, COUNT(*) AS held
FROM information_schema.columns WHERE table_schema = DATABASE() AND FIND_IN_SET('insert', privileges) > 0
HAVING COUNT(*) > 0
UNION ALL
SELECT 'UPDATE', MIN(CONCAT(table_schema, '.', table_name)), COUNT(*)
FROM information_schema.columns WHERE table_schema = DATABASE() AND FIND_IN_SET('update', privileges) > 0
HAVING COUNT(*) > 0
