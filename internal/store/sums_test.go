package store

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// Sums count each person once in a cell, however many rows and associations she
// has there; rows of no event bring nobody.
func TestSums(t *testing.T) {
	s := testStore(t)
	of := func(name string, change func(*observatory.CaseEvent)) *observatory.CaseEvent {
		return closure(name, "p", march, observatory.Yes, change)
	}
	add(t, s, committed("batch", t0),
		of("1", nil),
		of("2", func(e *observatory.CaseEvent) { e.Date, e.ReasonStated = march+40, observatory.No }),
		of("3", func(e *observatory.CaseEvent) { e.Association = "other" }),
		of("4", func(e *observatory.CaseEvent) { e.Person, e.ReasonStated = id("q"), observatory.Unknown }),
		of("5", func(e *observatory.CaseEvent) { e.Person, e.Level = id("q"), observatory.LevelTold }),
		of("6", func(e *observatory.CaseEvent) { e.Person, e.Department = id("r"), "02" }),
	)
	sums := func(query string, cut observatory.Cut) (list []observatory.EventSums, failed error) {
		for one, err := range s.Sums(t.Context(), query, observatory.Window{From: march, To: march + 60}, cut) {
			if err != nil {
				return nil, err
			}
			slices.Sort(one.ByAssociation)
			slices.Sort(one.AskedByAssociation)
			list = append(list, one)
		}
		slices.SortFunc(list, func(a, b observatory.EventSums) int {
			return slices.Compare([]string{a.Department, a.Month, a.Level}, []string{b.Department, b.Month, b.Level})
		})
		return list, nil
	}
	const query = "closure.reason_stated"
	for _, c := range []struct {
		name string
		cut  observatory.Cut
		want []observatory.EventSums
	}{
		{"the country, told apart", observatory.Cut{Level: observatory.LevelToldApart}, []observatory.EventSums{
			{
				Level: "document", Events: 5, Yes: 3, Known: 4, Persons: 3, Asked: 2, Total: 4, Squares: 10, WithYes: 2, WithNo: 1,
				ByAssociation: []int64{1, 3}, AskedByAssociation: []int64{1, 2},
			},
			{Level: "told", Events: 1, Yes: 1, Known: 1, Persons: 1, Asked: 1, Total: 1, Squares: 1, WithYes: 1, ByAssociation: []int64{1}, AskedByAssociation: []int64{1}},
		}},
		{
			"a department by month, one level",
			observatory.Cut{Month: true, Department: true, Only: map[observatory.CutKey]string{
				observatory.CutDepartment: "01", observatory.CutLevelKey: "document", observatory.CutAssociation: "asso",
			}},
			[]observatory.EventSums{
				{Department: "01", Month: "2026-03", Events: 2, Yes: 1, Known: 1, Persons: 2, Asked: 1, Total: 1, Squares: 1, WithYes: 1, ByAssociation: []int64{2}, AskedByAssociation: []int64{1}},
				{Department: "01", Month: "2026-04", Events: 1, Known: 1, Persons: 1, Asked: 1, Total: 1, Squares: 1, WithNo: 1, ByAssociation: []int64{1}, AskedByAssociation: []int64{1}},
			},
		},
		{"nobody", observatory.Cut{Only: map[observatory.CutKey]string{observatory.CutDepartment: "' OR 1"}}, nil},
	} {
		got, err := sums(query, c.cut)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	contact := func(name, person string, date observatory.Date, answer string) *observatory.CaseEvent {
		return closure(name, person, date, observatory.Unknown, func(e *observatory.CaseEvent) { e.Event, e.Answer = observatory.EventCCCContact, answer })
	}
	add(t, s, contact("7", "p", march, "silent"), contact("8", "p", march+40, "solved"), contact("9", "p", march+40, ""), contact("10", "q", march, "solved"))
	want := []observatory.EventSums{{ // rows of a tally are told one by one
		Level: "document", Events: 4, Yes: 2, Known: 3, Persons: 2, Asked: 2, Total: 3, Squares: 5, WithYes: 2, WithNo: 1,
		ByAssociation: []int64{2}, AskedByAssociation: []int64{2},
	}}
	if got, err := sums("ccc.answered", observatory.Cut{Level: observatory.LevelToldApart}); err != nil || !cmp.Equal(want, got) {
		t.Errorf("a tally: %v (-want +got):\n%s", err, cmp.Diff(want, got))
	}
	for _, other := range []string{"certificate.gap_days", "pan.availability", "none"} {
		if _, err := sums(other, observatory.Cut{}); !errors.Is(err, observatory.ErrNotFound) {
			t.Errorf("%s: error %v", other, err)
		}
	}
}

// The rows of every query that can be added up lose their months where no cell is
// told apart by them; those of tallies are told one by one.
func TestSumsGroupOnce(t *testing.T) {
	s, made, alone := testStore(t), 0, 0
	h, err := s.sql.heeding(needs{})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range h.named {
		with, err := summed(s.sql.sums, text, observatory.Cut{Month: true})
		if errors.Is(err, observatory.ErrNotFound) {
			continue
		}
		without, err := summed(s.sql.sums, text, observatory.Cut{})
		if err != nil {
			t.Fatal(err)
		}
		made++
		if strings.Contains(text, "toUInt8(") {
			t.Errorf("%s: a head that cannot be told from one of rows told one by one", name)
		}
		if strings.Contains(with, "toInt64(toUInt8(") || strings.Contains(with, "toInt64(1) AS events") {
			alone++
			if strings.Contains(with, tallyGroup) {
				t.Errorf("%s: grouped twice:\n%s", name, with)
			}
		}
		if !strings.Contains(with, "toYYYYMM(") || strings.Contains(with, ", 1, 7)") || strings.Contains(without, "toYYYYMM(") || strings.Contains(without, ", 1, 7)") {
			t.Errorf("%s: months are left in the rows:\n%s", name, without)
		}
	}
	if made < 15 || alone < 9 {
		t.Errorf("%d queries can be added up, %d of them row by row", made, alone)
	}
}
