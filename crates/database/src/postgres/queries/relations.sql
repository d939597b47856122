-- Tables, views and the like outside the system's schemas. Partitions are counted apart, not listed.
SELECT c.oid,
       n.nspname::text AS schema,
       c.relname::text AS name,
       c.relkind::text AS kind,
       c.reltuples,
       n.usable AND has_table_privilege(c.oid, 'SELECT') AS may_select,
       n.usable AND has_table_privilege(c.oid, 'INSERT') AS may_insert,
       n.usable AND has_table_privilege(c.oid, 'UPDATE') AS may_update,
       n.usable
FROM pg_class AS c
JOIN (SELECT oid, nspname, has_schema_privilege(oid, 'USAGE') AS usable FROM pg_namespace) AS n ON n.oid = c.relnamespace
WHERE c.oid >= 16384 AND NOT c.relispartition
  AND c.relkind NOT IN ('i', 'I', 'S', 't', 'c')
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
