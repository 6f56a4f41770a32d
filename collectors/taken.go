package collectors

import (
	"fmt"

	"vigie/collectors/notice"
	"vigie/internal/observatory"
)

// Taken is what an Inbox must know of the messages taken before, those of all
// associations: one that comes twice is there once, and those that say the same are
// found. What an Inbox takes is added to it.
type Taken struct {
	known    map[observatory.ID]bool // fingerprints
	clusters *notice.Clusters
	aliases  int                               // of clusters that need not be looked at again
	older    map[observatory.ID]observatory.ID // clusters that are written as part of others
}

// NewTaken reads the messages taken before, in the order in which they came, and
// the clusters that are written as part of others, which it makes its own. Sets of
// shingles go to a file of dir.
func NewTaken(dir string, aliases map[observatory.ID]observatory.ID, before func(yield func(observatory.Notice, error) bool)) (*Taken, error) {
	clusters, err := notice.NewClusters(dir)
	if err != nil {
		return nil, err
	}
	t := &Taken{known: map[observatory.ID]bool{}, clusters: clusters, older: aliases}
	if t.older == nil {
		t.older = map[observatory.ID]observatory.ID{}
	}
	for n, err := range before {
		if err == nil {
			t.known[n.Text] = true
			_, err = clusters.Add(n.ID, unpack(n.Shingles))
		}
		if err != nil {
			_ = clusters.Close()
			return nil, fmt.Errorf("messages taken before: %w", err)
		}
	}
	return t, nil
}

// Close lets go of the file.
func (t *Taken) Close() error { return t.clusters.Close() }

// oldest gives what a cluster is written to be part of.
func (t *Taken) oldest(cluster observatory.ID) observatory.ID {
	for {
		of, ok := t.older[cluster]
		if !ok {
			return cluster
		}
		cluster = of
	}
}
