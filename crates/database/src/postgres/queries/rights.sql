-- What this login may change. After reach.sql. Functions of the server's own schemas are left out: PUBLIC may execute them on
-- every server.
, relation AS (
    SELECT c.oid, c.relkind, c.relowner, c.relacl, s.nspname || '.' || c.relname AS name
    FROM pg_catalog.pg_class AS c JOIN space AS s ON s.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
), held AS (
    SELECT 'high' AS severity, 'role attribute' AS kind, r.rolname::text AS via, attribute.name AS object
    FROM reach AS r
    CROSS JOIN LATERAL (VALUES ('SUPERUSER', r.rolsuper), ('CREATEDB', r.rolcreatedb), ('CREATEROLE', r.rolcreaterole),
                               ('REPLICATION', r.rolreplication), ('BYPASSRLS', r.rolbypassrls)) AS attribute (name, held)
    WHERE attribute.held
    UNION ALL
    SELECT 'high', 'predefined role', r.rolname::text, r.rolname::text
    FROM reach AS r
    WHERE r.rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_read_server_files',
                        'pg_maintain', 'pg_signal_backend', 'pg_create_subscription', 'pg_checkpoint', 'pg_database_owner')
    UNION ALL
    SELECT CASE c.relkind WHEN 'S' THEN 'medium' ELSE 'high' END,
           CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table write' END,
           coalesce(r.rolname::text, 'PUBLIC'), c.name
    FROM relation AS c
    CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
    LEFT JOIN reach AS r ON r.oid = acl.grantee
    WHERE (acl.grantee = 0 OR r.oid IS NOT NULL)
      AND (acl.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN')
           OR c.relkind = 'S' AND acl.privilege_type = 'USAGE')
      AND coalesce(r.oid, 0) <> c.relowner
    UNION ALL
    SELECT 'high', 'column write', coalesce(r.rolname::text, 'PUBLIC'), c.name || '.' || a.attname
    FROM relation AS c
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
    CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) AS acl
    LEFT JOIN reach AS r ON r.oid = acl.grantee
    WHERE (acl.grantee = 0 OR r.oid IS NOT NULL) AND acl.privilege_type IN ('INSERT', 'UPDATE')
    UNION ALL
    -- Whoever may pass a right on changes what others may do.
    SELECT 'high', 'right to grant ' || acl.privilege_type, r.rolname::text, c.name
    FROM relation AS c
    CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
    JOIN reach AS r ON r.oid = acl.grantee
    WHERE acl.is_grantable AND r.oid <> c.relowner
    UNION ALL
    SELECT 'high', 'right to grant ' || acl.privilege_type, r.rolname::text, c.name || '.' || a.attname
    FROM relation AS c
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
    CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) AS acl
    JOIN reach AS r ON r.oid = acl.grantee
    WHERE acl.is_grantable AND r.oid <> c.relowner
    UNION ALL
    SELECT 'high', 'owner', r.rolname::text, c.name FROM relation AS c JOIN reach AS r ON r.oid = c.relowner
    UNION ALL
    SELECT 'high', 'owner of schema', r.rolname::text, s.nspname::text FROM space AS s JOIN reach AS r ON r.oid = s.nspowner
    UNION ALL
    SELECT 'high', 'owner of database', r.rolname::text, d.datname::text
    FROM pg_catalog.pg_database AS d JOIN reach AS r ON r.oid = d.datdba
    WHERE d.datname = current_database()
    UNION ALL
    SELECT 'high', 'create in schema', r.rolname::text, s.nspname::text FROM reach AS r, space AS s, superior
    WHERE NOT superior.yes AND pg_catalog.has_schema_privilege(r.oid, s.oid, 'CREATE')
    UNION ALL
    SELECT CASE p.name WHEN 'TEMP' THEN 'low' ELSE 'high' END, lower(p.name) || ' in database', r.rolname::text,
           current_database()::text
    FROM reach AS r, (VALUES ('CREATE'), ('TEMP')) AS p (name), superior
    WHERE NOT superior.yes AND pg_catalog.has_database_privilege(r.oid, current_database(), p.name)
    UNION ALL
    SELECT 'medium', 'function with its owner''s rights', r.rolname::text, s.nspname || '.' || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')'
    FROM reach AS r, superior, pg_catalog.pg_proc AS f JOIN space AS s ON s.oid = f.pronamespace
    WHERE NOT superior.yes AND f.prosecdef AND pg_catalog.has_function_privilege(r.oid, f.oid, 'EXECUTE')
    UNION ALL
    SELECT 'medium', 'function in an untrusted language', r.rolname::text, s.nspname || '.' || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')'
    FROM reach AS r, superior, pg_catalog.pg_proc AS f
    JOIN space AS s ON s.oid = f.pronamespace
    JOIN pg_catalog.pg_language AS l ON l.oid = f.prolang
    WHERE NOT superior.yes AND NOT l.lanpltrusted AND l.lanname <> 'internal' AND f.provolatile = 'v'
      AND pg_catalog.has_function_privilege(r.oid, f.oid, 'EXECUTE')
    UNION ALL
    SELECT 'medium', 'foreign server', r.rolname::text, f.srvname::text
    FROM reach AS r, superior, pg_catalog.pg_foreign_server AS f
    WHERE NOT superior.yes AND pg_catalog.has_server_privilege(r.oid, f.oid, 'USAGE')
    UNION ALL
    SELECT 'medium', 'write to objects made later', coalesce(r.rolname::text, 'PUBLIC'), 'default privileges'
    FROM pg_catalog.pg_default_acl AS d
    CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) AS acl
    LEFT JOIN reach AS r ON r.oid = acl.grantee
    WHERE d.defaclobjtype IN ('r', 'S') AND (acl.grantee = 0 OR r.oid IS NOT NULL) AND d.defaclrole <> acl.grantee
      AND acl.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'USAGE', 'TRIGGER', 'MAINTAIN')
    UNION ALL
    SELECT 'low', 'large objects', current_user::text, 'lo_creat' FROM superior
    WHERE NOT superior.yes AND pg_catalog.has_function_privilege(current_user, 'pg_catalog.lo_creat(integer)', 'EXECUTE')
)
SELECT severity, kind, via, (array_agg(DISTINCT object ORDER BY object))[1:10] AS examples, count(DISTINCT object) AS count
FROM held
GROUP BY severity, kind, via
ORDER BY severity, kind, via
