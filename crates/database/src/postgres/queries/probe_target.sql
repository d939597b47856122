-- The largest ordinary table of which this login may read the first column of the primary key. With row security a read of one
-- row may have to look at many.
SELECT n.nspname::text AS schema, c.relname::text AS name, a.attname::text AS key
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid AND c.relkind = 'r' AND NOT c.relrowsecurity
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE i.indisprimary AND i.indisvalid
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
ORDER BY c.reltuples DESC, n.nspname, c.relname
LIMIT 1
