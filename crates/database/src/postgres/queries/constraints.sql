-- Keys, one row a table: names, and for each name a text with kind, columns, referenced table and columns, and index.
-- A foreign key to a partitioned table has a copy per partition, which names its original in conparentid.
SELECT k.conrelid,
       array_agg(k.conname),
       string_agg(concat(k.contype, ';', k.conkey, ';', k.confrelid, ';', k.confkey, ';', k.conindid), '|')
FROM pg_constraint AS k
WHERE k.contype IN ('p', 'u', 'f') AND k.conparentid = 0
  AND {of k.conrelid}
GROUP BY k.conrelid
