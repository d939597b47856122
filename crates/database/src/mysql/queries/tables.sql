SELECT table_name AS name, table_type AS kind, engine AS engine, CAST(table_rows AS unsigned) AS estimated_rows,
       create_options AS options, table_comment AS comment
FROM information_schema.tables
WHERE table_schema = DATABASE()
