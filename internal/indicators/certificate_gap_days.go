package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

const gapDaysID = "certificate.gap_days"

// Series of certificate.gap_days. A series may carry a prefix (the level) and
// the suffix SeriesMonthEnd, parted by slashes.
const (
	SeriesMedianEnded = "median_ended" // median length of the gaps that have ended, in days
	SeriesMedianLeast = "median_least" // median length of all gaps, those still open taken at their present length: a lower bound
	SeriesEnded       = "ended"        // how many gaps have ended
	SeriesOpen        = "open"         // how many gaps are still open
	SeriesPersonDays  = "person_days"  // days without a document within the period, summed over cases
)

// gapDays defines the lengths of the periods without a document (design.md
// section 5).
func gapDays() Definition {
	return Definition{
		ID: gapDaysID,
		Name: Text{
			FR: "Durée des périodes sans document",
			EN: "Length of the periods without a document",
		},
		Meaning: Text{
			FR: "Nombre de jours de suite pendant lesquels une personne n’a eu aucun document valable pendant l’examen de sa demande.",
			EN: "Number of days in a row in which a person had no valid document while the application was examined.",
		},
		Legal:     []string{"r431-15-1.certificate", "ce-2026.certificate", "letter.5"},
		Proof:     ByCase,
		Unit:      Days,
		Direction: LowerIsBetter,
		Numerator: "durée de chaque période commencée dans la fenêtre ; les périodes terminées (par un document, une décision, une clôture ou un désistement) " +
			"sont séparées de celles qui durent encore au dernier jour connu",
		Denominator: "périodes sans document commencées dans la fenêtre",
		N:           "personnes distinctes ayant au moins une période sans document",
		Coverage:    "dossiers dont les dates nécessaires sont connues, sur tous les dossiers rapportés",
		Query:       queryGaps,
		MinimumN:    11,
		Interval: "95 %, statistiques d’ordre sur la médiane (aucune hypothèse de forme), à partir de 6 périodes ; " +
			"aucun intervalle pour la médiane « au moins » si une période en cours est plus courte que sa borne haute",
		Biases: append(caseBiases(),
			"La médiane des périodes terminées ignore celles qui durent encore : elle tend à être trop basse. "+
				"La médiane « au moins » compte celles-ci à leur durée connue : la médiane de toutes les périodes, une fois finies, ne peut qu’être égale ou plus haute.",
			"Plusieurs périodes d’une même personne ne sont pas indépendantes : l’intervalle peut être trop étroit.",
			"L’estimation d’Aalen-Johansen, qui traite ces fins concurrentes, n’est pas encore calculée."),
		History: []Change{{Version: 1, Date: "2026-11-23", What: "première définition"}},
	}
}

// gapLengths gathers the lengths of gaps.
type gapLengths struct {
	definition Definition
	request    Request
	cells      map[cell]*[2]gapLengthCell
	cases      map[cell]*caseCount
}

type gapLengthCell struct {
	ended, all                        []int64
	persons, endedPersons, openPerson map[string]struct{}
	dayPersons                        map[string]struct{}
	associations                      associations
	personDays, shortestOpen          int64 // shortestOpen is 0 when no gap is open
	monthOnly                         bool
}

func gapDaysTable(rows *caseRows, q Request) observatory.Table {
	t := gapLengths{definition: rows.definition, request: q, cells: map[cell]*[2]gapLengthCell{}, cases: map[cell]*caseCount{}}
	for i := range rows.cases {
		r := &rows.cases[i]
		if !q.wanted(r.department) {
			continue
		}
		base := r.cell(q)
		countCase(t.cases, base, r.gaps[0].Computable)
		for variant := range r.gaps {
			for _, g := range r.gaps[variant].Gaps {
				t.add(base, r, g, variant)
			}
		}
	}
	return t.table()
}

// add counts a gap in the month in which it begins, and its days in each month
// they fall in.
func (t *gapLengths) add(base cell, r *caseResult, g Gap, variant int) {
	for month := range t.request.months(g.Span) {
		to := t.place(base, month, variant)
		span := g.Clip(t.request.span())
		if t.request.by(Month) {
			span = span.Clip(observatory.Span{Start: month.First(), End: month.Last()})
		}
		to.personDays += int64(span.Days())
		to.dayPersons[r.person] = struct{}{}
		to.associations.note(r.association, r.person)
		to.monthOnly = to.monthOnly || r.monthOnly
	}
	for month := range t.request.months(observatory.Span{Start: g.Start, End: g.Start}) {
		to := t.place(base, month, variant)
		length := int64(g.Days())
		to.all = append(to.all, length)
		to.persons[r.person] = struct{}{}
		if g.End == EndOpen {
			to.openPerson[r.person] = struct{}{}
			if to.shortestOpen == 0 || length < to.shortestOpen {
				to.shortestOpen = length
			}
			continue
		}
		to.ended = append(to.ended, length)
		to.endedPersons[r.person] = struct{}{}
	}
}

func (t *gapLengths) place(base cell, month observatory.Month, variant int) *gapLengthCell {
	base.month = month
	pair := t.cells[base]
	if pair == nil {
		pair = &[2]gapLengthCell{}
		for i := range pair {
			c := &pair[i]
			c.persons, c.endedPersons = map[string]struct{}{}, map[string]struct{}{}
			c.openPerson, c.dayPersons = map[string]struct{}{}, map[string]struct{}{}
			c.associations = associations{}
		}
		t.cells[base] = pair
	}
	return &pair[variant]
}

func (t *gapLengths) table() observatory.Table {
	table := observatory.Table{Title: t.definition.Name.FR}
	if len(t.request.By) == 0 {
		t.place(cell{}, 0, 0)
	}
	if !t.request.by(Month) {
		for base := range t.cases {
			t.place(base, 0, 0)
		}
	}
	for _, c := range sortedCells(t.cells) {
		pair := t.cells[c]
		for variant := range pair {
			if variant == 1 && !pair[0].monthOnly && !pair[1].monthOnly {
				continue
			}
			table.Figures = append(table.Figures, t.figures(c, &pair[variant], variant)...)
		}
	}
	return table
}

// figures makes the five figures of a cell.
func (t *gapLengths) figures(c cell, from *gapLengthCell, variant int) []observatory.Figure {
	slices.Sort(from.ended)
	slices.Sort(from.all)
	open := int64(len(from.all) - len(from.ended))
	blank := func(series string, unit Unit, persons map[string]struct{}) observatory.Figure {
		f := t.request.figure(t.definition, c)
		f.Series = joinSeries(c.series, series)
		if variant == 1 {
			f.Series = joinSeries(f.Series, SeriesMonthEnd)
		}
		f.Unit, f.N, f.Associations = string(unit), int64(len(persons)), int64(len(from.associations))
		f.Largest = from.associations.largest(persons)
		f.Method = methodCount
		base := c
		base.month = 0
		if count := t.cases[base]; count != nil {
			f.Covered, f.Planned = count.known, count.all
		}
		f.Sufficient = f.N >= f.MinimumN
		return f
	}
	median := func(series string, lengths []int64, persons map[string]struct{}) observatory.Figure {
		f := blank(series, Days, persons)
		f.Numerator, f.Denominator = int64(len(lengths)), int64(len(from.all))
		f.Method = methodAbsent
		if len(lengths) == 0 {
			return f
		}
		f.Value = Median(lengths)
		low, high, ok := MedianInterval(lengths, float64(len(lengths)))
		// A gap still open and shorter than the upper end may yet outgrow it: the
		// interval would then not hold for the gaps once ended.
		firm := series != SeriesMedianLeast || from.shortestOpen == 0 || from.shortestOpen >= high
		if ok && firm && f.Sufficient {
			f.Low, f.High, f.HasInterval = float64(low), float64(high), true
			f.Method = "statistiques d’ordre"
		}
		return f
	}
	count := func(series string, n int64, persons map[string]struct{}) observatory.Figure {
		f := blank(series, Count, persons)
		f.Value, f.Numerator, f.Denominator = float64(n), n, int64(len(from.all))
		return f
	}
	days := count(SeriesPersonDays, from.personDays, from.dayPersons)
	days.Denominator = 0
	return []observatory.Figure{
		median(SeriesMedianEnded, from.ended, from.endedPersons),
		median(SeriesMedianLeast, from.all, from.persons),
		count(SeriesEnded, int64(len(from.ended)), from.endedPersons),
		count(SeriesOpen, open, from.openPerson),
		days,
	}
}
