-- The columns of one table that foreign keys of this login's tables refer to, and theirs.
SELECT column_name AS own, constraint_schema AS schema_name, table_name AS table_name, constraint_name AS name, referenced_column_name AS referred
FROM information_schema.key_column_usage
WHERE referenced_table_schema = ? AND referenced_table_name = ?
