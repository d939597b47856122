SELECT {schema}, table_name, constraint_name, CAST(ordinal_position AS unsigned), column_name, referenced_table_schema,
       referenced_table_name, referenced_column_name
FROM information_schema.key_column_usage
WHERE {schemas} AND referenced_table_name IS NOT NULL
