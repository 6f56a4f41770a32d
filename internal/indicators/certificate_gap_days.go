package indicators

import (
	"cmp"
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
			"" +
			curveInterval(),
		Biases: append(gapBiases(),
			"La médiane des périodes terminées ignore celles qui durent encore : elle tend à être trop basse. "+
				"La médiane « au moins » compte celles-ci à leur durée connue : la médiane de toutes les périodes, une fois finies, ne peut qu’être égale ou plus haute. "+
				"La médiane de la courbe tient compte des deux.",
			"Le premier contact d’une association est rarement noté : sans lui, une période est tenue pour suivie depuis son début.",
			"Une période déjà finie au premier contact est comptée (« terminées »), mais n’entre pas dans les courbes.",
		),
		History: append(gapHistory(), Change{3, "2026-11-27", "associations comptées série par série : celles des personnes de la série"},
			Change{4, "2026-11-27", curveMedianChange}, sameDayChange(5), drawChange(6), manyDrawnChange(7)),
	}, Days)
}

// lengthCount counts gaps by their length in days.
type lengthCount []int32

func (l *lengthCount) add(days int) {
	if days >= len(*l) {
		*l = append(*l, make([]int32, days+1-len(*l))...)
	}
	(*l)[days]++
}

// sorted lists the lengths of two counts in their order.
func (l lengthCount) sorted(and lengthCount) []int64 {
	var list []int64
	for days := range max(len(l), len(and)) {
		for _, count := range []lengthCount{l, and} {
			if days < len(count) {
				list = append(list, slices.Repeat([]int64{int64(days)}, int(count[days]))...)
			}
		}
	}
	return list
}

// gapLengthCell gathers the lengths of the gaps that begin in one cell.
type gapLengthCell struct {
	ended, open              lengthCount
	gaps, endedGaps, stillOn personCounts // gaps of each person: all, ended, open
	shortestOpen             int64        // 0 when no gap is open
	spells                   personSpells
}

// lengthGrid holds the lengths of gaps of one place and level by month and
// variant.
type lengthGrid = monthGrid[[2]gapLengthCell]

// addLength counts a gap in the month in which it begins; entry is how many days it
// had lasted when an association first met the person.
func addLength(lengths *lengthGrid, q Request, r *caseResult, g Gap, entry, variant int) {
	for month := range q.monthsOf(g.Start) {
		to := &lengths.at(month)[variant]
		length := int64(g.Days())
		to.gaps.add(r, 1)
		if !q.by(Month) {
			to.spells.add(r, Spell{Entry: entry, Length: g.Days(), End: endKind(g.End)})
		}
		if g.End != EndOpen {
			to.ended.add(g.Days())
			to.endedGaps.add(r, 1)
			continue
		}
		to.open.add(g.Days())
		to.stillOn.add(r, 1)
		if to.shortestOpen == 0 || length < to.shortestOpen {
			to.shortestOpen = length
		}
	}
}

// gapLengths makes the figures of the lengths of gaps.
type gapLengths struct {
	*gathered

	definition Definition
}

// gapLengthsOf is all that the figures of one cell and variant are made from.
type gapLengthsOf struct {
	*gapLengthCell

	ended, all []int64 // lengths, sorted
	days       [gapClasses]*classCell
}

func gapDaysTable(rows *caseRows, q Request) observatory.Table {
	t := gapLengths{rows.gatheredFor(q), rows.definition}
	table := observatory.Table{Title: t.definition.Name.FR}
	for _, c := range t.keys() {
		base := c
		base.month = 0
		days, grids := t.cells(c), cmp.Or(t.places[base], &caseGrids{})
		lengths := grids.lengths.found(c.month)
		for variant := range 2 {
			if variant == 0 || !q.oneEnd && grids.days.moved(c.month) {
				table.Figures = append(table.Figures, t.figures(c, lengthsOf(days, lengths, variant), variant)...)
			}
		}
	}
	return table
}

// keys lists the cells in which a gap begins or goes on; without a split by month,
// all of which a case is known.
func (t *gapLengths) keys() []cell {
	var keys []cell
	if len(t.request.By) == 0 {
		keys = append(keys, cell{})
	}
	for base, grids := range t.places {
		if !t.request.by(Month) {
			keys = append(keys, base)
			continue
		}
		for _, month := range grids.lengths.known() {
			base.month = month
			keys = append(keys, base)
		}
		for _, month := range grids.days.known() {
			if base.month = month; grids.days.anyGap(month) {
				keys = append(keys, base)
			}
		}
	}
	slices.SortFunc(keys, compareCells)
	return slices.Compact(keys)
}

// lengthsOf puts together what was gathered of a cell.
func lengthsOf(days *[gapClasses][2]classCell, lengths *[2]gapLengthCell, variant int) *gapLengthsOf {
	from := &gapLengthsOf{gapLengthCell: &gapLengthCell{}}
	if lengths != nil {
		from.gapLengthCell = &lengths[variant]
	}
	from.ended = from.gapLengthCell.ended.sorted(nil)
	from.all = from.gapLengthCell.ended.sorted(from.open)
	for class := range from.days {
		from.days[class] = &classCell{}
		if days != nil {
			from.days[class] = &days[class][0]
		}
		if days != nil && variant == 1 && days[class][0].monthOnly { // else both are the same
			from.days[class] = &days[class][1]
		}
	}
	return from
}

// figures makes the figures of a cell.
func (t *gapLengths) figures(c cell, from *gapLengthsOf, variant int) []observatory.Figure {
	count := func(series string, n, persons int64, of *personTrack) observatory.Figure {
		f := t.blank(c, series, variant, Count, persons, of)
		f.Value, f.Numerator, f.Denominator = float64(n), n, int64(len(from.all))
		return f
	}
	figures := []observatory.Figure{
		t.median(c, from, SeriesMedianEnded, variant, from.ended, &from.endedGaps),
		t.median(c, from, SeriesMedianLeast, variant, from.all, &from.gaps),
		count(SeriesEnded, int64(len(from.ended)), from.endedGaps.persons, &from.endedGaps.personTrack),
		count(SeriesOpen, int64(len(from.all)-len(from.ended)), from.stillOn.persons, &from.stillOn.personTrack),
	}
	for class, name := range classNames() {
		of := from.days[class]
		f := count(joinSeries(SeriesPersonDays, name), of.sums.Gap, of.sums.WithGap, &of.gaps)
		f.Denominator = 0
		figures = append(figures, f)
	}
	if !t.request.by(Month) {
		blank := func(series string, unit Unit, persons int64) observatory.Figure {
			return t.blank(c, series, variant, unit, persons, &from.days[0].gaps) // of all with a gap that begins or goes on
		}
		figures = append(figures, curveFigures(t.request, blank, from.spells.list(), endNames(), curveDays(), 0)...)
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

func (t *gapLengths) median(c cell, from *gapLengthsOf, series string, variant int, lengths []int64, of *personCounts) observatory.Figure {
	f := t.blank(c, series, variant, Days, of.persons, &of.personTrack)
	f.Numerator, f.Denominator, f.Method = int64(len(lengths)), int64(len(from.all)), methodAbsent
	if len(lengths) == 0 {
		return f
	}
	f.Value = Median(lengths)
	low, high, ok := MedianInterval(lengths, of.effective())
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
