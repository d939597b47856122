-- What is granted on sequences. After reach.sql.
, sequence AS (
    SELECT c.oid, c.relowner, c.relacl, s.nspname::text AS schema, c.relname::text AS name,
           pg_catalog.has_schema_privilege(current_user, s.oid, 'USAGE') AS active
    FROM pg_catalog.pg_class AS c JOIN space AS s ON s.oid = c.relnamespace
    WHERE c.relkind = 'S'
), granted AS (
    SELECT c.oid, c.schema, c.name, coalesce(r.rolname::text, 'PUBLIC') AS via, c.active AND coalesce(r.active, true) AS active,
           array_agg(acl.privilege_type) AS rights
    FROM sequence AS c
    CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
    LEFT JOIN reach AS r ON r.oid = acl.grantee
    WHERE (acl.grantee = 0 OR r.oid IS NOT NULL) AND acl.grantee <> c.relowner
    GROUP BY c.oid, c.schema, c.name, r.rolname, c.active, r.active
    UNION ALL
    SELECT c.oid, c.schema, c.name, r.rolname::text, c.active AND r.active, ARRAY['USAGE', 'SELECT', 'UPDATE']
    FROM sequence AS c JOIN reach AS r ON r.oid = c.relowner
)
SELECT oid, schema, name, via, active, rights FROM granted
