SELECT x.indexrelid, part.number, pg_get_indexdef(x.indexrelid, part.number, false)
FROM pg_index AS x
CROSS JOIN LATERAL generate_series(1, x.indnkeyatts::integer) AS part (number)
WHERE x.indexprs IS NOT NULL AND x.indkey[part.number - 1] = 0
  AND {of x.indrelid}
