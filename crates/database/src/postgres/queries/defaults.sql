-- Expressions of defaults and generated columns. Naming the relation makes the server open it, which costs most of the
-- time, so that is done only where the expression mentions a column.
SELECT d.adrelid AS relation,
       d.adnum AS position,
       pg_get_expr(d.adbin, CASE WHEN d.adbin::text LIKE '%{VAR %' THEN d.adrelid ELSE 0 END) AS expression
FROM pg_attrdef AS d
JOIN pg_class AS c ON c.oid = d.adrelid
WHERE c.oid >= 16384 AND NOT c.relispartition
