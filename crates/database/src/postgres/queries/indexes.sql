-- Raw facts; what an index says in SQL is asked only for its expressions and its predicate.
SELECT x.indexrelid AS index,
       x.indrelid AS relation,
       i.relname::text AS name,
       m.amname::text AS method,
       x.indisunique AS is_unique,
       x.indisvalid AND x.indisready AND x.indislive AS usable,
       x.indnkeyatts AS parts,
       x.indkey::text AS positions,
       CASE WHEN x.indpred IS NOT NULL THEN pg_get_expr(x.indpred, x.indrelid) END AS predicate
FROM pg_index AS x
JOIN pg_class AS i ON i.oid = x.indexrelid
JOIN pg_class AS c ON c.oid = x.indrelid
JOIN pg_am AS m ON m.oid = i.relam
WHERE x.indrelid >= 16384 AND NOT c.relispartition AND c.relkind <> 't'
