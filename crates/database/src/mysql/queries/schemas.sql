-- The databases that this login sees, without the server's own; and, under no name, how many tables there are to read, up to so
-- many that several sessions are worth it. Counting them opens none.
SELECT schema_name, NULL
FROM information_schema.schemata
WHERE schema_name NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')
UNION ALL
SELECT '', COUNT(*)
FROM (SELECT 1 FROM information_schema.tables WHERE {schemas} LIMIT 500) AS counted
