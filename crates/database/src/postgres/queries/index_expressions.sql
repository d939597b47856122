SELECT x.indexrelid AS index, part.number AS part, pg_get_indexdef(x.indexrelid, part.number, false) AS expression
FROM pg_index AS x
JOIN pg_class AS c ON c.oid = x.indrelid
CROSS JOIN LATERAL generate_series(1, x.indnkeyatts::integer) AS part (number)
WHERE x.indexprs IS NOT NULL AND x.indkey[part.number - 1] = 0
  AND x.indrelid >= 16384 AND NOT c.relispartition AND c.relkind <> 't'
