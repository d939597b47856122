SELECT COUNT(DISTINCT table_name) AS readable_tables, COUNT(*) AS readable_columns
FROM information_schema.columns
WHERE table_schema = DATABASE() AND FIND_IN_SET('select', privileges) > 0
