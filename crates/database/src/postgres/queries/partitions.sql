-- How many partitions with rows of their own each partitioned table has, at any depth.
SELECT pg_partition_root(c.oid)::oid AS relation, count(*) AS partitions
FROM pg_class AS c
WHERE c.relispartition AND c.relkind IN ('r', 'f')
GROUP BY 1
