-- What only the server can write of an index: the expressions it is over, by part counted from 1, and as part 0 its predicate.
SELECT x.indexrelid,
       part.number,
       CASE part.number WHEN 0 THEN pg_get_expr(x.indpred, x.indrelid)
                        ELSE pg_get_indexdef(x.indexrelid, part.number, false) END
FROM pg_index AS x
CROSS JOIN LATERAL generate_series(0, x.indnkeyatts::integer) AS part (number)
WHERE (x.indexprs IS NOT NULL OR x.indpred IS NOT NULL)
  AND CASE part.number WHEN 0 THEN x.indpred IS NOT NULL ELSE x.indkey[part.number - 1] = 0 END
  AND {of x.indrelid}
