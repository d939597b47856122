-- Before the search path is changed: the schema that a bare table name means. How large the list of all columns is tells
-- whether a second session is worth its login.
SELECT current_setting('server_version'),
       current_setting('server_version_num'),
       current_database(),
       coalesce(current_schema()::text, 'public'),
       pg_relation_size('pg_catalog.pg_attribute'::regclass)
