-- Of the views by name: else the server would read every table's definition. Empty for a login without SHOW VIEW.
SELECT {schema}, table_name, view_definition
FROM information_schema.views
WHERE {schemas} AND table_name IN ({views})
