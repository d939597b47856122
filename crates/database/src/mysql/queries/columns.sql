SELECT {schema}, table_name, column_name, CAST(ordinal_position AS unsigned), column_default, is_nullable, column_type, extra,
       {privileges}, column_comment, generation_expression, IF(column_key = '', NULL, collation_name)
FROM information_schema.columns
WHERE {schemas}{share}
