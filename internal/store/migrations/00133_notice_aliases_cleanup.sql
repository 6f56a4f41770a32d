-- As 132.
ALTER TABLE {{.Table "notice_aliases"}}{{.OnCluster}}
    MODIFY SETTING cleanup_delay_period = 1, max_cleanup_delay_period = 5, cleanup_delay_period_random_add = 0
