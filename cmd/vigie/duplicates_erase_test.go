package main

import (
	"slices"
	"testing"
	"time"

	"vigie/collectors"
	"vigie/internal/access"
	"vigie/internal/observatory"
)

// TestErasedOfThree makes one person of three and erases the one through whom the
// others are one: they stay one, and the decision between them holds and can be
// undone. The persons are invented.
func TestErasedOfThree(t *testing.T) {
	unraced(t)
	t.Parallel() // it waits for the engine to let go of bytes
	config := prepare(t)
	keepEngine(t, config)
	importedEvents(t, config, write(t, "trois.csv", eraseHeader+
		"T-1;9900000011;Une;Zéphyrine;93;renouvellement;15/03/2026;20/12/2025;\n"+
		"T-2;9900000012;Deux;Zéphyrine;93;renouvellement;15/03/2026;21/12/2025;\n"+
		"T-3;9900000013;Trois;Zéphyrine;93;renouvellement;15/03/2026;22/12/2025;\n"+
		"T-4;9900000014;Quatre;Ulysse;93;renouvellement;15/03/2026;23/12/2025;\n"), "asso")
	a := openedApp(t, config)
	addAccount(t, a, "relectrice", access.Reviewer, "asso")
	by, err := a.accountFor(t.Context(), "relectrice", "asso", access.ReadCases)
	if err != nil {
		t.Fatal(err)
	}
	people := personsByReference(t, a, "T-1", "T-2", "T-3")
	for _, other := range []string{"T-2", "T-3"} {
		first, second := people["T-1"], people[other]
		if second.String() < first.String() {
			first, second = second, first
		}
		if _, err := a.decide(t.Context(), "asso", by, &observatory.PersonDecision{First: first, Second: second, Verdict: observatory.VerdictSame}); err != nil {
			t.Fatal(err)
		}
	}
	if got := personsCounted(t, a); got != 2 {
		t.Fatalf("before the erasure %d persons are counted, want 2", got)
	}
	dossier, err := collectors.CaseOf(a.keys, "asso", true, "T-1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.eraseCases(t.Context(), reasonRequest, "essai", []observatory.ID{dossier}); err != nil {
		t.Fatal(err)
	}
	if got := personsCounted(t, a); got != 2 {
		t.Errorf("after the erasure %d persons are counted, want the two left of three as one, and the fourth", got)
	}
	book, err := a.decisions(t.Context(), "asso")
	if err != nil {
		t.Fatal(err)
	}
	held := book.inForce()
	if len(held) != 1 || mentions(held[0], []observatory.ID{people["T-1"]}) || held[0].Account != by.ID.String() {
		t.Fatalf("decisions in force: %+v, want the one between those who are left", held)
	}
	undone := &observatory.PersonDecision{Verdict: observatory.VerdictUndone}
	undone.Withdraws = held[0].ID
	if _, err := a.decide(t.Context(), "asso", by, undone); err != nil {
		t.Fatal(err)
	}
	if got := personsCounted(t, a); got != 3 {
		t.Errorf("undone, %d persons are counted, want 3", got)
	}
}

// personsByReference reads the pseudonyms of the persons of cases.
func personsByReference(t *testing.T, a *app, references ...string) map[string]observatory.ID {
	t.Helper()
	people := map[string]observatory.ID{}
	filter := observatory.EventFilter{Association: "asso", Window: observatory.Window{Simulation: true}}
	for e, err := range a.store.CaseEvents(t.Context(), filter) {
		if err != nil {
			t.Fatal(err)
		}
		for _, reference := range references {
			if id, err := collectors.CaseOf(a.keys, "asso", true, reference); err != nil {
				t.Fatal(err)
			} else if id == e.Case {
				people[reference] = e.Person
			}
		}
	}
	return people
}

// TestWithoutPersons holds what stays of decisions after an erasure against what
// was decided. Letters stand for persons, in the order of their pseudonyms.
func TestWithoutPersons(t *testing.T) {
	t.Parallel()
	person := func(letter string) observatory.ID { return observatory.ID{letter[0], 1} }
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	// decided makes rows as decide does.
	decided := func(steps ...[3]string) (rows []observatory.PersonDecision) {
		book := newDecisionBook()
		for i, step := range steps {
			d := observatory.PersonDecision{First: person(step[0]), Second: person(step[1]), Verdict: observatory.Verdict(step[2])}
			d.ID, d.RecordedAt = observatory.ID{byte(i + 1)}, start.Add(time.Duration(i)*time.Hour)
			if d.Verdict == observatory.VerdictUndone {
				for _, known := range book.inForce() {
					if known.First == d.First && known.Second == d.Second {
						d.Withdraws = known.ID
					}
				}
			}
			touched := book.together(d.First, d.Second)
			book.add(d)
			d.Links = book.links(touched, nil)
			rows = append(rows, d)
		}
		return rows
	}
	const same, different, undone = string(observatory.VerdictSame), string(observatory.VerdictDifferent), string(observatory.VerdictUndone)
	tests := []struct {
		name  string
		rows  []observatory.PersonDecision
		erase string
		one   [][2]string // pairs who are one
		apart [][2]string
		told  map[observatory.ID]observatory.ID
	}{
		{"the third of three", decided([3]string{"A", "B", same}, [3]string{"B", "C", same}), "A", [][2]string{{"B", "C"}}, nil, nil},
		{"the one between", decided([3]string{"A", "B", same}, [3]string{"B", "C", same}), "B", [][2]string{{"A", "C"}}, nil, nil},
		{"one of two", decided([3]string{"A", "B", same}), "A", nil, nil, nil},
		{"an undone decision stays undone", decided([3]string{"B", "C", same}, [3]string{"A", "B", same}, [3]string{"B", "C", undone}), "A", nil, [][2]string{{"B", "C"}}, nil},
		{"another pair is left alone", decided([3]string{"A", "B", same}, [3]string{"C", "D", different}), "A", nil, [][2]string{{"C", "D"}}, nil},
		{"through two who go", decided([3]string{"A", "B", same}, [3]string{"A", "C", same}, [3]string{"A", "D", same}), "A", [][2]string{{"B", "C"}, {"B", "D"}}, nil, nil},
		{"a case whose person has another", decided([3]string{"A", "B", same}), "A", [][2]string{{"B", "C"}}, nil, map[observatory.ID]observatory.ID{person("A"): person("C")}},
		{"a case that nothing was decided of", decided([3]string{"B", "D", same}), "A", [][2]string{{"B", "D"}}, [][2]string{{"B", "C"}}, map[observatory.ID]observatory.ID{person("A"): person("C")}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			gone := []observatory.ID{person(test.erase)}
			rows := test.rows
			for range 2 { // an erasure that was cut off before the rows were deleted is done again
				kept := withoutPersons(rows, gone, test.told)
				for _, row := range relinked(rows, kept, gone, nil) {
					d := row.(*observatory.PersonDecision)
					if mentions(*d, gone) {
						t.Errorf("%+v still mentions the erased person", d)
					}
					rows = append(rows, *d)
				}
			}
			book, ids := newDecisionBook(), map[observatory.ID]int{}
			for _, row := range rows {
				if !mentions(row, gone) { // the others are deleted
					book.add(row)
					ids[row.ID]++
				}
			}
			for id, n := range ids {
				if n != 1 {
					t.Errorf("decision %s is there %d times", id, n)
				}
			}
			for _, pair := range test.one {
				if !isOne(book, person(pair[0]), person(pair[1])) {
					t.Errorf("%v are two persons now", pair)
				}
			}
			for _, pair := range test.apart {
				if isOne(book, person(pair[0]), person(pair[1])) {
					t.Errorf("%v are one person now", pair)
				}
			}
		})
	}
}

func isOne(b *decisionBook, one, other observatory.ID) bool {
	return slices.Contains(b.together(one), other)
}
