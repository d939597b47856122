-- The types in use: names are made once per distinct type and modifier, not once per column. Modifier -1 writes a type
-- without its length ("bpchar", where NULL would write "character", which means one character).
-- A domain is followed to the type under it, since that decides what sort of value it holds.
WITH RECURSIVE used (oid, modifier) AS (
    SELECT u.oid, u.modifier
    FROM unnest('{{types}}'::oid[], '{{modifiers}}'::integer[]) AS u (oid, modifier)
), under AS (
    SELECT t.oid AS top, t.oid, t.typtype, t.typbasetype, t.typnotnull
    FROM pg_type AS t WHERE t.oid IN (SELECT oid FROM used)
    UNION ALL
    SELECT u.top, t.oid, t.typtype, t.typbasetype, u.typnotnull OR t.typnotnull
    FROM under AS u JOIN pg_type AS t ON t.oid = u.typbasetype
    WHERE u.typtype = 'd'
)
SELECT u.oid,
       u.modifier,
       format_type(u.oid, u.modifier),
       format_type(u.oid, -1),
       n.nspname,
       t.typname,
       en.nspname,
       e.typname,
       b.oid,
       b.typname,
       b.typtype,
       b.typcategory,
       x.typnotnull
FROM used AS u
JOIN pg_type AS t ON t.oid = u.oid
JOIN pg_namespace AS n ON n.oid = t.typnamespace
JOIN under AS x ON x.top = u.oid AND x.typtype <> 'd'
JOIN pg_type AS b ON b.oid = x.oid
LEFT JOIN pg_type AS e ON e.oid = t.typelem AND t.typcategory = 'A'
LEFT JOIN pg_namespace AS en ON en.oid = e.typnamespace
