-- Without the engine-independent statistics, which would be read for each table and tell nothing that is asked here.
SET STATEMENT use_stat_tables = 'never' FOR
SELECT {schema}, table_name, index_name, CAST(non_unique AS unsigned), CAST(seq_in_index AS unsigned), column_name, collation,
       CAST(sub_part AS unsigned), index_type, IF(ignored = 'NO', 'YES', 'NO'), NULL
FROM information_schema.statistics
WHERE {schemas}
