-- What this login may read beside today's tables, and whom it may become. After reach.sql.
, held AS (
    SELECT 'medium' AS severity, 'every table, those of tomorrow too' AS kind, r.rolname::text AS via, current_database()::text AS object
    FROM reach AS r WHERE r.rolname = 'pg_read_all_data'
    UNION ALL
    SELECT 'low', 'what other sessions do and how the server is set', r.rolname::text, 'statistics views'
    FROM reach AS r WHERE r.rolname IN ('pg_monitor', 'pg_read_all_stats', 'pg_read_all_settings', 'pg_stat_scan_tables')
    UNION ALL
    SELECT 'medium', 'SELECT on tables made later', coalesce(r.rolname::text, 'PUBLIC'),
           'default privileges of ' || pg_catalog.pg_get_userbyid(d.defaclrole)
    FROM pg_catalog.pg_default_acl AS d
    CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) AS acl
    LEFT JOIN reach AS r ON r.oid = acl.grantee
    WHERE d.defaclobjtype = 'r' AND (acl.grantee = 0 OR r.oid IS NOT NULL) AND d.defaclrole <> acl.grantee
      AND acl.privilege_type = 'SELECT'
    UNION ALL
    -- What the server keeps for superusers: password hashes, samples of every column's values.
    SELECT 'high', 'table of the server''s own secrets', coalesce(r.rolname::text, 'PUBLIC'), c.relname::text
    FROM pg_catalog.pg_class AS c
    CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
    LEFT JOIN reach AS r ON r.oid = acl.grantee
    WHERE c.relnamespace = 'pg_catalog'::regnamespace
      AND c.relname IN ('pg_authid', 'pg_shadow', 'pg_user_mapping', 'pg_statistic', 'pg_statistic_ext_data', 'pg_largeobject', 'pg_subscription')
      AND (acl.grantee = 0 OR r.oid IS NOT NULL) AND r.oid IS DISTINCT FROM c.relowner AND acl.privilege_type = 'SELECT'
    UNION ALL
    SELECT 'low', 'role it may become', CASE WHEN r.active THEN 'inheritance' ELSE 'SET ROLE' END, r.rolname::text
    FROM reach AS r WHERE r.rolname <> session_user
)
SELECT severity, kind, via, (array_agg(DISTINCT object ORDER BY object))[1:10] AS examples, count(DISTINCT object) AS count
FROM held
GROUP BY severity, kind, via
ORDER BY severity, kind, via
