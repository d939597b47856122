-- The columns of one table, as far as they fill themselves.
SELECT column_name AS name, extra AS extra, column_default AS otherwise
FROM information_schema.columns
WHERE table_schema = ? AND table_name = ?
