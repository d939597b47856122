-- What is granted on tables and columns, to everybody and to whomever this login may be. After reach.sql. Without USAGE on the
-- schema a grant is of no use; it counts here when anybody in reach has that. An owner holds everything: what it took from
-- itself it may give back.
, usable AS (
    SELECT s.oid, s.nspname, pg_catalog.has_schema_privilege(current_user, s.oid, 'USAGE') AS active
    FROM space AS s
    WHERE EXISTS (SELECT FROM reach AS r WHERE pg_catalog.has_schema_privilege(r.oid, s.oid, 'USAGE'))
), relation AS (
    SELECT c.oid, c.relowner, c.relacl, s.nspname::text AS schema, c.relname::text AS name, s.active
    FROM pg_catalog.pg_class AS c JOIN usable AS s ON s.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
)
SELECT c.schema, c.name, coalesce(r.rolname::text, 'PUBLIC') AS via, c.active AND coalesce(r.active, true) AS active,
       array_agg(DISTINCT acl.privilege_type)
           || CASE WHEN bool_or(acl.is_grantable) AND r.oid IS DISTINCT FROM c.relowner THEN ARRAY['GRANT OPTION'] ELSE '{}' END AS rights,
       NULL::text[] AS columns
FROM relation AS c
CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
LEFT JOIN reach AS r ON r.oid = acl.grantee
WHERE acl.grantee = 0 OR r.oid IS NOT NULL
GROUP BY c.oid, c.schema, c.name, c.active, c.relowner, r.oid, r.rolname, r.active
UNION ALL
SELECT c.schema, c.name, r.rolname::text, c.relacl IS NULL AND c.active AND r.active,
       ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'ownership'], NULL
FROM relation AS c JOIN reach AS r ON r.oid = c.relowner
UNION ALL
SELECT c.schema, c.name, coalesce(r.rolname::text, 'PUBLIC'), c.active AND coalesce(r.active, true),
       ARRAY[acl.privilege_type] || CASE WHEN acl.is_grantable AND r.oid IS DISTINCT FROM c.relowner THEN ARRAY['GRANT OPTION'] ELSE '{}' END,
       array_agg(a.attname::text ORDER BY a.attnum)
FROM relation AS c
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped
CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) AS acl
LEFT JOIN reach AS r ON r.oid = acl.grantee
WHERE acl.grantee = 0 OR r.oid IS NOT NULL
GROUP BY c.oid, c.schema, c.name, c.active, c.relowner, r.oid, r.rolname, r.active, acl.privilege_type, acl.is_grantable
