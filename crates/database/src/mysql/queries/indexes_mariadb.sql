SELECT table_name AS table_name, index_name AS name, CAST(non_unique AS unsigned) AS non_unique, CAST(seq_in_index AS unsigned) AS part,
       column_name AS column_name, index_type AS method, NULL AS expression, IF(ignored = 'NO', 'YES', 'NO') AS visible
FROM information_schema.statistics
WHERE table_schema = DATABASE()
