-- What is granted on sequences, and which columns take their values. After reach.sql.
, sequence AS (
    SELECT c.oid, c.relowner, c.relacl, s.nspname::text AS schema, c.relname::text AS name,
           pg_catalog.has_schema_privilege(current_user, s.oid, 'USAGE') AS active
    FROM pg_catalog.pg_class AS c JOIN space AS s ON s.oid = c.relnamespace
    WHERE c.relkind = 'S'
), granted AS (
    SELECT c.oid, coalesce(r.rolname::text, 'PUBLIC') AS via, c.active AND coalesce(r.active, true) AS active,
           acl.privilege_type AS "right"
    FROM sequence AS c
    CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
    LEFT JOIN reach AS r ON r.oid = acl.grantee
    WHERE acl.grantee = 0 OR r.oid IS NOT NULL
    UNION
    SELECT c.oid, r.rolname::text, c.active AND r.active, owned.name
    FROM sequence AS c JOIN reach AS r ON r.oid = c.relowner
    CROSS JOIN (VALUES ('USAGE'), ('SELECT'), ('UPDATE')) AS owned (name)
), served AS (
    SELECT d.objid AS sequence, d.refobjid AS relation, d.refobjsubid AS position
    FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
      AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i') AND d.objid IN (SELECT oid FROM granted)
    UNION
    SELECT d.refobjid, f.adrelid, f.adnum
    FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_attrdef AS f ON f.oid = d.objid
    WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
      AND d.refobjid IN (SELECT oid FROM granted)
), place AS (
    SELECT v.sequence, array_agg(n.nspname::text) AS schemas, array_agg(t.relname::text) AS tables, array_agg(a.attname::text) AS columns
    FROM served AS v
    JOIN pg_catalog.pg_class AS t ON t.oid = v.relation
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = v.relation AND a.attnum = v.position
    GROUP BY v.sequence
)
SELECT c.schema, c.name, g.via, g.active, g."right", coalesce(p.schemas, '{}') AS schemas, coalesce(p.tables, '{}') AS tables,
       coalesce(p.columns, '{}') AS columns
FROM granted AS g
JOIN sequence AS c ON c.oid = g.oid
LEFT JOIN place AS p ON p.sequence = g.oid
