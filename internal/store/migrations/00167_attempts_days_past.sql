-- The rows that were there before get their index too, in the background.
ALTER TABLE {{.Table "attempts"}}{{.OnCluster}} MATERIALIZE INDEX days
