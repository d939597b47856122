-- One row a type: no order over all of them is needed.
SELECT enumtypid, array_agg(enumlabel ORDER BY enumsortorder)
FROM pg_enum
GROUP BY enumtypid
