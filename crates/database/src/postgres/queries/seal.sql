-- Whatever comes after it in this transaction only reads, and ends by itself on the server.
BEGIN TRANSACTION READ ONLY;
SET LOCAL statement_timeout = '5s';
SET LOCAL lock_timeout = '2s';
