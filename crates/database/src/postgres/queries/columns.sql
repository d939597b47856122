-- Columns, one row a table: a row for each column costs more on its way than all the rest. The last list holds small facts
-- as the bits of a number, the position above them.
SELECT a.attrelid,
       array_agg(a.attname),
       array_agg(a.atttypid),
       array_agg(a.atttypmod),
       array_agg(a.attnum * 64
           + CASE WHEN a.attnotnull THEN 1 ELSE 0 END
           + CASE a.attidentity WHEN '' THEN 0 WHEN 'a' THEN 2 WHEN 'd' THEN 4 ELSE 6 END
           + CASE a.attgenerated WHEN '' THEN 0 WHEN 's' THEN 8 WHEN 'v' THEN 8 ELSE 16 END
           + CASE WHEN a.attacl IS NULL THEN 0 ELSE 32 END)
FROM pg_attribute AS a
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN (SELECT c.oid FROM pg_class AS c WHERE {relations})
GROUP BY a.attrelid
