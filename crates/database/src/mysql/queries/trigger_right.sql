-- Whether this account itself may see the triggers of one table: schema, table, schema. What it may do by a role is not looked at.
SELECT CAST(
    EXISTS (SELECT 1 FROM information_schema.schema_privileges p
            WHERE p.privilege_type = 'TRIGGER' AND ? LIKE p.table_schema AND p.grantee = me.grantee)
    OR EXISTS (SELECT 1 FROM information_schema.table_privileges p
               WHERE p.privilege_type = 'TRIGGER' AND p.table_name = ? AND p.table_schema = ? AND p.grantee = me.grantee)
    OR EXISTS (SELECT 1 FROM information_schema.user_privileges p
               WHERE p.privilege_type = 'TRIGGER' AND p.grantee = me.grantee)
    AS signed) AS seen
FROM (SELECT CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1),
                    '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''') AS grantee) me
