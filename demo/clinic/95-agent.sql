-- The read-only login that the demo connects with. It may read everything here: what an agent is shown is decided by
-- scoping, and that can only be seen at work where the database itself would have answered.
-- The role belongs to the cluster, not to this database: it is made, with its password, where the server is started.

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public, billing TO gatehouse_ro;
GRANT SELECT ON ALL TABLES IN SCHEMA public, billing TO gatehouse_ro;
