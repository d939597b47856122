-- Of the partitioned tables by name: else the server would open every table.
SELECT {schema}, table_name, COUNT(*)
FROM information_schema.partitions
WHERE {schemas} AND table_name IN ({partitioned}) AND partition_name IS NOT NULL
GROUP BY 1, 2
