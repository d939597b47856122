SELECT objoid AS relation, objsubid AS position, description
FROM pg_description
WHERE classoid = 'pg_class'::regclass AND objoid >= 16384
