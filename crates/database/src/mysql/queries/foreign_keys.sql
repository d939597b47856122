SELECT table_name AS table_name, constraint_name AS name, CAST(ordinal_position AS unsigned) AS position, column_name AS column_name,
       referenced_table_schema AS referenced_schema, referenced_table_name AS referenced_table,
       referenced_column_name AS referenced_column
FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL
