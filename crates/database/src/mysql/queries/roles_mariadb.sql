-- Every role that this login may take, and through whom: itself, PUBLIC or another role. Roles have no host here.
SELECT role_name AS name, NULL AS host, grantee AS holder, NULL AS holder_host, is_grantable = 'YES' AS passes_on,
       role_name IN (SELECT role_name FROM information_schema.enabled_roles WHERE role_name IS NOT NULL) AS active
FROM information_schema.applicable_roles
