package indicators

import (
	"runtime"

	"golang.org/x/sync/errgroup"

	"vigie/internal/observatory"
)

// numbers numbers names from 1; the empty one has the number 0.
type numbers struct {
	names map[string]int32
	last  int32
}

func (n *numbers) of(name string) int32 {
	if name == "" {
		return 0
	}
	number, known := n.names[name]
	if !known {
		if n.names == nil {
			n.names = map[string]int32{}
		}
		n.last++
		number = n.last
		n.names[name] = number
	}
	return number
}

// known gives the number of a name, false for one that has none.
func (n *numbers) known(name string) (int32, bool) {
	number, known := n.names[name]
	return number, known || name == ""
}

// forget lets the names go. Their numbers are not given again.
func (n *numbers) forget() { n.names = nil }

// partedTally is a tally whose rows can be read in parts of the persons: each part
// is added up, and let go.
type partedTally struct {
	tally

	requests []Request
	sums     []shareCells // of each
}

func (t *partedTally) begin(requests []Request) {
	t.requests, t.sums = requests, make([]shareCells, len(requests))
	for i := range t.sums {
		t.sums[i] = shareCells{}
	}
}

func (t *partedTally) fold() {
	t.arrange()
	var sums errgroup.Group
	sums.SetLimit(runtime.GOMAXPROCS(0))
	for i, q := range t.requests {
		sums.Go(func() error {
			t.sum(q, t.sums[i])
			return nil
		})
	}
	_ = sums.Wait()     // none fails
	t.rows = t.rows[:0] // there is room for the next part
	t.persons.forget()
}

func (t *partedTally) table(q Request) observatory.Table {
	for i, announced := range t.requests {
		if announced.alike(q) && announced.width() == q.width() {
			return t.tableOf(q, t.sums[i])
		}
	}
	return t.tally.table(q)
}
