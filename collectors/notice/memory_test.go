package notice

import (
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"testing"
)

func millionAsked() bool { return os.Getenv("VIGIE_MILLION") != "" }

// measureClusters adds n messages of different forms and gives the memory that
// is then in use.
func measureClusters(t *testing.T, n int) uint64 {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 5))
	before := heap()
	c := newClusters(t)
	set := make([]uint64, 120)
	for i := range n {
		for k := range set {
			set[k] = random.Uint64()
		}
		slices.Sort(set)
		if _, err := c.Add(idOf(i), set); err != nil {
			t.Fatal(err)
		}
	}
	used := heap() - before
	if _, _, ok := c.Cluster(n - 1); ok {
		t.Error("random sets are in a cluster")
	}
	return used
}

func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
