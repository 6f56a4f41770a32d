package dashboard

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// themeTable serves all figures of a family's page as CSV: those of probes and
// pages for the country, by month, department and both; those of cases as they
// are published.
func (s *site) themeTable(f theme) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		file(w, "vigie-"+strings.TrimPrefix(f.path, "/")+".csv")
		return s.drawn(w, r, f.path+".csv", func(shot *snapshot) (asset, error) {
			if err := s.fillThemes(r.Context(), shot); err != nil {
				return asset{}, err
			}
			var rows [][]string
			for _, d := range f.indicators() {
				rows = append(rows, themeRows(shot, d)...)
			}
			return table(figureColumns(), rows)
		})
	}
}

// figureColumns are the columns of figures in CSV files, as themeRow gives them.
func figureColumns() []string {
	return []string{
		"indicator", "version", "table", "place", "period", "from", "to", "series", "accounting", "unit", "shown", "value", "low", "high", "method",
		"numerator", "denominator", "n", "minimum_n", "covered", "planned", "associations", "reported", "incomplete", "horizon_utc", "simulation",
	}
}

// themeRows are the lines of one indicator.
func themeRows(shot *snapshot, d indicators.Definition) [][]string {
	var rows [][]string
	add := func(name string, t observatory.Table) {
		for _, f := range t.Figures {
			rows = append(rows, themeRow(d, name, f))
		}
	}
	if d.Proof == indicators.ByCase {
		for _, split := range observatory.Splits() {
			add(string(split), observatory.Table{Figures: shot.published.Table(d.ID, split).Cells})
		}
		return rows
	}
	t := shot.of(d.ID)
	add("country", t.national)
	add("country_month", t.monthly)
	add("department", t.departments)
	add("department_month", t.departmentMonths)
	return rows
}

func themeRow(d indicators.Definition, name string, f observatory.Figure) []string {
	whole := func(n int64) string {
		if f.Shown != observatory.ShownWhole {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	state, n := shownWord(f.Shown), numbersOf(f)
	if f.Shown == observatory.ShownWhole && !f.Sufficient {
		state, n.value, n.low, n.high = "insufficient", "", "", ""
	}
	return []string{
		f.Indicator, strconv.Itoa(d.History[len(d.History)-1].Version), name, f.Department, f.Period.Name, f.Period.Start.String(), f.Period.End.String(),
		f.Series, string(f.Accounting), f.Unit, state,
		n.value, n.low, n.high, f.Method,
		whole(f.Numerator), whole(f.Denominator), n.persons, strconv.FormatInt(f.MinimumN, 10), whole(f.Covered), whole(f.Planned), whole(f.Associations), decimal(f.Reported, f.Reported > 0 || f.Incomplete), strconv.FormatBool(f.Incomplete),
		f.Horizon.UTC().Format(time.RFC3339), strconv.FormatBool(f.Simulation),
	}
}
