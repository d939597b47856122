-- Begins every question about rights: this login and every role it may become, membership without inheritance included
-- (SET ROLE). It starts from the login itself, because a role that was set for it can be left again. From PostgreSQL 16 on,
-- a membership without the SET option is followed only where the role is inherited or may be granted on. A superuser needs
-- no role: its own entry stands for all. `active` tells what holds without SET ROLE.
WITH me AS (
    SELECT oid, rolsuper FROM pg_catalog.pg_roles WHERE rolname = session_user
), settable AS (
    SELECT r.oid, r.rolsuper,
           CASE WHEN pg_catalog.current_setting('server_version_num')::int < 160000 THEN true
                ELSE pg_catalog.pg_has_role(me.oid, r.oid, 'MEMBER WITH ADMIN OPTION') END AS wholly
    FROM pg_catalog.pg_roles AS r, me
    WHERE NOT me.rolsuper AND r.oid <> me.oid
      AND CASE WHEN pg_catalog.current_setting('server_version_num')::int < 160000
               THEN pg_catalog.pg_has_role(me.oid, r.oid, 'MEMBER')
               ELSE pg_catalog.pg_has_role(me.oid, r.oid, 'SET')
                    OR pg_catalog.pg_has_role(me.oid, r.oid, 'MEMBER WITH ADMIN OPTION') END
), reach AS (
    SELECT r.*, r.rolname = current_user
                OR NOT me.rolsuper AND pg_catalog.pg_has_role(current_user, r.oid, 'USAGE') AS active
    FROM pg_catalog.pg_roles AS r, me
    WHERE r.oid = me.oid OR r.rolname = current_user
       OR NOT me.rolsuper AND (
              pg_catalog.pg_has_role(me.oid, r.oid, 'USAGE')
              OR EXISTS (SELECT FROM settable AS s
                         WHERE s.oid = r.oid
                            OR NOT s.rolsuper AND pg_catalog.pg_has_role(s.oid, r.oid, CASE WHEN s.wholly THEN 'MEMBER' ELSE 'USAGE' END)))
), superior AS (
    SELECT coalesce(bool_or(rolsuper), false) AS yes FROM reach
), space AS (
    SELECT oid, nspname, nspowner FROM pg_catalog.pg_namespace
    WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
)
