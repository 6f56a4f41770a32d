package collectors

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

const personsHeader = "référence;n° étranger;nom;prénom;date de naissance;département;évènement;date\n"

func checked(t *testing.T, o Options, file string) Summary {
	t.Helper()
	s, err := CheckSource(t.Context(), text(file), o)
	if err != nil || s.RefusedRows > 0 {
		t.Fatalf("%v, %+v", err, s.Refused)
	}
	return s
}

// TestPersonsOfAFile: rows with the case's reference alone are of the person of
// the case, told before or after them, or known.
func TestPersonsOfAFile(t *testing.T) {
	const four = "A;9900000001;;;;93;dépôt;2026-01-05\nA;;;;;93;clôture;2026-02-05\n" +
		"B;;;;;93;clôture;2026-02-06\nB;9900000002;;;;93;contact CCC;2026-02-07\n" +
		"C;9900000003;;;;93;dépôt;2026-01-05\nD;;;;;93;dépôt;2026-01-06\nD;;;;;93;clôture;2026-02-06\n"
	tests := []struct {
		name, known, file string
		want              int
		warnings          []string
	}{
		{"four persons", "", four, 4, nil},
		{"the same file again", four, four + "E;9900000003;;;;93;dépôt;2026-01-05\n", 4, nil},
		{"the person is known", "A;9900000001;;;;93;dépôt;2026-01-05\n", "A;;;;;93;clôture;2026-02-05\nZ;9900000001;;;;93;dépôt;2026-01-05\n", 1, nil},
		{"names, then the number", "", "A;;Essai;Un;3/5/1990;93;dépôt;2026-01-05\nA;9900000001;;;;93;contact CCC;2026-01-06\nA;;;;;93;clôture;2026-02-05\n", 2, nil},
		{"two numbers in a case", "", "A;9900000001;;;;93;dépôt;2026-01-05\nA;9900000002;;;;93;contact CCC;2026-01-06\nA;;;;;93;clôture;2026-02-05\n", 3, []string{WarningKnownPerson}},
		{"another number than the known one", "A;9900000001;;;;93;dépôt;2026-01-05\nA;;;;;93;contact CCC;2026-01-08\n", "A;9900000002;;;;93;contact CCC;2026-01-06\nA;;;;;93;clôture;2026-02-05\n", 2, []string{WarningKnownPerson}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := &memory{}
			o := options(t, m, testKeys(t))
			if test.known != "" {
				take(t, o, personsHeader+test.known)
			}
			s := checked(t, o, personsHeader+test.file)
			var warnings []string
			for _, w := range s.Warnings {
				warnings = append(warnings, w.Problem)
			}
			if s.Persons != test.want || !slices.Equal(warnings, test.warnings) {
				t.Errorf("%d persons, want %d; warnings %v, want %v", s.Persons, test.want, warnings, test.warnings)
			}
			if got := take(t, o, personsHeader+test.file); got.Persons != test.want {
				t.Errorf("import: %d persons, want %d", got.Persons, test.want)
			}
		})
	}
}

// TestNumberLeftOut: a fact told again without the number is the same, and its
// correction keeps the person.
func TestNumberLeftOut(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	take(t, o, personsHeader+"A;9900000001;;;;93;dépôt;2026-01-05\n")
	if s := take(t, o, personsHeader+"A;;;;;93;dépôt;2026-01-05\n"); s.DuplicateEvents != 1 || s.Events != 0 {
		t.Errorf("told again without its number: %+v", s)
	}
	if s := take(t, o, personsHeader+"A;;;;;75;dépôt;2026-01-05\n"); s.Corrections != 1 {
		t.Errorf("another department: %+v", s)
	}
	if first, last := m.events[0], m.events[len(m.events)-1]; last.Revision != 1 || last.Person != first.Person || last.Instance != first.Instance || last.Strength != observatory.StrengthNumber {
		t.Errorf("correction of another person: %+v", last)
	}
	if s := take(t, o, personsHeader+"A;9900000001;;;;75;dépôt;2026-01-05\nA;;;;;75;clôture;2026-02-05\n"); s.DuplicateEvents != 1 || s.Persons != 1 {
		t.Errorf("with its number again: %+v", s)
	}
}

// TestPersonsInAnyOrder: the same rows in any order, split over any imports, are
// of as many persons.
func TestPersonsInAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	keys := testKeys(t)
	for round := range 12 {
		var rows []string
		persons := map[string]bool{}
		for dossier := range 9 {
			number := fmt.Sprintf("99000000%02d", random.IntN(6))
			told := ""
			for day := range 1 + random.IntN(4) {
				of := ""
				if random.IntN(2) == 0 {
					of, told = number, number
				}
				rows = append(rows, fmt.Sprintf("R%d;%s;;;;93;contact CCC;2026-01-%02d\n", dossier, of, day+1))
			}
			if told == "" {
				told = fmt.Sprint("case ", dossier)
			}
			persons[told] = true
		}
		m := &memory{}
		o := options(t, m, keys)
		random.Shuffle(len(rows), func(a, b int) { rows[a], rows[b] = rows[b], rows[a] })
		if s := checked(t, o, personsHeader+strings.Join(rows, "")); s.Persons != len(persons) {
			t.Errorf("round %d: %d persons, want %d:\n%s", round, s.Persons, len(persons), strings.Join(rows, ""))
		}
		for left := rows; len(left) > 0; {
			n := 1 + random.IntN(len(left))
			take(t, o, personsHeader+strings.Join(left[:n], ""))
			left = left[n:]
		}
		if len(m.events) != len(rows) {
			t.Fatalf("round %d: %d events of %d rows", round, len(m.events), len(rows))
		}
		if s := checked(t, o, personsHeader+strings.Join(rows, "")+"R0;;;;;93;contact CCC;2026-03-01\n"); s.Persons != len(persons) {
			t.Errorf("round %d, all known: %d persons, want %d", round, s.Persons, len(persons))
		}
	}
}
