SET NAMES utf8mb4,
    SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
    SESSION time_zone = '+00:00',
    SESSION lock_wait_timeout = 2,
    SESSION innodb_lock_wait_timeout = 1,
    SESSION max_execution_time = 30000
