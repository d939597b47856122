SELECT table_schema, table_name, COUNT(*)
FROM information_schema.partitions
WHERE {schemas} AND partition_name IS NOT NULL
GROUP BY table_schema, table_name
