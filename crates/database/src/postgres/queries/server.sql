-- Before the search path is changed: the schema that a bare table name means.
SELECT current_setting('server_version') AS server_version,
       current_database()::text AS database,
       coalesce(current_schema()::text, 'public') AS default_schema
