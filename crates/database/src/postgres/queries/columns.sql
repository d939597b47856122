-- Columns, one row a table: a row for each column costs more on its way than all the rest, and texts put together cost the server
-- less than arrays do. The names, with a character between them that hardly a name holds; of each column a number of the
-- type, the position and small facts as bits; and of each type that has a modifier, position and modifier.
SELECT a.attrelid,
       string_agg(a.attname, E'\x1f'),
       string_agg((a.atttypid::bigint << 32
           | a.attnum * 64
           + CASE WHEN a.attnotnull THEN 1 ELSE 0 END
           + CASE a.attidentity WHEN '' THEN 0 WHEN 'a' THEN 2 WHEN 'd' THEN 4 ELSE 6 END
           + CASE a.attgenerated WHEN '' THEN 0 WHEN 's' THEN 8 WHEN 'v' THEN 8 ELSE 16 END
           + CASE WHEN a.attacl IS NULL THEN 0 ELSE 32 END)::text, ','),
       string_agg(CASE WHEN a.atttypmod >= 0 THEN (a.attnum::bigint << 32 | a.atttypmod)::text END, ',')
FROM pg_attribute AS a
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN (SELECT c.oid FROM pg_class AS c WHERE {relations})
GROUP BY a.attrelid
