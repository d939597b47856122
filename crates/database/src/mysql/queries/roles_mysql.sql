-- Every role that this login may take, mandatory ones included, and through whom: itself or another role.
SELECT CAST(r.role_name AS char) AS name, CAST(r.role_host AS char) AS host, CAST(r.grantee AS char) AS holder,
       CAST(r.grantee_host AS char) AS holder_host, r.is_grantable = 'YES' AS passes_on,
       (r.role_name, r.role_host) IN (SELECT e.role_name, e.role_host FROM information_schema.enabled_roles AS e) AS active
FROM information_schema.applicable_roles AS r
