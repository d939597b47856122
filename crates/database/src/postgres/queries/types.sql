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
       x.typnotnull,
       q.nspname
FROM used AS u
JOIN pg_type AS t ON t.oid = u.oid
JOIN pg_namespace AS n ON n.oid = t.typnamespace
JOIN under AS x ON x.top = u.oid AND x.typtype <> 'd'
JOIN pg_type AS b ON b.oid = x.oid
LEFT JOIN pg_type AS e ON e.oid = t.typelem AND t.typcategory = 'A'
LEFT JOIN pg_namespace AS en ON en.oid = e.typnamespace
-- The "=" by which an index of the type finds its values (a B-tree's third strategy), where an extension or its owner made it.
LEFT JOIN pg_opclass AS c ON c.opcintype = b.oid AND c.opcdefault AND b.typnamespace <> 'pg_catalog'::regnamespace
    AND c.opcmethod = (SELECT m.oid FROM pg_am AS m WHERE m.amname = 'btree')
LEFT JOIN pg_amop AS s ON s.amopfamily = c.opcfamily AND s.amopstrategy = 3 AND s.amoplefttype = b.oid AND s.amoprighttype = b.oid
LEFT JOIN pg_operator AS o ON o.oid = s.amopopr AND o.oprname = '='
LEFT JOIN pg_namespace AS q ON q.oid = o.oprnamespace AND q.nspname <> 'pg_catalog'
