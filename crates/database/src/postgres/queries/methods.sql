SELECT oid, amname FROM pg_am
