-- Columns; rights of a column are asked only where it has rights of its own.
SELECT a.attrelid AS relation,
       a.attnum AS position,
       a.attname::text AS name,
       a.atttypid AS type,
       a.atttypmod AS modifier,
       a.attnotnull AS not_null,
       a.attidentity::text AS identity,
       a.attgenerated::text AS generated,
       CASE WHEN a.attacl IS NOT NULL THEN has_column_privilege(a.attrelid, a.attnum, 'SELECT') END AS may_select,
       CASE WHEN a.attacl IS NOT NULL THEN has_column_privilege(a.attrelid, a.attnum, 'INSERT') END AS may_insert,
       CASE WHEN a.attacl IS NOT NULL THEN has_column_privilege(a.attrelid, a.attnum, 'UPDATE') END AS may_update
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND c.oid >= 16384 AND NOT c.relispartition AND c.relkind NOT IN ('i', 'I', 'S', 't', 'c')
