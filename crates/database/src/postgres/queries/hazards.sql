-- What a write of one row of $1.$2 sets off beside it. $3: the columns it names a value for; $4: it inserts.
WITH RECURSIVE target AS (
    SELECT c.oid, c.relkind
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $2
),
-- The table, and those that a foreign key passes the change on to, however far.
reached (oid, columns, by) AS (
    SELECT t.oid,
           ARRAY(SELECT a.attnum FROM pg_catalog.pg_attribute a WHERE a.attrelid = t.oid AND a.attname = ANY ($3)),
           NULL::pg_catalog.oid
    FROM target t
    UNION
    SELECT k.conrelid, k.conkey, k.oid
    FROM reached r
    JOIN pg_catalog.pg_constraint k ON k.confrelid = r.oid
    WHERE NOT $4 AND k.contype = 'f' AND k.confupdtype IN ('c', 'n', 'd') AND k.confkey && r.columns
),
-- Where their rows are: partitions and children, too.
holder (oid) AS (
    SELECT oid FROM reached
    UNION
    SELECT i.inhrelid FROM holder h JOIN pg_catalog.pg_inherits i ON i.inhparent = h.oid
)
SELECT 'trigger' AS kind, n.nspname::text AS schema, c.relname::text AS relation, t.tgname::text AS name,
       pn.nspname || '.' || p.proname AS detail
FROM holder h
JOIN pg_catalog.pg_trigger t ON t.tgrelid = h.oid
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled IN ('O', 'A')
    -- An update that moves a row to another partition deletes and inserts there.
    AND t.tgtype::pg_catalog.int4
        & (CASE WHEN $4 THEN 4 WHEN EXISTS (SELECT FROM target WHERE relkind = 'p') THEN 28 ELSE 16 END) <> 0
    -- A trigger of a part as a whole does not run for a statement on the parent.
    AND (t.tgtype::pg_catalog.int4 & 1 = 1 OR t.tgrelid IN (SELECT oid FROM reached))
    AND ($4 OR t.tgattr::text = '' OR t.tgrelid NOT IN (SELECT oid FROM target) OR EXISTS (
        SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr) AND a.attname = ANY ($3)))
UNION ALL
SELECT 'rule', $1, $2, r.rulename::text, NULL
FROM target t
JOIN pg_catalog.pg_rewrite r ON r.ev_class = t.oid
WHERE r.ev_type::text = CASE WHEN $4 THEN '3' ELSE '2' END AND r.ev_enabled IN ('O', 'A') AND r.rulename <> '_RETURN'
UNION ALL
SELECT 'cascade', n.nspname::text, c.relname::text, k.conname::text, k.confupdtype::text
FROM reached r
JOIN pg_catalog.pg_constraint k ON k.oid = r.by
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
UNION ALL
-- The sequence of an identity column belongs to the column.
SELECT 'sequence', $1, $2, a.attname::text, n.nspname || '.' || s.relname
FROM target t
JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = t.oid
    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'i'
JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE $4 AND a.attname <> ALL ($3)
UNION ALL
-- What a default depends on: a sequence, or a function that did not come with the server.
SELECT CASE WHEN s.oid IS NULL THEN 'function' ELSE 'sequence' END, $1, $2, a.attname::text,
       COALESCE(sn.nspname || '.' || s.relname, pn.nspname || '.' || p.proname)
FROM target t
JOIN pg_catalog.pg_attrdef f ON f.adrelid = t.oid
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = f.adnum AND a.attgenerated = ''
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = f.oid
LEFT JOIN pg_catalog.pg_class s ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND s.oid = d.refobjid AND s.relkind = 'S'
LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
LEFT JOIN pg_catalog.pg_proc p ON d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = d.refobjid
LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
WHERE $4 AND a.attname <> ALL ($3) AND (s.oid IS NOT NULL OR p.oid IS NOT NULL)
