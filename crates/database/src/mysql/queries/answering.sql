-- What answers: whether it takes writes, as which thread, and what it calls itself.
SELECT CAST(@@read_only AS signed) AS replica, CAST(CONNECTION_ID() AS signed) AS process, @@version_comment AS made_by
