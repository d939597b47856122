-- The schemas, without the server's own.
SELECT oid, nspname, has_schema_privilege(oid, 'USAGE')
FROM pg_namespace
WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
