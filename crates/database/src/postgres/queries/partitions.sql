-- How many partitions with rows of their own each partitioned table has, at any depth.
SELECT pg_partition_root(c.oid)::oid, count(*)
FROM pg_inherits AS h
JOIN pg_class AS c ON c.oid = h.inhrelid
WHERE c.relispartition AND c.relkind IN ('r', 'f')
GROUP BY 1
