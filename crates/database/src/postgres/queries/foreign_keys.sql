-- Foreign keys: some hundred tables a row, because a row for each key costs more on its way than all the rest.
-- A foreign key to a partitioned table has a copy per partition, which names its original in conparentid.
SELECT array_agg(k.conrelid),
       array_agg(k.conname),
       array_agg(k.confrelid),
       string_agg(k.conkey::text, ';'),
       string_agg(k.confkey::text, ';')
FROM pg_constraint AS k
WHERE k.contype = 'f' AND k.conparentid = 0 AND {of k.conrelid}
GROUP BY k.conrelid::bigint >> 8
