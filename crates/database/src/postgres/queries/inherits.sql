-- Tables that inherit from others. A partition does so in the catalogue, too; it is folded and left out.
SELECT h.inhrelid, array_agg(h.inhparent ORDER BY h.inhseqno)
FROM pg_inherits AS h
WHERE {of h.inhrelid}
GROUP BY h.inhrelid
