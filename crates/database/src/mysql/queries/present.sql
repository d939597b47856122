-- What this login sees at all: the server hides the rest even from a count.
SELECT COUNT(*) AS tables_present
FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')
