SET SESSION max_execution_time = 5000
