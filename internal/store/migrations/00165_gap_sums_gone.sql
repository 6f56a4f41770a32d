-- gap_cells has taken its place, and is made from the facts.
DROP TABLE IF EXISTS gap_sums{{.OnCluster}} SYNC
