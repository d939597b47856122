-- Expressions of defaults and generated columns, each text once with all the columns that have it. Naming the relation makes
-- the server open it, which costs most of the time, so that is done only where the expression mentions a column. The groups
-- are cut at some thousands of tables, because a row has its bounds.
WITH alike AS MATERIALIZED (
    SELECT min(d.oid) AS first, d.adbin::text AS tree, array_agg(d.adrelid) AS relations, array_agg(d.adnum) AS positions
    FROM pg_attrdef AS d
    WHERE {of d.adrelid}
    GROUP BY d.adbin::text, d.adrelid::bigint >> 13
)
SELECT (SELECT pg_get_expr(d.adbin, 0) FROM pg_attrdef AS d WHERE d.oid = a.first), a.relations, a.positions
FROM alike AS a
WHERE a.tree NOT LIKE '%{VAR %'
UNION ALL
SELECT pg_get_expr(d.adbin, d.adrelid), ARRAY[d.adrelid], ARRAY[d.adnum]
FROM alike AS a
CROSS JOIN LATERAL unnest(a.relations, a.positions) AS u (relation, position)
JOIN pg_attrdef AS d ON d.adrelid = u.relation AND d.adnum = u.position
WHERE a.tree LIKE '%{VAR %'
