-- Check constraints. Their text is the server's to write, for each by itself: their condition names columns.
SELECT k.conrelid, k.conname, pg_get_expr(k.conbin, k.conrelid), coalesce(to_jsonb(k) ->> 'conenforced', 'true')
FROM pg_constraint AS k
WHERE k.contype = 'c' AND {of k.conrelid}
