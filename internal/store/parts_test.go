package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"vigie/internal/observatory"
)

// Parts have the rows of the whole, each person's in one part, also of persons who
// share a case and of those who were found to be one, and of rows that have their
// case's reference alone; of a query that is not read by person, there is one part.
func TestPartsAreTheWhole(t *testing.T) {
	unraced(t)
	s := testStore(t)
	random := rand.New(rand.NewPCG(3, 5))
	add(t, s, committed("batch", t0))
	addEvents := func(n int, bare bool) {
		var rows []observatory.Observation
		for i := range n {
			rows = append(rows, eventOn(fmt.Sprint("e", bare, i), march+observatory.Date(i%60), func(e *observatory.CaseEvent) {
				of := random.IntN(120)
				e.Case, e.Person, e.Level = id(fmt.Sprint("case", of)), id(fmt.Sprint("person", of/2)), observatory.LevelDocument
				e.Department, e.Rank = fmt.Sprintf("%02d", 1+random.IntN(3)), "first"
				switch {
				case bare:
					e.Person, e.Strength = e.Case, observatory.StrengthCase
				case random.IntN(40) == 0: // its case is shared
					e.Person = id(fmt.Sprint("person", random.IntN(60)))
				}
				if i%2 == 0 {
					e.Event = observatory.EventCertificate
				}
			}))
		}
		add(t, s, rows...)
	}
	merge := func(first, second string) {
		add(t, s, &observatory.PersonDecision{Envelope: env("merge"+first, t0), Association: "asso", Account: "essai", First: id(first), Second: id(second), Verdict: observatory.VerdictSame, Links: []observatory.PersonLink{{Alias: id(first), Counts: id(second)}}})
	}
	addEvents(400, false)
	merge("person3", "person7")
	persons := checkParts(t, s, "numbers", 1, 2, 5)
	addEvents(130, true)
	if bare := checkParts(t, s, "a quarter without a number", 3); bare > persons+20 { // the cases that are shared count alone
		t.Errorf("%d persons, %d before rows without a number came", bare, persons)
	}
	merge("case20", "person44") // for the person of the case
	checkParts(t, s, "a case is another's", 3)
}

// checkParts holds the parts of queries against the whole, and gives how many
// persons one of them tells of.
func checkParts(t *testing.T, s *Store, when string, cuts ...int) (persons int) {
	t.Helper()
	for query, person := range map[string]int{"certificate.gap_days": 2, "certificate.rights_mention": 3, "ccc.answered": 3} {
		whole := printed(t, s.Counts(t.Context(), query, everything))
		for _, parts := range cuts {
			got, at, n := []string{}, map[string]int{}, 0
			for part := range s.inParts(t.Context(), query, everything, parts) {
				for row, err := range part {
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, fmt.Sprint(row))
					if in, found := at[row.Keys[person]]; found && in != n {
						t.Errorf("%s, %s: a person is in parts %d and %d of %d", when, query, in, n, parts)
					}
					at[row.Keys[person]] = n
				}
				n++
			}
			slices.Sort(got)
			if !slices.Equal(got, whole) {
				t.Errorf("%s, %s in %d parts: %d rows, whole %d", when, query, parts, len(got), len(whole))
			}
			if byPerson := query != "ccc.answered"; byPerson && (n < parts || len(at) < 40) || !byPerson && n != 1 {
				t.Errorf("%s, %s: %d parts of %d asked, %d persons", when, query, n, parts, len(at))
			}
			if query == "certificate.rights_mention" {
				persons = len(at)
			}
		}
	}
	return persons
}

// A reader may leave a part half read, or not read it, and goes on with whole ones;
// what was asked ahead is let go when no more is wanted.
func TestPartsMayBeLeft(t *testing.T) {
	s := testStore(t)
	rows := []observatory.Observation{committed("batch", t0)}
	for i := range 60 {
		rows = append(rows, eventOn(fmt.Sprint("e", i), march, func(e *observatory.CaseEvent) {
			e.Case, e.Person = id(fmt.Sprint("case", i)), id(fmt.Sprint("person", i))
		}))
	}
	add(t, s, rows...)
	whole := len(printed(t, s.Counts(t.Context(), "certificate.gap_days", everything)))
	read, n := 0, 0
	for part := range s.inParts(t.Context(), "certificate.gap_days", everything, 4) {
		n++
		switch n {
		case 1:
			for _, err := range part {
				if err != nil {
					t.Error(err)
				}
				break
			}
		case 2: // not read
		default:
			read += len(printed(t, part))
		}
	}
	if n != 4 || read == 0 || read >= whole {
		t.Errorf("%d parts of 4, %d rows of the last two, of %d", n, read, whole)
	}
	for part := range s.inParts(t.Context(), "certificate.gap_days", everything, 4) {
		printed(t, part)
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for part := range s.inParts(ctx, "certificate.gap_days", everything, 4) {
		for _, last = range part {
		}
		cancel()
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("cancelled: got %v", last)
	}
}

// printed are rows in any one order.
func printed(t *testing.T, rows func(func(observatory.CountRow, error) bool)) []string {
	t.Helper()
	list := []string{}
	for row, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprint(row))
	}
	slices.Sort(list)
	return list
}
