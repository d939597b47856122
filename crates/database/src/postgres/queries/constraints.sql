-- Keys. A foreign key to a partitioned table has a copy per partition, which names its original in conparentid.
SELECT k.conrelid AS relation,
       k.conname::text AS name,
       k.contype::text AS kind,
       array_to_string(k.conkey, ' ') AS positions,
       k.confrelid AS referenced,
       coalesce(array_to_string(k.confkey, ' '), '') AS referenced_positions,
       coalesce(m.amname::text, '') AS method
FROM pg_constraint AS k
JOIN pg_class AS c ON c.oid = k.conrelid
LEFT JOIN pg_class AS i ON i.oid = k.conindid
LEFT JOIN pg_am AS m ON m.oid = i.relam
WHERE k.contype IN ('p', 'u', 'f') AND k.conparentid = 0 AND k.conrelid >= 16384 AND NOT c.relispartition
