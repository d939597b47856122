-- Which columns take their values from which sequence: by owning it, or by their default. Put together with the grants by whoever
-- asks: joined here, a server without statistics on its catalogue compares each with each.
SELECT served.sequence, n.nspname::text AS schema, t.relname::text AS "table", a.attname::text AS "column"
FROM (SELECT d.objid AS sequence, d.refobjid AS relation, d.refobjsubid AS position
      FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0
      UNION ALL
      SELECT d.refobjid, f.adrelid, f.adnum
      FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_attrdef AS f ON f.oid = d.objid
      WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass
        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid = 0) AS served
JOIN pg_catalog.pg_class AS t ON t.oid = served.relation
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = served.relation AND a.attnum = served.position
