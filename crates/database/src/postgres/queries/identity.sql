-- Who is logged in, and the attributes and predefined roles that reach past any grant: its own, and those of roles that it
-- may become.
SELECT
    session_user::text AS login,
    current_setting('server_version') AS server_version,
    pg_catalog.pg_is_in_recovery() AS replica,
    pg_catalog.pg_backend_pid() AS process,
    (SELECT coalesce(array_agg(one ORDER BY one), '{}')
     FROM (SELECT attribute.name || CASE WHEN r.rolname = session_user THEN '' ELSE ' by role ' || r.rolname END
           FROM reach AS r
           CROSS JOIN LATERAL (VALUES
               ('SUPERUSER', r.rolsuper), ('CREATEROLE', r.rolcreaterole), ('CREATEDB', r.rolcreatedb),
               ('BYPASSRLS', r.rolbypassrls), ('REPLICATION', r.rolreplication)) AS attribute (name, held)
           WHERE attribute.held
           UNION ALL
           SELECT r.rolname::text FROM reach AS r
           WHERE r.rolname IN ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files',
                               'pg_execute_server_program', 'pg_database_owner', 'pg_maintain', 'pg_signal_backend',
                               'pg_create_subscription', 'pg_checkpoint')) AS reaching (one)) AS attributes
