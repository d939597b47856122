-- What this login holds beyond reading. An allow-list: what is not named here as harmless counts. The server shows a login its
-- own rows; an administrator's list holds other accounts' rows, too, which are left out by name. Roles are not looked into:
-- one that may be taken counts by itself. Routines that this login may call and that run with their definer's rights count.
-- Grants to the anonymous account hold for everybody, and to MariaDB's PUBLIC, too; these lists leave both out, but the columns'
-- effective rights tell of INSERT and UPDATE. A bare DELETE for the anonymous account is told by nothing that this login may read.
SELECT level, privilege, via, MIN(object) AS example, COUNT(*) AS held
FROM (
    SELECT 'global' AS level, CONVERT(privilege_type USING utf8mb4) AS privilege, CONVERT(grantee USING utf8mb4) AS via,
           '*.*' AS object, is_grantable AS grantable
    FROM information_schema.user_privileges
    UNION ALL
    SELECT 'database', CONVERT(privilege_type USING utf8mb4), CONVERT(grantee USING utf8mb4),
           CONCAT(CONVERT(table_schema USING utf8mb4), '.*'), is_grantable
    FROM information_schema.schema_privileges
    UNION ALL
    SELECT 'table', CONVERT(privilege_type USING utf8mb4), CONVERT(grantee USING utf8mb4),
           CONCAT(CONVERT(table_schema USING utf8mb4), '.', CONVERT(table_name USING utf8mb4)), is_grantable
    FROM information_schema.table_privileges
    UNION ALL
    SELECT 'column', CONVERT(privilege_type USING utf8mb4), CONVERT(grantee USING utf8mb4),
           CONCAT(CONVERT(table_schema USING utf8mb4), '.', CONVERT(table_name USING utf8mb4), '.', CONVERT(column_name USING utf8mb4)),
           is_grantable
    FROM information_schema.column_privileges
) AS granted
WHERE (privilege NOT IN ('USAGE', 'SELECT', 'SHOW VIEW') OR grantable = 'YES')
  AND via = CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1),
                   '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')
GROUP BY level, privilege, via
UNION ALL
SELECT 'effective', 'INSERT', CURRENT_USER(), MIN(CONCAT(table_schema, '.', table_name)), COUNT(*)
FROM information_schema.columns WHERE table_schema = DATABASE() AND FIND_IN_SET('insert', privileges) > 0
HAVING COUNT(*) > 0
UNION ALL
SELECT 'effective', 'UPDATE', CURRENT_USER(), MIN(CONCAT(table_schema, '.', table_name)), COUNT(*)
FROM information_schema.columns WHERE table_schema = DATABASE() AND FIND_IN_SET('update', privileges) > 0
HAVING COUNT(*) > 0
UNION ALL
SELECT 'role', 'MEMBER', CONVERT(role_name USING utf8mb4), CONVERT(role_name USING utf8mb4), 1
FROM information_schema.applicable_roles
UNION ALL
SELECT 'routine', 'EXECUTE', CURRENT_USER(), MIN(CONCAT(CONVERT(routine_schema USING utf8mb4), '.', CONVERT(routine_name USING utf8mb4))), COUNT(*)
FROM information_schema.routines
WHERE security_type = 'DEFINER' AND routine_schema NOT IN ('sys', 'mysql', 'information_schema', 'performance_schema')
HAVING COUNT(*) > 0
ORDER BY 1, 2, 3
