-- Columns with rights of their own, of the tables that have such.
SELECT a.attrelid,
       a.attnum,
       has_column_privilege(a.attrelid, a.attnum, 'SELECT'),
       has_column_privilege(a.attrelid, a.attnum, 'INSERT'),
       has_column_privilege(a.attrelid, a.attnum, 'UPDATE')
FROM pg_attribute AS a
WHERE a.attrelid = ANY ('{{tables}}'::oid[]) AND a.attnum > 0 AND a.attacl IS NOT NULL
