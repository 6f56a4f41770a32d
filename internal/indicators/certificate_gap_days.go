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
	return gapDefinition(Definition{
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
		Direction: LowerIsBetter,
		Numerator: "durée de chaque période commencée dans la fenêtre ; les périodes terminées (par un document, une décision, une clôture ou un désistement) " +
			"sont séparées de celles qui durent encore au dernier jour connu",
		Denominator: "périodes sans document commencées dans la fenêtre",
		N:           "personnes distinctes ayant au moins une période sans document",
		Interval: "95 %, statistiques d’ordre sur la médiane (aucune hypothèse de forme), à partir de 6 périodes ; " +
			"aucun intervalle pour la médiane « au moins » si une période en cours est plus courte que sa borne haute. " +
			"Courbes d’Aalen-Johansen (fins : document, décision, clôture, désistement ; les périodes en cours au premier contact n’entrent qu’à ce jour) : " +
			"personnes rééchantillonnées, tirage fixé par l’indicateur, la case et l’horizon ; Clopper-Pearson sur l’effectif équivalent",
		Biases: []string{
			"La médiane des périodes terminées ignore celles qui durent encore : elle tend à être trop basse. " +
				"La médiane « au moins » compte celles-ci à leur durée connue : la médiane de toutes les périodes, une fois finies, ne peut qu’être égale ou plus haute. " +
				"La médiane de la courbe tient compte des deux.",
			"Le premier contact d’une association est rarement noté : sans lui, une période est tenue pour suivie depuis son début.",
			"Une période déjà finie au premier contact est comptée (« terminées »), mais n’entre pas dans les courbes.",
		},
		History: append(gapHistory(), Change{3, "2026-11-27", "associations comptées série par série : celles des personnes de la série"}),
	}, Days)
}

// gapLengths gathers the lengths of gaps.
type gapLengths struct {
	definition Definition
	request    Request
	cells      map[cell]*monthGrid[[2]gapLengthCell] // by place and level
	cases      map[cell]*caseCount
}

type gapLengthCell struct {
	ended, all             []int64
	gaps, endedGaps, still personCounts             // gaps of each person: all, ended, open
	anyone                 personTrack              // with a gap that begins or goes on in the cell
	days                   [gapClasses]personCounts // days of each person without a document, by class of day
	shortestOpen           int64                    // 0 when no gap is open
	monthOnly              bool
	spells                 personSpells
}

func gapDaysTable(rows *caseRows, q Request) observatory.Table {
	t := gapLengths{definition: rows.definition, request: q, cells: map[cell]*monthGrid[[2]gapLengthCell]{}, cases: map[cell]*caseCount{}}
	for r := range rows.inOrder() {
		if !q.wantedCase(r) {
			continue
		}
		base := r.cell(q)
		countCase(t.cases, base, r.gaps[0].Computable)
		grid := t.grid(base)
		for variant := range r.gaps {
			for _, g := range r.gaps[variant].Gaps {
				t.add(grid, r, g, variant)
			}
			t.addDays(grid, r, variant)
		}
	}
	return t.table()
}

func (t *gapLengths) grid(base cell) *monthGrid[[2]gapLengthCell] {
	if t.cells[base] == nil {
		t.cells[base] = &monthGrid[[2]gapLengthCell]{}
	}
	return t.cells[base]
}

// addDays counts the days without a document of each class, in the months they
// fall in.
func (t *gapLengths) addDays(grid *monthGrid[[2]gapLengthCell], r *caseResult, variant int) {
	eachClassDays(t.request, &r.gaps[variant], func(class int, month observatory.Month, gap, _ int64) {
		if gap == 0 {
			return
		}
		to := &grid.at(month)[variant]
		to.days[class].add(r, gap)
		if class == 0 {
			to.anyone.next(r)
		}
		to.monthOnly = to.monthOnly || r.monthOnly
	})
}

// add counts a gap in the month in which it begins.
func (t *gapLengths) add(grid *monthGrid[[2]gapLengthCell], r *caseResult, g Gap, variant int) {
	for month := range t.request.months(observatory.Span{Start: g.Start, End: g.Start}) {
		to := &grid.at(month)[variant]
		length := int64(g.Days())
		to.all = append(to.all, length)
		to.gaps.add(r, 1)
		if contact := r.gaps[variant].Contact; !t.request.by(Month) {
			s := Spell{Length: g.Days(), End: endKind(g.End)}
			if contact.Known() {
				s.Entry = max(0, int(contact-g.Start))
			}
			to.spells.add(r, s)
		}
		if g.End == EndOpen {
			to.still.add(r, 1)
			if to.shortestOpen == 0 || length < to.shortestOpen {
				to.shortestOpen = length
			}
			continue
		}
		to.ended = append(to.ended, length)
		to.endedGaps.add(r, 1)
	}
}

func (t *gapLengths) table() observatory.Table {
	table := observatory.Table{Title: t.definition.Name.FR}
	if len(t.request.By) == 0 {
		t.grid(cell{}).at(0)
	}
	var keys []cell
	for base, grid := range t.cells {
		if !t.request.by(Month) {
			grid.at(0)
		}
		for i, pair := range grid.months {
			if pair != nil {
				base.month = grid.first + observatory.Month(i)
				keys = append(keys, base)
			}
		}
	}
	slices.SortFunc(keys, compareCells)
	for _, c := range keys {
		base := c
		base.month = 0
		pair := t.cells[base].at(c.month)
		for variant := range pair {
			if variant == 0 || pair[0].monthOnly || pair[1].monthOnly {
				table.Figures = append(table.Figures, t.figures(c, &pair[variant], variant)...)
			}
		}
	}
	return table
}

// figures makes the figures of a cell.
func (t *gapLengths) figures(c cell, from *gapLengthCell, variant int) []observatory.Figure {
	slices.Sort(from.ended)
	slices.Sort(from.all)
	count := func(series string, n int64, of *personCounts) observatory.Figure {
		f := t.blank(c, series, variant, Count, of.persons(), &of.personTrack)
		f.Value, f.Numerator, f.Denominator = float64(n), n, int64(len(from.all))
		return f
	}
	figures := []observatory.Figure{
		t.median(c, from, SeriesMedianEnded, variant, from.ended, &from.endedGaps),
		t.median(c, from, SeriesMedianLeast, variant, from.all, &from.gaps),
		count(SeriesEnded, int64(len(from.ended)), &from.endedGaps),
		count(SeriesOpen, int64(len(from.all)-len(from.ended)), &from.still),
	}
	for class, name := range classNames() {
		f := count(joinSeries(SeriesPersonDays, name), from.days[class].sum(), &from.days[class])
		f.Denominator = 0
		figures = append(figures, f)
	}
	if !t.request.by(Month) {
		blank := func(series string, unit Unit, persons int64) observatory.Figure {
			return t.blank(c, series, variant, unit, persons, &from.anyone)
		}
		figures = append(figures, curveFigures(blank, from.spells.each, endNames(), curveDays(), 0)...)
	}
	return figures
}

// blank starts a figure of a cell.
func (t *gapLengths) blank(c cell, series string, variant int, unit Unit, persons int64, of *personTrack) observatory.Figure {
	f := t.request.figure(t.definition, c)
	f.Series = variantSeries(joinSeries(c.series, series), variant)
	f.Unit, f.N, f.Method = string(unit), persons, methodCount
	f.Associations, f.Largest = of.associations()
	f.Largest = min(persons, f.Largest)
	c.month = 0
	if count := t.cases[c]; count != nil {
		f.Covered, f.Planned = count.known, count.all
	}
	f.Sufficient = f.N >= f.MinimumN
	return f
}

func (t *gapLengths) median(c cell, from *gapLengthCell, series string, variant int, lengths []int64, of *personCounts) observatory.Figure {
	f := t.blank(c, series, variant, Days, of.persons(), &of.personTrack)
	f.Numerator, f.Denominator, f.Method = int64(len(lengths)), int64(len(from.all)), methodAbsent
	if len(lengths) == 0 {
		return f
	}
	f.Value = Median(lengths)
	low, high, ok := MedianInterval(lengths, kish(of.each))
	// A gap still open and shorter than the upper end may yet outgrow it: the
	// interval would then not hold for the gaps once ended.
	firm := series != SeriesMedianLeast || from.shortestOpen == 0 || from.shortestOpen >= high
	if ok && firm && f.Sufficient {
		f.Low, f.High, f.HasInterval = float64(low), float64(high), true
		f.Method = "statistiques d’ordre"
	}
	return f
}

// variantSeries ends the series of what was computed with the last days of
// months.
func variantSeries(series string, variant int) string {
	if variant == 1 {
		return joinSeries(series, SeriesMonthEnd)
	}
	return series
}
