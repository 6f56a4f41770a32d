package indicators

import "vigie/internal/observatory"

const panClosedRunID = "pan.closed_run"

// SeriesAtMost ends the series of a length that counts days of which nothing is
// known.
const SeriesAtMost = "at_most"

// panClosedRun defines the longest stretch without a slot (design.md section 5).
func panClosedRun() Definition {
	d := dailyShare(Definition{
		ID:   panClosedRunID,
		Name: Text{FR: "Plus longue période sans aucune date", EN: "Longest stretch without any date"},
		Meaning: Text{
			FR: "Nombre de jours de suite où aucun relevé n’a vu une date de rendez-vous, « au moins » et « au plus ».",
			EN: "Number of days in a row on which no check saw a date of appointment, at least and at most.",
		},
		Legal:     []string{"r431-2.support", "principle.continuity"},
		Direction: LowerIsBetter,
		Numerator: "journées mesurées sans date ; la valeur est la plus longue suite : « au moins » ne compte que des journées mesurées qui se suivent, " +
			"« au plus » franchit les journées sans mesure",
		Biases: []string{
			"Des dates mises en ligne et prises entre deux relevés ne sont pas vues.",
			"« Au plus » joint deux suites que seules séparent des journées sans mesure ; les journées sans mesure qui précèdent la première ou suivent la dernière n’y sont pas.",
			"Une journée où la page n’a pas répondu est une journée sans date.",
			"Une suite commencée avant la période, ou qui dure encore, est coupée à ses bords.",
			"Pour un département ou le pays, la valeur est celle de la cible la plus longtemps fermée.",
		},
	})
	d.Unit, d.Query, d.Interval, d.MinimumN = Days, panFirstSlotDelayID, intervalOfCounts, 1
	d.Denominator = "journées mesurées"
	d.read = func(d Definition, _ Request) reading {
		return &closedRows{classRows{probeRows: probeRows{definition: d}, classes: []string{""}, within: func(_ int, delay int64) bool { return delay < 0 }}}
	}
	return d
}

// closedRows are rows of pan.first_slot_delay, of which only "none displayed"
// counts.
type closedRows struct{ classRows }

func (r *closedRows) table(q Request) observatory.Table {
	base := r.classRows.table(q) // closed days among measured ones, with their coverage
	runs := r.runs(q)
	table := observatory.Table{Title: r.definition.Name.FR}
	for _, f := range base.Figures {
		key := closedKey{cell{department: f.Department, target: f.Target, series: f.Series}, f.Accounting}
		if q.by(Month) {
			key.month = q.starts(f.Period.Start.Month())
		}
		if !q.by(Department) && !q.by(Target) {
			key.department, key.target = "", ""
		}
		f.HasInterval, f.Low, f.High, f.Method = false, 0, 0, methodCount
		for i, series := range []string{f.Series, joinSeries(f.Series, SeriesAtMost)} {
			f.Series, f.Value = series, float64(runs[key][i])
			table.Figures = append(table.Figures, f)
		}
	}
	return table
}

type closedKey struct {
	cell
	accounting observatory.Accounting
}

// runs finds the longest stretch of each cell: with days that were measured
// only, then with days between them of which nothing is known.
func (r *closedRows) runs(q Request) map[closedKey][2]int {
	longest := map[closedKey][2]int{}
	tally := probeTally{definition: r.definition, request: q}
	for a, accounting := range []observatory.Accounting{observatory.Strict, observatory.Confirmed} {
		var run closedRun
		for _, d := range r.rows { // in order
			if d.day < q.span().Start || d.measured[a] == 0 || !q.wanted(d.department) || q.Target != "" && q.Target != d.target {
				continue
			}
			key := closedKey{tally.cellOf(d, d.day), accounting}
			run.next(d, key, d.good[a] < 0)
			best := longest[key]
			longest[key] = [2]int{max(best[0], run.proved), max(best[1], run.possible)}
		}
	}
	return longest
}

// closedRun is the stretch in hand.
type closedRun struct {
	last             probeDay
	key              closedKey
	proved, possible int
}

func (r *closedRun) next(d probeDay, key closedKey, closed bool) {
	switch {
	case !closed:
		r.proved, r.possible = 0, 0
	case !d.same(r.last) || key != r.key:
		r.proved, r.possible = 1, 1
	case r.possible == 0:
		r.proved, r.possible = 1, 1
	default:
		r.possible += int(d.day - r.last.day)
		r.proved++
		if d.day != r.last.day+1 {
			r.proved = 1
		}
	}
	r.last, r.key = d, key
}
