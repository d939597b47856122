-- The types in use: names are made once per distinct type and modifier, not once per column. Modifier -1 writes a type
-- without its length ("bpchar", where NULL would write "character", which means one character).
-- A domain is followed to the type under it, since that decides what sort of value it holds.
WITH RECURSIVE used AS (
    SELECT DISTINCT a.atttypid AS oid, a.atttypmod AS modifier
    FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = a.attrelid
    WHERE a.attnum > 0 AND NOT a.attisdropped
      AND c.oid >= 16384 AND NOT c.relispartition AND c.relkind NOT IN ('i', 'I', 'S', 't', 'c')
), under AS (
    SELECT t.oid AS top, t.oid, t.typtype, t.typbasetype, t.typnotnull
    FROM pg_type AS t WHERE t.oid IN (SELECT oid FROM used)
    UNION ALL
    SELECT u.top, t.oid, t.typtype, t.typbasetype, u.typnotnull OR t.typnotnull
    FROM under AS u JOIN pg_type AS t ON t.oid = u.typbasetype
    WHERE u.typtype = 'd'
)
SELECT u.oid AS type,
       u.modifier,
       format_type(u.oid, u.modifier) AS written,
       format_type(u.oid, -1) AS unmodified,
       n.nspname::text AS schema,
       t.typname::text AS name,
       en.nspname::text AS element_schema,
       e.typname::text AS element_name,
       b.oid AS base,
       b.typname::text AS base_name,
       b.typtype::text AS base_kind,
       b.typcategory::text AS base_category,
       x.typnotnull AS not_null
FROM used AS u
JOIN pg_type AS t ON t.oid = u.oid
JOIN pg_namespace AS n ON n.oid = t.typnamespace
JOIN under AS x ON x.top = u.oid AND x.typtype <> 'd'
JOIN pg_type AS b ON b.oid = x.oid
LEFT JOIN pg_type AS e ON e.oid = t.typelem AND t.typcategory = 'A'
LEFT JOIN pg_namespace AS en ON en.oid = e.typnamespace
