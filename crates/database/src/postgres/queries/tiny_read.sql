SELECT c.oid FROM pg_catalog.pg_class AS c WHERE c.relname = $1 AND c.relnamespace = 11
