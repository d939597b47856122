-- How much this login may read. Column rights are asked only where a column has rights of its own.
WITH relation AS (
    SELECT c.oid,
           pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS reachable,
           pg_catalog.has_table_privilege(c.oid, 'SELECT') AS whole
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
      AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
), readable AS (
    SELECT a.attrelid
    FROM relation AS r
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE r.reachable
      AND CASE WHEN r.whole THEN true
               WHEN a.attacl IS NULL THEN false
               ELSE pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') END
)
SELECT (SELECT count(*) FROM relation) AS tables_present,
       (SELECT count(DISTINCT attrelid) FROM readable) AS tables,
       (SELECT count(*) FROM readable) AS columns
