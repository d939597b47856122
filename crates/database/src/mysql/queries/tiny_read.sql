SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name = ?
