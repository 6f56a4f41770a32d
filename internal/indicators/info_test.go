package indicators

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

func infoFact(department, address, item string, state observatory.FactState, value string) observatory.PageFact {
	return observatory.PageFact{
		Envelope:   observatory.Envelope{At: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)},
		Department: department, Address: address, Item: item, State: state, Value: value,
	}
}

func TestInfoContradictions(t *testing.T) {
	const present, wrong, absent = observatory.Present, observatory.Wrong, observatory.Absent
	for name, test := range map[string]struct {
		facts []observatory.PageFact
		want  []string
	}{
		"two departments": {
			[]observatory.PageFact{infoFact("01", "a", "ccc_phone", present, "1"), infoFact("02", "b", "ccc_phone", wrong, "2")},
			[]string{"ccc.phone", "1 01", "2 02"},
		},
		"one department":        {[]observatory.PageFact{infoFact("01", "a", "ccc_phone", present, "1"), infoFact("01", "b", "ccc_phone", wrong, "2")}, nil},
		"an unknown department": {[]observatory.PageFact{infoFact("01", "a", "ccc_phone", present, "1"), infoFact("", "b", "ccc_phone", wrong, "2")}, nil},
		"the same thing":        {[]observatory.PageFact{infoFact("01", "a", "ccc_phone", present, "1"), infoFact("02", "b", "ccc_phone", present, "1")}, nil},
		"one says nothing":      {[]observatory.PageFact{infoFact("01", "a", "ccc_phone", present, "1"), infoFact("02", "b", "ccc_phone", absent, "")}, nil},
		"no rule":               {[]observatory.PageFact{infoFact("01", "a", "pan_hours", present, "1"), infoFact("02", "b", "pan_hours", present, "2")}, nil},
		"substitution": {
			[]observatory.PageFact{infoFact("01", "a", "substitution", wrong, "x"), infoFact("02", "b", "substitution", observatory.Obsolete, "y")},
			[]string{"substitution.exists", "non 01", "oui 02"},
		},
		"months": {
			[]observatory.PageFact{infoFact("01", "a", "certificate_months", present, "6"), infoFact("02", "b", "certificate_months", present, "3")},
			[]string{"certificate.maximum_months", "3 02", "6 01"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, c := range InfoContradictions(test.facts) {
				got = append(got, c.Rule)
				for _, s := range c.Said {
					got = append(got, s.Value+" "+s.Fact.Department)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestInfoSitesLeaveAccessibilityOut(t *testing.T) {
	facts := []observatory.PageFact{
		infoFact("01", "a", "k1", observatory.Present, "x"),
		infoFact("01", "form", observatory.AxePrefix+"color-contrast", observatory.Wrong, "impact=serious"),
		infoFact("02", "form", observatory.AxePrefix+"label", observatory.Present, ""),
	}
	sites := InfoSites(facts, []string{"k1"})
	if len(sites) != 1 || sites[0].Pages != 1 || len(sites[0].Items) != 1 || sites[0].Present != 1 {
		t.Errorf("got %+v, want department 01 with one page and one item", sites)
	}
	if list := InfoContradictions(facts); len(list) > 0 {
		t.Errorf("contradictions: %+v", list)
	}
}

func TestInfoSites(t *testing.T) {
	facts := []observatory.PageFact{
		infoFact("01", "a", "k1", observatory.Absent, ""), infoFact("01", "b", "k1", observatory.Present, "x"),
		infoFact("01", "a", "k2", observatory.Present, "y"), infoFact("01", "b", "k2", observatory.Wrong, "z"),
		infoFact("01", "a", "k3", observatory.CannotTell, ""), infoFact("01", "b", "k3", observatory.Absent, ""),
		infoFact("02", "c", "k1", observatory.Obsolete, "old"), infoFact("02", "c", "k2", observatory.Absent, ""),
		infoFact("", "d", "k1", observatory.Present, "nobody's"),
	}
	type row struct {
		Department           string
		Pages                int
		K1, K2, K3           observatory.FactState
		Present, Told, Asked int64
	}
	var got []row
	for _, s := range InfoSites(facts, []string{"k1", "k2", "k3"}) {
		got = append(got, row{s.Department, s.Pages, s.Items["k1"].State, s.Items["k2"].State, s.Items["k3"].State, s.Present, s.Told, s.Asked})
	}
	want := []row{
		{"01", 2, observatory.Present, observatory.Wrong, observatory.CannotTell, 1, 2, 3},
		{"02", 1, observatory.Obsolete, observatory.Absent, "", 0, 2, 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
