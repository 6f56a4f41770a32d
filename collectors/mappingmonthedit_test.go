package collectors

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMonthsAreSaidOnThePage: a column of a month is given its month, its words, or is
// left out; said again, it is the same.
func TestMonthsAreSaidOnThePage(t *testing.T) {
	const (
		named   = "Réf;Dpt;janv. 2026;févr. 2026\nA;93;depot;clos\nB;93;dépôt;vu en perm\nC;93;dépôt;mis de côté\n"
		unnamed = "Réf;Dpt;janvier;février\nA;93;depot;clos\nB;93;dépôt;vu en perm\nC;93;dépôt;mis de côté\n"
	)
	untold := "dépôt en janvier 2026 (93)\nclôture en février 2026 (93)\n! évènement (colonne D) word_unknown\n! évènement (colonne D) word_unknown"
	month := func(month string) ColumnChoice {
		return ColumnChoice{Event: MonthOf, Reading: &ColumnReading{Month: month}}
	}
	translated := month("2026-02")
	translated.Words = map[string]string{"vu en perm": Nothing, "mis de côté": "clôture"}
	for _, test := range []struct {
		name, file     string
		january, after ColumnChoice // the choices of two columns
		shown, untold  string
		facts          string
	}{
		{"as proposed", named, month("2026-01"), month("2026-02"), "2026-01|2026-02", "vu en perm|mis de côté", untold},
		{"by the names", named, month(""), month(""), "2026-01|2026-02", "vu en perm|mis de côté", untold},
		{"another month", named, month("décembre 2025"), month("01/2026"), "2025-12|2026-01", "vu en perm|mis de côté", strings.NewReplacer("janvier 2026", "décembre 2025", "février 2026", "janvier 2026").Replace(untold)},
		{"one left out", named, month("2026-01"), ColumnChoice{}, "2026-01|", "", "dépôt en janvier 2026 (93)\ndépôt en janvier 2026 (93)\ndépôt en janvier 2026 (93)"},
		{"names without a year", unnamed, month("2026-01"), month("février 2026"), "2026-01|2026-02", "vu en perm|mis de côté", untold},
		{
			"words told, and one that tells nothing", named, month("2026-01"), translated, "2026-01|2026-02", "",
			"dépôt en janvier 2026 (93)\nclôture en février 2026 (93)\ndépôt en janvier 2026 (93)\ndépôt en janvier 2026 (93)\nclôture en février 2026 (93)",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := options(t, &memory{}, testKeys(t))
			p, err := Headers(t.Context(), text(test.file), o)
			must(t, err)
			must(t, p.Mapping.Reshape(mappingEvents))
			choices := saidAgain(&p)
			choices["C"], choices["D"] = test.january, test.after
			for range 2 {
				must(t, p.Mapping.Assign(p.Columns, choices))
				p = reread(t, o, p, test.file)
				january, after := p.Columns[2], p.Columns[3]
				if got := p.Mapping.Reading(january).Month + "|" + p.Mapping.Reading(after).Month; got != test.shown || p.Mapping.ReadInRows(january) {
					t.Errorf("shown as %s, want %s", got, test.shown)
				}
				if got := strings.Join(after.Unknown, "|"); got != test.untold || january.Certainty != 100 {
					t.Errorf("not told: %q, want %q; %d %% told", got, test.untold, january.Certainty)
				}
				choices = saidAgain(&p)
			}
			if facts := understood(t, o, p, test.file); facts != test.facts {
				t.Errorf("understood\n%s\nwant\n%s", facts, test.facts)
			}
		})
	}
}

// TestWrongMonthIsRefused: the refusal names the column, and nothing changes.
func TestWrongMonthIsRefused(t *testing.T) {
	const file = "Réf;Dpt;janv. 2026;févr. 2026\nA;93;depot;clos\nB;93;;dépôt\n"
	for _, test := range []struct {
		want   string
		choice ColumnChoice
	}{
		{"mois de la colonne D « févr. 2026 » : donnez-le avec son année", ColumnChoice{Event: MonthOf, Reading: &ColumnReading{Month: "mars"}}},
		{"donnez-le avec son année", ColumnChoice{Event: MonthOf, Reading: &ColumnReading{Month: "2026-13"}}},
		{"donnez-le avec son année", ColumnChoice{Event: MonthOf, Reading: &ColumnReading{Month: "12/02/2026"}}},
		{"donnez-le avec son année", ColumnChoice{Event: MonthOf, Reading: &ColumnReading{Month: "2026"}}},
		{"mois de la colonne D « févr. 2026 » : seule une colonne", ColumnChoice{Event: "dépôt", Reading: &ColumnReading{Month: "2026-02"}}},
		{"année de la colonne D « févr. 2026 » : seules les dates", ColumnChoice{Event: MonthOf, Reading: &ColumnReading{Month: "2026-02", Year: "2026"}}},
	} {
		p, err := Headers(t.Context(), text(file), options(t, &memory{}, testKeys(t)))
		must(t, err)
		before, err := p.Mapping.YAML()
		must(t, err)
		choices := saidAgain(&p)
		choices["D"] = test.choice
		err = p.Mapping.Assign(p.Columns, choices)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v, want %q", test.choice.Reading, err, test.want)
		}
		after, err := p.Mapping.YAML()
		must(t, err)
		if diff := cmp.Diff(string(before), string(after)); diff != "" {
			t.Errorf("%+v (-before +after):\n%s", test.choice.Reading, diff)
		}
	}
	m := Mapping{Version: mappingVersion, Name: "x", Shape: mappingCases}
	err := m.Assign([]ProposedColumn{{Place: "A", Name: "janv. 2026"}}, map[string]ColumnChoice{"A": {Event: MonthOf}})
	if err == nil || !strings.Contains(err.Error(), "plusieurs évènements") {
		t.Errorf("months of a case: %v", err)
	}
}
