-- The names of columns where one holds the character that is between them.
SELECT a.attrelid, array_agg(a.attname), array_agg(a.attnum)
FROM pg_attribute AS a
WHERE a.attrelid = ANY ('{{tables}}'::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY a.attrelid
