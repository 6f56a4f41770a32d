-- As 67, for the tables that a rotation of keys rewrites and an erasure does not.
ALTER TABLE {{.Table "imports"}}{{.OnCluster}}
    MODIFY SETTING cleanup_delay_period = 1, max_cleanup_delay_period = 5, cleanup_delay_period_random_add = 0
