-- Whether facts of the period were still coming in at the horizon. month holds the name of a month, a quarter or a year.
ALTER TABLE {{.Table "verdicts"}}{{.OnCluster}} ADD COLUMN IF NOT EXISTS incomplete Bool
