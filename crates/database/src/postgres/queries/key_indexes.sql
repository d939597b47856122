-- Which indexes enforce a key: its name and columns are theirs. The groups are cut, because a row has its bounds.
SELECT array_agg(k.conindid)
FROM pg_constraint AS k
WHERE k.contype IN ('p', 'u') AND {of k.conrelid}
GROUP BY k.conrelid::bigint >> 13
