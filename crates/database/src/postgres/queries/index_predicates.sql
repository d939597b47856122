SELECT x.indexrelid, pg_get_expr(x.indpred, x.indrelid)
FROM pg_index AS x
WHERE x.indpred IS NOT NULL AND {of x.indrelid}
