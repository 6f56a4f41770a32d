package indicators

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// duty is an obligation that a test judges, verified unless changed.
func duty(proof string, rule observatory.DutyRule, change func(*observatory.Obligation)) observatory.Obligation {
	rule.Justification = "test"
	o := observatory.Obligation{
		ID: "test", Title: "Test", Status: observatory.Verified, Scope: observatory.ByOffice, Proof: proof, Rule: rule,
		Indicators: []string{"pan.door", "closure.reason_stated"},
	}
	if change != nil {
		change(&o)
	}
	return o
}

func verdicts(t *testing.T, r Reader, o observatory.Obligation) []observatory.DutyVerdict {
	t.Helper()
	judge := Judge{Obligations: []observatory.Obligation{o}, Facts: func(context.Context, observatory.Window) (map[string]int64, error) {
		return map[string]int64{"": 5, "75": 5}, nil
	}}
	rows, err := judge.Verdicts(t.Context(), r, observatory.Window{Horizon: time.Date(2026, 7, 10, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func verdictOf(t *testing.T, rows []observatory.DutyVerdict, department, month string) observatory.DutyVerdict {
	t.Helper()
	i := slices.IndexFunc(rows, func(v observatory.DutyVerdict) bool { return v.Department == department && v.Period == month })
	if i < 0 {
		t.Fatalf("no row of %q in %s among %d", department, month, len(rows))
	}
	return rows[i]
}

// juneDoor has a row for each day of June 2026, of 2 checks, good ones as given.
func juneDoor(days int, good, confirmed int64) rowsReader {
	var rows []observatory.CountRow
	for d := range days {
		rows = append(rows, check("t1", "unattended", day(6, 1+d), 2, 2, 2, good, 2, confirmed, 0))
	}
	return rowsReader{"pan.door": rows}
}

// The words of the matrix come as design.md section 5 says.
func TestRulingsOfProbes(t *testing.T) {
	every := observatory.DutyRule{Test: observatory.AtLeast, Indicator: "pan.door", Threshold: 100, Shortfall: observatory.Breach}
	unknown := every
	unknown.Shortfall = observatory.Insufficient
	late := observatory.NewDate(2026, 6, 15)
	for _, test := range []struct {
		name   string
		rows   rowsReader
		rule   observatory.DutyRule
		change func(*observatory.Obligation)
		month  string
		want   observatory.Ruling
	}{
		{"every day of the month, kept", juneDoor(30, 2, 2), every, nil, "2026-06", observatory.Respected},
		{"a day without a check is not the whole month", juneDoor(29, 2, 2), every, nil, "2026-06", observatory.Insufficient},
		{"missed, and confirmed", juneDoor(30, 1, 1), every, nil, "2026-06", observatory.Breach},
		{"missed in the strict accounting alone", juneDoor(30, 1, 2), every, nil, "2026-06", observatory.Insufficient},
		{"too few days", juneDoor(4, 1, 1), every, nil, "2026-06", observatory.Insufficient},
		{"what a shortfall does not prove", juneDoor(30, 1, 1), unknown, nil, "2026-06", observatory.Insufficient},
		{"the month is not over", juneDoor(37, 2, 2), every, nil, "2026-07", observatory.Insufficient},
		{"nothing measured", juneDoor(30, 2, 2), every, nil, "2026-07", observatory.NotMeasured},
		{"no threshold in law", juneDoor(30, 1, 1), observatory.DutyRule{Test: observatory.NoThreshold}, nil, "2026-06", observatory.WithoutLimit},
		{"text unverified", juneDoor(30, 2, 2), every, func(o *observatory.Obligation) { o.Status = observatory.Secondary }, "2026-06", observatory.ToVerify},
		{"start unverified", juneDoor(30, 2, 2), every, func(o *observatory.Obligation) {
			o.Start, o.Deadline = observatory.Start{ID: "x", Status: observatory.Unverified}, late
		}, "2026-06", observatory.ToVerify},
		{"the month of the deadline", juneDoor(30, 1, 1), every, func(o *observatory.Obligation) {
			o.Start, o.Deadline = observatory.Start{ID: "x", Status: observatory.Verified}, late
		}, "2026-06", observatory.Pending},
		{"text not read", juneDoor(30, 2, 2), every, func(o *observatory.Obligation) { o.Missing = true }, "2026-06", observatory.TextMissing},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows := verdicts(t, test.rows, duty("probe", test.rule, test.change))
			if got := verdictOf(t, rows, "", test.month); got.Ruling != test.want {
				t.Errorf("got %s (k %d, n %d), want %s", got.Ruling, got.K, got.N, test.want)
			}
		})
	}
}

func TestNationalObligationHasNoRowOfADepartment(t *testing.T) {
	rule := observatory.DutyRule{Test: observatory.NoThreshold}
	for _, test := range []struct {
		scope observatory.Scope
		local bool
	}{{observatory.National, false}, {observatory.ByOffice, true}, {observatory.EachPerson, true}} {
		rows := verdicts(t, juneDoor(30, 2, 2), duty("probe", rule, func(o *observatory.Obligation) { o.Scope = test.scope }))
		local := slices.ContainsFunc(rows, func(v observatory.DutyVerdict) bool { return v.Department != "" })
		if local != test.local {
			t.Errorf("scope %s: rows of departments %t, want %t", test.scope, local, test.local)
		}
	}
}

// judged builds what judgeCases reads: of so many persons, some have a closure that
// falls short among three of each.
func judged(short, persons int64) *bench {
	at := place{"closure.reason_stated", "", "2026-06"}
	f := observatory.Figure{Series: SeriesDocument, Numerator: 3*persons - 2*short, Denominator: 3 * persons, N: persons, WithYes: persons, WithNo: short, MinimumN: 11}
	return &bench{
		figures: map[place][]observatory.Figure{at: {{Series: SeriesTold, Denominator: 3}}},
		proven:  map[place][]observatory.Figure{at: {f}}, today: day(7, 10),
	}
}

func TestRulingsOfCases(t *testing.T) {
	rule := observatory.DutyRule{Test: observatory.NoCase, Indicator: "closure.reason_stated", Series: SeriesDocument, Breach: "complement"}
	for _, test := range []struct {
		name           string
		short, persons int64
		want           observatory.Ruling
	}{
		{"one verified case is enough", 1, 1, observatory.Breach},
		{"some of many", 2, 12, observatory.Breach},
		{"none among eleven persons", 0, 11, observatory.NoBreach},
		{"none among ten persons, of thirty closures", 0, 10, observatory.Insufficient},
		{"cases, but none verified", 0, 0, observatory.Insufficient},
	} {
		t.Run(test.name, func(t *testing.T) {
			june := observatory.PeriodOf(day(6, 1).Month(), observatory.OneMonth)
			row := observatory.DutyVerdict{Period: june.Name}
			judged(test.short, test.persons).judge(&row, duty("case", rule, nil), june)
			if row.Ruling != test.want || row.K != test.short || row.N != test.persons {
				t.Errorf("got %s, k %d, n %d; want %s, %d, %d persons", row.Ruling, row.K, row.N, test.want, test.short, test.persons)
			}
			if low, high := ClopperPearson(test.short, max(1, test.persons)); row.HasInterval && (row.Low != millionths(low) || row.High != millionths(high)) {
				t.Errorf("interval %d to %d is not that of persons", row.Low, row.High)
			}
			if row.Ruling == observatory.Respected {
				t.Error("« respectée » never comes from cases")
			}
		})
	}
}

func TestRuleTextIsReadBackAndNamesItsVersion(t *testing.T) {
	known, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range known.Obligations() {
		text, hash, err := RuleText(o)
		if err != nil {
			t.Fatal(err)
		}
		back, current, err := ParseRule(text)
		if err != nil || !current {
			t.Fatalf("%s: current %t, %v", o.ID, current, err)
		}
		if _, again, _ := RuleText(back); again != hash {
			t.Errorf("%s: the rule read back has another hash", o.ID)
		}
	}
	if _, current, err := ParseRule([]byte(`{"matrix":0,"obligation":{"id":"x"},"indicators":null}`)); err != nil || current {
		t.Errorf("a rule of another version: current %t, %v", current, err)
	}
	if _, _, err := ParseRule([]byte("{")); err == nil {
		t.Error("a broken rule was read")
	}
}

// A row of cases says that facts of its period were still coming in, once events
// show how late reports come; a row of probes never does.
func TestPeriodsThatStillGrowAreMarked(t *testing.T) {
	rule := observatory.DutyRule{Test: observatory.NoCase, Indicator: reasonStatedID, Series: SeriesDocument, Breach: "complement"}
	late := []observatory.CountRow{}
	for d := range 136 { // each event is reported forty days later
		happened := int64(day(1, 15)) + int64(d)
		late = append(late, observatory.CountRow{Values: []int64{happened, happened + 40, 1}})
	}
	closure := observatory.CountRow{Keys: []string{"75", "2026-02", "a", "p", "declared", "document"}, Values: []int64{1, 1, 0, 0}}
	for _, test := range []struct {
		name  string
		proof string
		lag   []observatory.CountRow
		want  map[string]bool
	}{
		{"forty days", "case", late, map[string]bool{"2026-04": false, "2026-06": true, "2026-07": true, "2026-T1": false, "2026-T2": true, "2026": true}},
		{"nothing measured", "case", nil, map[string]bool{"2026-06": false, "2026-07": false, "2026": false}},
		{"probes", "probe", late, map[string]bool{"2026-07": false, "2026": false}},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows := verdicts(t, rowsReader{reasonStatedID: {closure}, queryLag: test.lag}, duty(test.proof, rule, nil))
			for period, want := range test.want {
				if got := verdictOf(t, rows, "", period); got.Incomplete != want {
					t.Errorf("%s: incomplete %t, want %t", period, got.Incomplete, want)
				}
			}
			for _, row := range rows {
				if row.Department != "" && row.Incomplete {
					t.Errorf("a row of department %s is marked", row.Department)
				}
			}
		})
	}
}

// A quarter and a year are judged whole: none that begins before the text or
// holds its deadline, and persons count once in each.
func TestLongerPeriodsAreJudgedWhole(t *testing.T) {
	every := observatory.DutyRule{Test: observatory.AtLeast, Indicator: "pan.door", Threshold: 100, Shortfall: observatory.Breach}
	var spring []observatory.CountRow
	for d := day(4, 1); d <= day(6, 30); d++ {
		spring = append(spring, check("t1", "unattended", d, 2, 2, 2, 2, 2, 2, 0))
	}
	rows := verdicts(t, rowsReader{"pan.door": spring}, duty("probe", every, nil))
	for period, want := range map[string]observatory.Ruling{
		"2026-04": observatory.Respected, "2026-T2": observatory.Respected, "2026-T3": observatory.NotMeasured, "2026": observatory.Insufficient,
	} {
		if got := verdictOf(t, rows, "", period); got.Ruling != want {
			t.Errorf("%s: %s, want %s", period, got.Ruling, want)
		}
	}
	rows = verdicts(t, rowsReader{"pan.door": spring}, duty("probe", every, func(o *observatory.Obligation) {
		o.Date, o.Start, o.Deadline = day(5, 5), observatory.Start{ID: "x", Status: observatory.Verified}, day(5, 20)
	}))
	for _, row := range rows {
		if row.Period == "2026-T2" || row.Period == "2026" || row.Period == "2026-04" {
			t.Errorf("%s began before the text of May", row.Period)
		}
	}
	if got := verdictOf(t, rows, "", "2026-05"); got.Ruling != observatory.Pending {
		t.Errorf("the month of the deadline: %s", got.Ruling)
	}
	person := func(month string) observatory.CountRow {
		return observatory.CountRow{Keys: []string{"75", month, "a", "p", "declared", "document"}, Values: []int64{1, 1, 0, 0}}
	}
	rows = verdicts(t, rowsReader{reasonStatedID: {person("2026-04"), person("2026-05")}}, duty("case", observatory.DutyRule{Test: observatory.NoThreshold}, nil))
	for period, want := range map[string][2]int64{"2026-04": {1, 1}, "2026-T2": {2, 1}, "2026": {2, 1}} {
		row := verdictOf(t, rows, "", period)
		i := slices.IndexFunc(row.Figures, func(f observatory.DutyFigure) bool { return f.Series == SeriesDocument })
		if i < 0 || row.Figures[i].Denominator != want[0] || row.Figures[i].N != want[1] {
			t.Errorf("%s: %+v, want %d closures of %d persons", period, row.Figures, want[0], want[1])
		}
	}
}

// An indicator of cases with many classes of days shows those that speak, in
// departments too; journeys by the dozen are left to their own page.
func TestManySeriesShowThoseThatSpeak(t *testing.T) {
	of := func(id string) observatory.Obligation {
		return duty("case", observatory.DutyRule{Test: observatory.NoThreshold}, func(o *observatory.Obligation) { o.Indicators = []string{id} })
	}
	for id, want := range map[string][]string{
		gapShareID: {""}, gapRatioID: {""}, gapDaysID: {SeriesMedianEnded}, // nothing is known of what was due
	} {
		for _, department := range []string{"", "93"} {
			row := verdictOf(t, verdicts(t, rowsReader{queryGaps: gapWorld()}, of(id)), department, "2026-04")
			var got []string
			for _, f := range row.Figures {
				got = append(got, f.Series)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s in %q: series %q, want %q", id, department, got, want)
			}
		}
	}
	var classes, many []observatory.Figure
	for _, class := range classNames() {
		classes = append(classes, observatory.Figure{Indicator: gapShareID, Series: class})
	}
	if got := shown(gapShareID, classes); len(got) != 3 || got[1].Series != SeriesDueFloor || got[2].Series != SeriesDueCeiling {
		t.Errorf("of all classes %+v are shown", got)
	}
	for i := range shownSeries + 1 {
		many = append(many, observatory.Figure{Indicator: "portal.availability", Series: fmt.Sprint("journey ", i)})
	}
	if got := shown("portal.availability", many); len(got) != 0 {
		t.Errorf("%d journeys are shown in one row", len(got))
	}
}
