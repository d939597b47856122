SELECT {schema}, table_name, COUNT(*)
FROM information_schema.partitions
WHERE {schemas} AND partition_name IS NOT NULL
GROUP BY 1, 2
