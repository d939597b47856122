-- Indexes, some tables a row: tables, names, numbers, methods, how many of the columns are key parts with small facts as bits
-- below, the columns' positions, and how each part is sorted.
SELECT array_agg(x.indrelid),
       array_agg(i.relname),
       array_agg(x.indexrelid),
       array_agg(i.relam),
       array_agg(x.indnkeyatts * 16
           + CASE WHEN x.indisunique THEN 1 ELSE 0 END
           + CASE WHEN x.indisvalid AND x.indisready AND x.indislive THEN 2 ELSE 0 END
           + CASE WHEN {nulls_not_distinct} THEN 4 ELSE 0 END
           + CASE WHEN x.indisprimary THEN 8 ELSE 0 END),
       string_agg(x.indkey::text, ','),
       string_agg(x.indoption::text, ',')
FROM pg_index AS x
JOIN pg_class AS i ON i.oid = x.indexrelid
WHERE i.relnamespace <> 'pg_toast'::regnamespace AND {of x.indrelid}
GROUP BY x.indrelid::bigint >> 8
