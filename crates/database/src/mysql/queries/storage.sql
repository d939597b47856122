-- The storage engine of one table, and whether it knows transactions.
SELECT t.engine AS engine,
       CAST((SELECT COUNT(*) FROM information_schema.engines e WHERE e.engine = t.engine AND e.transactions = 'YES') AS signed) AS transactional
FROM information_schema.tables t
WHERE t.table_schema = ? AND t.table_name = ?
