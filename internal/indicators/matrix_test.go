package indicators

import (
	"context"
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
	i := slices.IndexFunc(rows, func(v observatory.DutyVerdict) bool { return v.Department == department && v.Month == month })
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

// judged builds what judgeCases reads: k falls short out of n, of so many persons.
func judged(short, all, persons int64) *bench {
	at := place{"closure.reason_stated", "", day(6, 1).Month()}
	f := observatory.Figure{Series: SeriesDocument, Numerator: all - short, Denominator: all, N: persons, MinimumN: 11}
	return &bench{
		figures: map[place][]observatory.Figure{at: {{Series: SeriesTold, Denominator: 3}}},
		proven:  map[place][]observatory.Figure{at: {f}}, today: day(7, 10),
	}
}

func TestRulingsOfCases(t *testing.T) {
	rule := observatory.DutyRule{Test: observatory.NoCase, Indicator: "closure.reason_stated", Series: SeriesDocument, Breach: "complement"}
	for _, test := range []struct {
		name                string
		short, all, persons int64
		want                observatory.Ruling
	}{
		{"one verified case is enough", 1, 1, 1, observatory.Breach},
		{"none among eleven persons", 0, 14, 11, observatory.NoBreach},
		{"none among ten persons", 0, 14, 10, observatory.Insufficient},
		{"cases, but none verified", 0, 0, 0, observatory.Insufficient},
	} {
		t.Run(test.name, func(t *testing.T) {
			row := observatory.DutyVerdict{}
			judged(test.short, test.all, test.persons).judge(&row, duty("case", rule, nil), day(6, 1).Month())
			if row.Ruling != test.want || row.K != test.short || row.N != test.all {
				t.Errorf("got %s, k %d, n %d; want %s, %d, %d", row.Ruling, row.K, row.N, test.want, test.short, test.all)
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
