package collectors

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// TestRowsOfACaseAgainstEachOther refuses the row of an event that contradicts
// the rows of its case before it, in an import, a check and the sheet of problems.
func TestRowsOfACaseAgainstEachOther(t *testing.T) {
	const header = "référence;département;évènement;date;rang;début;fin\n"
	tests := []struct{ name, rows, want string }{
		{"closure before filing", "A;93;dépôt;2026-02-01;;;\nA;93;clôture;2026-01-31;;;\n", "3 closure_before_filing"},
		{"closure on the day of filing", "A;93;dépôt;2026-02-01;;;\nA;93;clôture;2026-02-01;;;\n", ""},
		{"closure in the month of filing", "A;93;dépôt;2026-02-10;;;\nA;93;clôture;02/2026;;;\n", ""},
		{"closure of another case", "A;93;dépôt;2026-02-01;;;\nB;93;clôture;2026-01-31;;;\n", ""},
		{"filing after the only closure", "A;93;clôture;2026-01-31;;;\nA;93;dépôt;2026-02-01;;;\n", "3 filing_after_closure"},
		{"filed, closed, filed again", "A;93;dépôt;2025-12-01;;;\nA;93;clôture;2026-01-31;;;\nA;93;dépôt;2026-02-01;;;\n", ""},
		{"decision before filing", "A;93;dépôt;2026-02-01;;;\nA;93;décision;2026-01-31;;;\n", "3 decision_before_filing"},
		{"confirmation before filing", "A;93;dépôt;2026-02-01;;;\nA;93;confirmation de dépôt;2026-01-31;;;\n", "3 confirmation_before_filing"},
		{"refiling before closure", "A;93;clôture;2026-02-01;;;\nA;93;nouveau dépôt;2026-01-31;;;\n", "3 refiling_before_closure"},
		{"a renewal before its issue", "A;93;API;;première;2026-05-01;2026-07-31\nA;93;API;;renouvellement;2026-04-01;2026-04-30\n", "3 renewal_before_issue"},
		{"a renewal asked before its issue", "A;93;API;;première;2026-05-01;2026-07-31\nA;93;demande d'API;2026-04-30;renouvellement;;\n", "3 renewal_before_issue"},
		{"a renewal asked after", "A;93;API;;première;2026-05-01;2026-07-31\nA;93;demande d'API;2026-07-01;renouvellement;;\n", ""},
		{"cases that stand apart", "A;93;dépôt;2026-02-01;;;\nB;93;dépôt;2026-03-01;;;\nA;93;clôture;2026-01-31;;;\n", "4 closure_before_filing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := &memory{}
			o := options(t, m, testKeys(t))
			s := take(t, o, header+test.rows)
			var got []string
			for _, f := range s.Refused {
				got = append(got, fmt.Sprint(f.Row, " ", f.Problem))
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("refused %v, want %q", got, test.want)
			}
			if refused := strings.Count(test.want, " "); s.RefusedRows != refused || len(m.rejects) != refused || s.Events+refused != s.Rows {
				t.Errorf("summary: %+v; %d rejects", s, len(m.rejects))
			}
			var sheet bytes.Buffer
			if err := ProblemSheet(context.Background(), text(header+test.rows), o, &sheet); err != nil {
				t.Fatal(err)
			}
			if told := strings.Contains(sheet.String(), "date : "); told != (test.want != "") {
				t.Errorf("sheet of problems:\n%s", sheet.String())
			}
		})
	}
}

// TestAnswersBeforeRequests tells an answer that precedes all requests for documents
// of its case, whichever row comes first, and refuses nothing.
func TestAnswersBeforeRequests(t *testing.T) {
	const header = "référence;département;évènement;date\n"
	const asked, sent = "demande de pièces", "réponse à une demande de pièces"
	row := func(dossier, what, date string) string { return dossier + ";93;" + what + ";" + date + "\n" }
	tests := []struct {
		name, rows string
		want       []int
	}{
		{"answer below", row("A", asked, "2026-02-10") + row("A", sent, "2026-02-01"), []int{3}},
		{"answer above", row("A", sent, "2026-02-01") + row("A", asked, "2026-02-10"), []int{3}},
		{"in their order", row("A", asked, "2026-02-10") + row("A", sent, "2026-02-10"), nil},
		{"the newest first", row("A", sent, "2026-02-20") + row("A", asked, "2026-02-10"), nil},
		{"of two requests", row("A", asked, "2026-02-10") + row("A", sent, "2026-02-20") + row("A", asked, "2026-03-10") + row("A", sent, "2026-03-20"), nil},
		{"to the month", row("A", asked, "2026-02-10") + row("A", sent, "02/2026"), nil},
		{"of another case", row("A", asked, "2026-02-10") + row("B", sent, "2026-02-01"), nil},
		{"cases that stand apart", row("A", asked, "2026-02-10") + row("B", asked, "2026-01-10") + row("A", sent, "2026-02-01"), []int{4}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := options(t, &memory{}, testKeys(t))
			o.setRoom = 1 // what is known of a case lies in a file
			s := take(t, o, header+test.rows)
			var got []int
			for _, f := range s.Warnings {
				if got = append(got, f.Row); f.Problem != WarningAnswerOrder || f.Column != "date" {
					t.Errorf("warning: %+v", f)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" || s.RefusedRows != 0 {
				t.Errorf("%d refused, rows warned of (-want +got):\n%s", s.RefusedRows, diff)
			}
			var sheet bytes.Buffer
			must(t, ProblemSheet(context.Background(), text(header+test.rows), o, &sheet))
			if told := strings.Count(sheet.String(), "date : "); told != len(test.want) {
				t.Errorf("sheet of problems:\n%s", sheet.String())
			}
		})
	}
}

// TestAgainstWhatIsKnown warns of a new fact that does not go with the known ones
// of its case, once, and not of the known ones.
func TestAgainstWhatIsKnown(t *testing.T) {
	const header = "référence;n° étranger;département;date de dépôt;date de clôture\n"
	tests := []struct {
		name, rows string
		want       []string
	}{
		{"the same again", "A;9900000001;93;01/02/2026;01/03/2026\n;;;;\n", nil},
		{"a closure that is new", "A;9900000001;93;01/02/2026;02/03/2026\n", nil},
		{"a closure before the known filing", "A;9900000001;93;;31/01/2026\n", []string{"2 date de clôture known_filing_later"}},
		{"another filing", "A;9900000001;93;15/02/2026;\n", []string{"2 date de dépôt known_filing_differs"}},
		{"another person", "A;9900000002;93;01/02/2026;\n", []string{"2 numéro étranger known_person_differs"}},
		{"another department", "A;9900000001;75;01/02/2026;05/03/2026\n", []string{"2 département known_department_differs"}},
		{"a case that is new", "B;9900000002;75;01/01/2026;\n", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := &memory{}
			o := options(t, m, testKeys(t))
			take(t, o, header+"A;9900000001;93;01/02/2026;01/03/2026\n")
			o.Now = func() time.Time { return testNow.Add(time.Hour) }
			s := take(t, o, header+test.rows)
			var got []string
			for _, f := range s.Warnings {
				got = append(got, fmt.Sprint(f.Row, " ", f.Column, " ", f.Problem))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDepartmentsOfACase tells once of a case that its rows stand in two departments,
// and not when all they say is known.
func TestDepartmentsOfACase(t *testing.T) {
	const events, cases = "référence;département;évènement;date\n", "référence;département;date de dépôt;date de clôture\n"
	tests := []struct {
		name, known, file string
		want              []int
	}{
		{"events", "", events + "A;93;dépôt;2026-02-01\nA;75;clôture;2026-03-01\n", []int{3}},
		{"written in two ways", "", events + "A;93;dépôt;2026-02-01\nA;Seine-Saint-Denis;clôture;2026-03-01\n", nil},
		{"of two cases", "", events + "A;93;dépôt;2026-02-01\nB;75;clôture;2026-03-01\n", nil},
		{"three departments", "", events + "A;93;dépôt;2026-02-01\nA;75;clôture;2026-03-01\nA;93;contact CCC;2026-03-01\nA;13;contact CCC;2026-03-02\n", []int{3}},
		{"cases that stand apart", "", events + "A;93;dépôt;2026-02-01\nB;75;dépôt;2026-02-01\nC;75;dépôt;2026-02-01\nA;75;clôture;2026-03-01\nC;93;clôture;2026-03-01\n", []int{5, 6}},
		{"a row that is refused", "", events + "A;93;dépôt;2026-02-01\nA;75;clôture;2026-01-01\nA;93;clôture;2026-03-01\n", nil},
		{"the same fact in both", "", events + "A;93;dépôt;2026-02-01\nA;75;dépôt;2026-02-01\n", []int{3}},
		{"one row a case", "", cases + "A;93;01/02/2026;01/03/2026\nB;75;01/02/2026;\nA;75;01/04/2026;02/05/2026\n", []int{4}},
		{"all known", events + "A;93;dépôt;2026-02-01\nA;75;clôture;2026-03-01\n", events + "A;93;dépôt;2026-02-01\nA;75;clôture;2026-03-01\nB;75;clôture;2026-03-01\n", nil},
		{"known in the one, then in the other", events + "A;93;dépôt;2026-02-01\n", events + "A;93;dépôt;2026-02-01\nA;75;clôture;2026-03-01\n", []int{3}},
		{"known in the last", events + "A;93;dépôt;2026-02-01\n", events + "A;75;clôture;2026-03-01\nA;93;contact CCC;2026-03-02\n", []int{2}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, room := range []int{0, 1} { // 1: what is known of a case lies in a file
				o := options(t, &memory{}, testKeys(t))
				o.setRoom = room
				if test.known != "" {
					take(t, o, test.known)
				}
				s := take(t, o, test.file)
				var got []int
				for _, f := range s.Warnings {
					if got = append(got, f.Row); f.Problem != WarningKnownDepartment || f.Column != "département" {
						t.Errorf("warning: %+v", f)
					}
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("rows warned of (-want +got):\n%s", diff)
				}
				if test.known != "" {
					continue
				}
				var sheet bytes.Buffer
				must(t, ProblemSheet(t.Context(), text(test.file), o, &sheet))
				if told := strings.Count(sheet.String(), explain(WarningKnownDepartment).message); told != len(test.want) {
					t.Errorf("sheet of problems:\n%s", sheet.String())
				}
			}
		})
	}
}

// TestBookDates holds rows against each other on all days that are taken.
func TestBookDates(t *testing.T) {
	for _, now := range []time.Time{testNow, time.Date(2070, 1, 1, 0, 0, 0, 0, time.UTC)} {
		last := now.AddDate(yearsAhead[factDate], 0, 0)
		for _, filed := range []time.Time{last.AddDate(-27, 0, 0), now, last} {
			o := options(t, &memory{}, testKeys(t))
			o.Now = func() time.Time { return now }
			row := func(what string, day time.Time) string {
				return "A;93;" + what + ";" + day.Format(time.DateOnly) + "\n"
			}
			s := take(t, o, "référence;département;évènement;date\n"+row("dépôt", filed)+row("clôture", filed.AddDate(0, 0, -1)))
			if s.RefusedRows != 1 || s.Refused[0].Problem != ProblemClosureOrder {
				t.Errorf("filed on %s: %+v", filed.Format(time.DateOnly), s)
			}
		}
	}
}

// TestWithdraw withdraws an import whole: nothing of it is known any more, and
// the same file can come again.
func TestWithdraw(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	first := take(t, o, importHeader+importRows)
	committed := m.imports[len(m.imports)-1]
	withdrawn, err := Withdraw(context.Background(), committed, "compte-1", m.sink(), testNow) // at the very instant of its commit
	if err != nil {
		t.Fatal(err)
	}
	last := m.imports[len(m.imports)-1]
	if last.State != observatory.ImportWithdrawn || last.Author != "compte-1" || last.ID == committed.ID || !last.RecordedAt.After(committed.RecordedAt) {
		t.Errorf("row of the withdrawal: %+v", last)
	}
	if leaf := m.leaves[len(m.leaves)-1]; leaf.ID != withdrawn.ID {
		t.Errorf("the ledger's last leaf is %+v", leaf)
	}
	if len(m.events) != first.Events {
		t.Errorf("%d events are left of %d: rows stay", len(m.events), first.Events)
	}
	if _, err := Withdraw(context.Background(), last, "", m.sink(), testNow); err == nil {
		t.Error("it was withdrawn twice")
	}
	o.Now = func() time.Time { return testNow.Add(time.Hour) }
	again := take(t, o, importHeader+importRows)
	if again.AlreadyImported || again.Events != first.Events || again.Corrections != 0 || again.Import == first.Import {
		t.Errorf("the same file again: %+v", again)
	}
}
