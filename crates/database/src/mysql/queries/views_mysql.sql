-- Empty for a login without SHOW VIEW.
SELECT {schema}, table_name, view_definition
FROM information_schema.views
WHERE {schemas}
