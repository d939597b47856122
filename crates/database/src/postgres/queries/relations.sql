-- Tables, views and the like. Partitions are counted apart, not listed.
SELECT c.oid, c.relnamespace, c.relname, c.relkind, c.reltuples, c.relowner, coalesce(c.relacl::text, '')
FROM pg_class AS c
WHERE {relations}
