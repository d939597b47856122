-- The triggers of one table for one event, as far as this login may see them.
SELECT trigger_name AS name
FROM information_schema.triggers
WHERE event_object_schema = ? AND event_object_table = ? AND event_manipulation = ?
