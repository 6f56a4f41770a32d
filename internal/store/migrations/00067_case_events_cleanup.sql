-- The engine first looks for what it may remove after this delay, not after 30 to 40 s: an erasure waits for it.
ALTER TABLE {{.Table "case_events"}}{{.OnCluster}}
    MODIFY SETTING cleanup_delay_period = 1, max_cleanup_delay_period = 5, cleanup_delay_period_random_add = 0
