SELECT enumtypid AS type, enumlabel::text AS label
FROM pg_enum
ORDER BY enumtypid, enumsortorder
