-- The account that the server took this login for: user, host.
SELECT LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1) AS name,
       SUBSTRING_INDEX(CURRENT_USER(), '@', -1) AS host
