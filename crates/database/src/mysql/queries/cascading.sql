-- The foreign keys that pass a change of one table on.
SELECT constraint_schema AS schema_name, table_name AS table_name, constraint_name AS name, update_rule AS rule
FROM information_schema.referential_constraints
WHERE unique_constraint_schema = ? AND referenced_table_name = ? AND update_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT')
