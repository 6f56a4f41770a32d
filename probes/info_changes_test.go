package probes

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

func TestInfoChanges(t *testing.T) {
	start := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	fact := func(seen, recorded int, hash, version, value string) observatory.PageFact {
		return observatory.PageFact{
			Envelope: observatory.Envelope{At: start.AddDate(0, 0, seen), RecordedAt: start.AddDate(0, 0, recorded), SourceVersion: version},
			Address:  "a", Item: "ccc_phone", State: observatory.Present, Value: value, PageHash: observatory.Hash(hash),
		}
	}
	for name, test := range map[string]struct {
		facts []observatory.PageFact
		want  []string
	}{
		"nothing":                      {[]observatory.PageFact{fact(0, 0, "h1", "v1", "x"), fact(7, 7, "h2", "v1", "x")}, nil},
		"the page":                     {[]observatory.PageFact{fact(0, 0, "h1", "v1", "x"), fact(7, 7, "h2", "v1", "y")}, []string{"page x y"}},
		"our rules":                    {[]observatory.PageFact{fact(0, 0, "h1", "v1", "x"), fact(7, 7, "h1", "v2", "y")}, []string{"rules x y"}},
		"both, not told apart":         {[]observatory.PageFact{fact(0, 0, "h1", "v1", "x"), fact(7, 7, "h2", "v2", "y")}, []string{"both x y"}},
		"both, told apart":             {[]observatory.PageFact{fact(0, 0, "h1", "v1", "x"), fact(7, 7, "h2", "v2", "y"), fact(0, 8, "h1", "v2", "z")}, []string{"rules x z", "page z y"}},
		"both, only our rules changed": {[]observatory.PageFact{fact(0, 0, "h1", "v1", "x"), fact(7, 7, "h2", "v2", "y"), fact(0, 8, "h1", "v2", "y")}, []string{"rules x y"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, c := range InfoChanges(test.facts) {
				got = append(got, string(c.Cause)+" "+c.Before.Value+" "+c.After.Value)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
