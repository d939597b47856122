-- The view of the checks does not say whose they are.
SELECT c.constraint_schema, t.table_name, c.constraint_name, c.check_clause, t.enforced
FROM information_schema.check_constraints AS c
JOIN information_schema.table_constraints AS t
  ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name AND t.constraint_type = 'CHECK'
WHERE {checks}
