-- Before the search path is changed: the schema that a bare table name means. A user for agents has the system catalogues
-- alone in its path, where no bare name means a table of theirs; then it is public, as for everybody. How large the list of all columns is tells
-- whether a second session is worth its login.
SELECT current_setting('server_version'),
       current_setting('server_version_num'),
       current_database(),
       coalesce((SELECT schema::text
                   FROM unnest(current_schemas(false)) WITH ORDINALITY AS path (schema, place)
                  WHERE schema <> 'information_schema' AND schema NOT LIKE 'pg\_%'
                  ORDER BY place
                  LIMIT 1), 'public'),
       pg_relation_size('pg_catalog.pg_attribute'::regclass)
