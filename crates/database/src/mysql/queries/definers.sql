-- Routines that this login sees, which means that it may call them, and that run with their definer's rights.
SELECT CONCAT(CONVERT(routine_schema USING utf8mb4), '.', CONVERT(routine_name USING utf8mb4)) AS name
FROM information_schema.routines
WHERE security_type = 'DEFINER' AND routine_schema NOT IN ('sys', 'mysql', 'information_schema', 'performance_schema')
ORDER BY 1
