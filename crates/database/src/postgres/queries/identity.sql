-- Who is logged in, and the attributes that reach past any grant.
SELECT
    current_user::text AS login,
    current_setting('server_version') AS server_version,
    pg_catalog.pg_is_in_recovery() AS replica,
    concat_ws(' ',
        CASE WHEN rolsuper THEN 'SUPERUSER' END,
        CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
        CASE WHEN rolcreatedb THEN 'CREATEDB' END,
        CASE WHEN rolbypassrls THEN 'BYPASSRLS' END,
        CASE WHEN rolreplication THEN 'REPLICATION' END) AS attributes
FROM pg_catalog.pg_roles
WHERE rolname = current_user
