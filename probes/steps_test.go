package probes

import (
	"testing"
	"time"
)

// The time of a step ends at any moment, also in the middle of a look: a page
// that was whole at the look before is at rest, a page gone silent is not.
func TestTheLookBeforeTheEndCounts(t *testing.T) {
	end := time.Date(2026, time.November, 27, 12, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		last sight
		want bool
	}{
		"whole just before the end":    {sight{"complete", end.Add(-30 * time.Millisecond)}, true},
		"whole, then a look cut short": {sight{"complete", end.Add(-lookTimeout / 2)}, true},
		"whole, then silent":           {sight{"complete", end.Add(-lookTimeout)}, false},
		"still loading":                {sight{"interactive", end.Add(-30 * time.Millisecond)}, false},
		"never seen":                   {sight{}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.last.complete(end); got != test.want {
				t.Errorf("complete: %v, want %v", got, test.want)
			}
		})
	}
}
