-- Comments of tables (position 0) and columns.
SELECT d.objoid, d.objsubid, d.description
FROM pg_description AS d
WHERE d.classoid = 'pg_class'::regclass AND {of d.objoid}
