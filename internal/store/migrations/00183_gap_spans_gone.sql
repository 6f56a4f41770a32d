-- gap_cases has taken its place, and is made from the facts.
DROP TABLE IF EXISTS gap_spans{{.OnCluster}} SYNC
