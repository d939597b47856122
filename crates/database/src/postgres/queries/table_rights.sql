-- What the login may do with a table depends on its owner and its list of rights alone, and few tables differ in both: one
-- of each is asked for.
SELECT t.oid,
       has_table_privilege(t.oid, 'SELECT'),
       has_table_privilege(t.oid, 'INSERT'),
       has_table_privilege(t.oid, 'UPDATE')
FROM unnest('{{tables}}'::oid[]) AS t (oid)
