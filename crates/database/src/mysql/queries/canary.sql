CREATE TEMPORARY TABLE gatehouse_write_canary (id int)
