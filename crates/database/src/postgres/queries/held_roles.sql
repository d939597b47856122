-- Whom this login may be, and what that means for every table. After reach.sql. The attribute of a superuser is not inherited.
SELECT session_user::text AS login, r.rolname::text AS name, r.active, r.rolname = session_user AS own,
       r.rolsuper AS superuser, r.rolname = current_user AS current
FROM reach AS r
