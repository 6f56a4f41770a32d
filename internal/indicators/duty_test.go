package indicators

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// studentRules are those of the catalogue for a student, whose silence is a
// refusal after 90 days.
func studentRules(t *testing.T) RuleSet {
	t.Helper()
	known, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	return RulesOf(known)
}

// student is a renewal whose title of a year ended on 31 March 2026, filed on 15
// January: 75 days before, within the window of 120 to 60 days. Silence of 90
// days makes a refusal on 15 April.
func student(events ...CaseFact) CaseFacts {
	all := append([]CaseFact{
		valid(title, observatory.NewDate(2025, 4, 1), day(3, 31)), on(filing, day(1, 15)), on(attested, day(4, 30)),
	}, events...)
	return CaseFacts{Procedure: "renewal", Ground: "student", Events: all}
}

func april(from, to int) observatory.Span {
	return observatory.Span{Start: day(4, from), End: day(4, to)}
}

func TestDuty(t *testing.T) {
	request, answer := on(observatory.EventDocumentRequest, day(4, 5)), on(observatory.EventDocumentAnswer, day(4, 8))
	gap := func(s observatory.Span, duty Duty) Piece { return Piece{Span: s, Duty: duty, Gap: true} }
	late := student()
	late.Events[1].Date = day(2, 15) // 44 days before
	unknown := student()
	unknown.Ground = "employee" // annexe 9 was not read for it
	duplicate := student()
	duplicate.Procedure = "duplicate"
	first := CaseFacts{Procedure: "first", Ground: "student", Events: []CaseFact{on(filing, day(4, 1)), on(attested, day(4, 30))}}
	paragraph := CaseFacts{Procedure: "first", Ground: "student", Events: []CaseFact{on(filing, day(4, 1)), on(attested, day(4, 30))}}
	paragraph.Events[0].Code = CodeInTime3
	counter := student()
	counter.Events[1].Channel = ChannelOther
	refiled := student(on(closure, day(4, 10)), on(observatory.EventRefiling, day(4, 12)))
	for _, c := range []struct {
		name           string
		facts          CaseFacts
		floor, ceiling []Piece
	}{
		{"due until silence is a refusal", student(), []Piece{gap(april(1, 14), Due), gap(april(15, 30), NotDue)}, []Piece{gap(april(1, 30), Due)}},
		{
			"a request for documents suspends it until it is answered", student(request, answer),
			[]Piece{gap(april(1, 4), Due), gap(april(5, 7), NotDue), gap(april(8, 14), Due), gap(april(15, 30), NotDue)},
			[]Piece{gap(april(1, 4), Due), gap(april(5, 7), NotDue), gap(april(8, 30), Due)},
		},
		{
			"a certificate presumes a complete file", student(request, valid(api, day(4, 6), day(4, 20))),
			[]Piece{
				gap(april(1, 4), Due), gap(april(5, 5), NotDue),
				{Span: april(6, 14), Duty: Due, Renewal: true},
				{Span: april(15, 20), Duty: NotDue, Renewal: true},
				{Span: april(21, 30), Duty: NotDue, Gap: true, Renewal: true},
			},
			[]Piece{
				gap(april(1, 4), Due), gap(april(5, 5), NotDue),
				{Span: april(6, 20), Duty: Due, Renewal: true},
				{Span: april(21, 30), Duty: Due, Gap: true, Renewal: true},
			},
		},
		{"filed late", late, []Piece{gap(april(1, 30), NotDue)}, []Piece{gap(april(1, 30), NotDue)}},
		{"a ground whose place on annexe 9 is not known", unknown, []Piece{gap(april(1, 15), CannotTell), gap(april(16, 30), NotDue)}, []Piece{gap(april(1, 30), CannotTell)}},
		{"a procedure that gives no permit", duplicate, []Piece{gap(april(1, 14), NotDue), gap(april(15, 30), NotDue)}, []Piece{gap(april(1, 30), NotDue)}},
		{"a first application, of which nothing says R. 431-5 2° to 4°", first, []Piece{gap(april(1, 30), CannotTell)}, []Piece{gap(april(1, 30), CannotTell)}},
		{"a first application in time under R. 431-5 3°", paragraph, []Piece{gap(april(1, 30), Due)}, []Piece{gap(april(1, 30), Due)}},
		{"filed at a counter", counter, []Piece{gap(april(1, 14), NotDue), gap(april(15, 30), NotDue)}, []Piece{gap(april(1, 30), NotDue)}},
		{
			"filed again after a closure: late by its own date, in time by the first", refiled,
			[]Piece{gap(april(1, 9), Due), gap(april(10, 30), NotDue)},
			[]Piece{gap(april(1, 9), Due), gap(april(10, 30), Due)},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			rules := studentRules(t)
			if c.name == "a ground whose place on annexe 9 is not known" {
				rules.Duty.Grounds["employee"] = GroundRule{Silence: Silence{Days: 91}} // 15 January + 91 days
			}
			got := Gaps(c.facts, day(6, 30), rules, false)
			if diff := cmp.Diff(c.floor, got.Floor); diff != "" {
				t.Errorf("floor (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.ceiling, got.Ceiling); diff != "" {
				t.Errorf("ceiling (-want +got):\n%s", diff)
			}
		})
	}
}

// TestListedDepartments holds the second paragraph of L. 433-3: only where an
// order names the department, and only if the application came first.
func TestListedDepartments(t *testing.T) {
	facts := student()
	facts.Department = "93"
	rules := RuleSet{Extensions: []Extension{{Months: 3, FiledBefore: true, Departments: []Listed{{Department: "93", From: day(1, 1), To: day(12, 31)}}}}}
	if got := Gaps(facts, day(6, 30), rules, false); len(got.Gaps) != 0 || len(got.Ceiling) == 0 || !got.Ceiling[0].Gap {
		t.Errorf("covered in the floor, not in the ceiling: %+v", got)
	}
	facts.Department = "75"
	if got := Gaps(facts, day(6, 30), rules, false); len(got.Gaps) != 1 {
		t.Errorf("a department that is not listed: %+v", got.Gaps)
	}
	facts.Department = "93"
	facts.Events[1].Date = day(4, 2)
	if got := Gaps(facts, day(6, 30), rules, false); len(got.Gaps) != 1 {
		t.Errorf("filed after the title had ended: %+v", got.Gaps)
	}
}

func TestImplicitRefusalOverlap(t *testing.T) {
	rules := studentRules(t)
	if got := Gaps(student(), day(6, 30), rules, false).Refusals; len(got) != 1 || got[0].On != day(4, 15) || got[0].Overlap.Known() {
		t.Errorf("no certificate: %+v", got)
	}
	if got := Gaps(student(valid(api, day(4, 20), day(5, 20))), day(6, 30), rules, false).Refusals; len(got) != 1 || got[0].Overlap != day(4, 20) {
		t.Errorf("a certificate given after the refusal was born: %+v", got)
	}
}

func TestDelays(t *testing.T) {
	ask := func(d observatory.Date) CaseFact { return on(observatory.EventCertificateRequest, d) }
	facts := student(ask(day(4, 1)), ask(day(4, 12)), ask(day(4, 25)), valid(api, day(4, 12), day(4, 20)))
	facts.Events[len(facts.Events)-1].Date = day(4, 12)
	want := []Delay{{day(4, 1), 11, EndDocument, 29}, {day(4, 12), 0, EndDocument, 18}, {day(4, 25), 5, EndOpen, 5}}
	if diff := cmp.Diff(want, Delays(facts, day(6, 30), false)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	facts.Events = append(facts.Events, on(closure, day(4, 28)))
	if got := Delays(facts, day(6, 30), false); got[2] != (Delay{day(4, 25), 3, EndClosure, 5}) {
		t.Errorf("closed: %+v", got[2])
	}
}

// TestFirstContact: a gap that was open when the association met the person
// enters the curve on that day; one already over then is only counted.
func TestFirstContact(t *testing.T) {
	rows := gapWorld()
	for i := range rows { // met on 6 April: gaps of 1 to 5 days were over
		contact := CaseFact{Kind: attested, Date: day(4, 6), Code: CodeFirstContact}
		for k, v := range []int64{24, int64(contact.Date), 0, 0, 0, int64(CodeFirstContact), 0} {
			rows[i].Lists[k] = append(rows[i].Lists[k], v)
		}
	}
	got := map[string]observatory.Figure{}
	for _, f := range compute(t, gapDaysID, rows, Request{}) {
		got[f.Series] = f
	}
	if f := got[SeriesBefore]; f.Numerator != 5 {
		t.Errorf("over before the first contact: %d, want 5", f.Numerator)
	}
	// Of the six gaps at risk from their sixth day, five ended from 6 to 10 days; one runs.
	if f := got["document/30"]; f.Denominator != 6 || f.Numerator != 5 {
		t.Errorf("in the curve: %d of %d, want 5 of 6", f.Numerator, f.Denominator)
	}
	if f := got[SeriesEnded]; f.Numerator != 10 {
		t.Errorf("ended: %d, want all ten", f.Numerator)
	}
}

// TestReportingLag: half of the events are reported at once, half after ten
// days; of what happened five days ago only half can be known.
func TestReportingLag(t *testing.T) {
	var rows []observatory.CountRow
	for d := day(1, 1); d <= day(6, 30); d++ {
		rows = append(rows, observatory.CountRow{Values: []int64{int64(d), int64(d), 10}})
		if d+10 <= day(7, 1) {
			rows = append(rows, observatory.CountRow{Values: []int64{int64(d), int64(d) + 10, 10}})
		}
	}
	lag, err := measureLag(t.Context(), rowsReader{queryLag: rows}, Request{Window: window()})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ago  int
		want float64
	}{{0, 0.5}, {5, 0.5}, {9, 0.5}, {10, 1}, {100, 1}} {
		got, ok := lag.reported(lag.horizon - observatory.Date(c.ago))
		if !ok {
			t.Fatal("no lag was measured")
		}
		near(t, "reported", got, c.want, 1e-12)
	}
}

// Tables that are made at the same time of one walk of the cases only read it:
// the race detector sees otherwise.
func TestTablesOfOneWalkOnlyRead(t *testing.T) {
	q := Request{Window: observatory.Window{From: day(1, 1), To: day(6, 30)}, By: []Dimension{Month}, Rules: studentRules(t)}
	for _, id := range []string{overlapID, gapShareID, gapDaysID, renewalDelayID} {
		d, _ := ByID(id)
		rows := d.read(d, q)
		for i, facts := range []CaseFacts{student(on(observatory.EventCertificateRequest, day(4, 2))), student(valid(api, day(4, 20), day(5, 20)))} {
			row := gapRow("75", string(rune('p'+i)), facts.Events...)
			row.Keys[5] = facts.Ground
			if err := rows.add(row); err != nil {
				t.Fatal(err)
			}
		}
		tables := tablesOf([]Definition{d}, []reading{rows}, []Request{q, q})[0]
		if diff := cmp.Diff(tables[0], tables[1]); diff != "" || len(tables[0].Figures) == 0 {
			t.Errorf("%s: %d figures, of the same request (-one +other):\n%s", id, len(tables[0].Figures), diff)
		}
	}
}
