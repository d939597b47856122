SELECT {schema}, table_name, table_type, engine, CAST(table_rows AS unsigned), create_options, table_comment
FROM information_schema.tables
WHERE {schemas}
