-- What views read. The server notes each column that a view depends on, but of a row read as a whole (SELECT t FROM t) only the
-- table, and not even that beside a column of it: such a row stands in the view's tree as column 0.
SELECT w.ev_class,
       n.nspname,
       r.relname,
       w.whole_rows,
       coalesce(array_agg(a.attname) FILTER (WHERE a.attname IS NOT NULL), '{}')
FROM (SELECT v.oid, v.ev_class, v.ev_action::text LIKE '%:varattno 0 %' AS whole_rows
      FROM pg_rewrite AS v
      WHERE v.rulename = '_RETURN' AND {of v.ev_class}
      -- Looks at each tree once, not once for each column.
      OFFSET 0) AS w
JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
JOIN pg_class AS r ON r.oid = d.refobjid
JOIN pg_namespace AS n ON n.oid = r.relnamespace
LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND d.refobjsubid <> 0
WHERE d.refobjid <> w.ev_class AND r.relkind <> 'S'
GROUP BY w.ev_class, n.nspname, r.relname, w.whole_rows
