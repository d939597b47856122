-- Who is logged in, and the global rights that reach past any grant on a table. The server shows this login its own rows,
-- and an administrator everybody's: hence the comparison. Names of accounts stand in these views between quotes.
SELECT
    CURRENT_USER() AS login,
    CAST(@@read_only AS signed) AS replica,
    (SELECT GROUP_CONCAT(DISTINCT privilege_type ORDER BY privilege_type SEPARATOR ',')
     FROM information_schema.user_privileges
     WHERE grantee = CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1),
                            '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')
       AND privilege_type IN ('SUPER', 'FILE', 'CREATE USER', 'SHUTDOWN', 'RELOAD', 'PROCESS', 'CREATE ROLE', 'DROP ROLE', 'SYSTEM_USER',
                              'SYSTEM_VARIABLES_ADMIN', 'ROLE_ADMIN', 'SET_ANY_DEFINER', 'SET_USER_ID', 'BINLOG ADMIN', 'READ_ONLY ADMIN',
                              'CONNECTION_ADMIN', 'CONNECTION ADMIN', 'REPLICATION SLAVE')) AS attributes
