SELECT table_name AS table_name, column_name AS name, CAST(ordinal_position AS unsigned) AS position, column_default AS default_value,
       is_nullable AS nullable, data_type AS data_type, column_type AS column_type, extra AS extra, privileges AS privileges,
       column_comment AS comment
FROM information_schema.columns
WHERE table_schema = DATABASE()
