package indicators

import (
	"maps"
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
		History: gapHistory(),
	}, Days)
}

// gapLengths gathers the lengths of gaps.
type gapLengths struct {
	definition Definition
	request    Request
	cells      map[cell]*[2]gapLengthCell
	cases      map[cell]*caseCount
}

type gapLengthCell struct {
	ended, all            []int64
	persons, endedPersons map[string]int64 // gaps of each
	openPerson            map[string]struct{}
	associations          associations
	days                  [gapClasses]dayCount // by class of day
	shortestOpen          int64                // 0 when no gap is open
	monthOnly             bool
	spells                map[string][]Spell // by person
}

// dayCount is days of persons.
type dayCount struct {
	days    int64
	persons map[string]struct{}
}

func (c *dayCount) add(person string, days int64) {
	if c.persons == nil {
		c.persons = map[string]struct{}{}
	}
	c.days += days
	c.persons[person] = struct{}{}
}

func gapDaysTable(rows *caseRows, q Request) observatory.Table {
	t := gapLengths{definition: rows.definition, request: q, cells: map[cell]*[2]gapLengthCell{}, cases: map[cell]*caseCount{}}
	for i := range rows.cases {
		r := &rows.cases[i]
		if !q.wantedCase(r) {
			continue
		}
		base := r.cell(q)
		countCase(t.cases, base, r.gaps[0].Computable)
		for variant := range r.gaps {
			for _, g := range r.gaps[variant].Gaps {
				t.add(base, r, g, variant)
			}
			t.addDays(base, r, variant)
		}
	}
	return t.table()
}

// addDays counts the days without a document of each class, in the months they
// fall in.
func (t *gapLengths) addDays(base cell, r *caseResult, variant int) {
	eachClassDays(t.request, &r.gaps[variant], func(class int, month observatory.Month, gap, _ int64) {
		if gap == 0 {
			return
		}
		to := t.place(base, month, variant)
		to.days[class].add(r.person, gap)
		to.associations.note(r.association, r.person)
		to.monthOnly = to.monthOnly || r.monthOnly
	})
}

// add counts a gap in the month in which it begins.
func (t *gapLengths) add(base cell, r *caseResult, g Gap, variant int) {
	for month := range t.request.months(observatory.Span{Start: g.Start, End: g.Start}) {
		to := t.place(base, month, variant)
		length := int64(g.Days())
		to.all = append(to.all, length)
		to.persons[r.person]++
		if contact := r.gaps[variant].Contact; !t.request.by(Month) {
			s := Spell{Length: g.Days(), End: endKind(g.End)}
			if contact.Known() {
				s.Entry = max(0, int(contact-g.Start))
			}
			to.spells[r.person] = append(to.spells[r.person], s)
		}
		if g.End == EndOpen {
			to.openPerson[r.person] = struct{}{}
			if to.shortestOpen == 0 || length < to.shortestOpen {
				to.shortestOpen = length
			}
			continue
		}
		to.ended = append(to.ended, length)
		to.endedPersons[r.person]++
	}
}

func (t *gapLengths) place(base cell, month observatory.Month, variant int) *gapLengthCell {
	base.month = month
	pair := t.cells[base]
	if pair == nil {
		pair = &[2]gapLengthCell{}
		for i := range pair {
			c := &pair[i]
			c.persons, c.endedPersons, c.spells = map[string]int64{}, map[string]int64{}, map[string][]Spell{}
			c.openPerson, c.associations = map[string]struct{}{}, associations{}
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

// figures makes the figures of a cell.
func (t *gapLengths) figures(c cell, from *gapLengthCell, variant int) []observatory.Figure {
	slices.Sort(from.ended)
	slices.Sort(from.all)
	count := func(series string, n, persons int64) observatory.Figure {
		f := t.blank(c, from, series, variant, Count, persons)
		f.Value, f.Numerator, f.Denominator = float64(n), n, int64(len(from.all))
		return f
	}
	figures := []observatory.Figure{
		t.median(c, from, SeriesMedianEnded, variant, from.ended, from.endedPersons),
		t.median(c, from, SeriesMedianLeast, variant, from.all, from.persons),
		count(SeriesEnded, int64(len(from.ended)), int64(len(from.endedPersons))),
		count(SeriesOpen, int64(len(from.all)-len(from.ended)), int64(len(from.openPerson))),
	}
	for class, name := range classNames() {
		days := from.days[class]
		f := count(joinSeries(SeriesPersonDays, name), days.days, int64(len(days.persons)))
		f.Denominator = 0
		figures = append(figures, f)
	}
	if !t.request.by(Month) {
		blank := func(series string, unit Unit, persons int64) observatory.Figure {
			return t.blank(c, from, series, variant, unit, persons)
		}
		figures = append(figures, curveFigures(blank, from.spells, endNames(), curveDays(), 0)...)
	}
	return figures
}

// blank starts a figure of a cell.
func (t *gapLengths) blank(c cell, from *gapLengthCell, series string, variant int, unit Unit, persons int64) observatory.Figure {
	f := t.request.figure(t.definition, c)
	f.Series = variantSeries(joinSeries(c.series, series), variant)
	f.Unit, f.N, f.Associations, f.Method = string(unit), persons, int64(len(from.associations)), methodCount
	f.Largest = min(persons, largest(from.associations, from.of(series)))
	c.month = 0
	if count := t.cases[c]; count != nil {
		f.Covered, f.Planned = count.known, count.all
	}
	f.Sufficient = f.N >= f.MinimumN
	return f
}

// of gives the persons that a series counts, by person.
func (c *gapLengthCell) of(series string) map[string]int64 {
	switch series {
	case SeriesMedianEnded, SeriesEnded:
		return c.endedPersons
	case SeriesMedianLeast, SeriesOpen:
		return c.persons
	}
	all := maps.Clone(c.persons)
	for person := range c.days[0].persons {
		all[person]++
	}
	return all
}

func (t *gapLengths) median(c cell, from *gapLengthCell, series string, variant int, lengths []int64, persons map[string]int64) observatory.Figure {
	f := t.blank(c, from, series, variant, Days, int64(len(persons)))
	f.Numerator, f.Denominator, f.Method = int64(len(lengths)), int64(len(from.all)), methodAbsent
	if len(lengths) == 0 {
		return f
	}
	f.Value = Median(lengths)
	counts := make([]int64, 0, len(persons))
	for _, n := range persons {
		counts = append(counts, n)
	}
	low, high, ok := MedianInterval(lengths, kish(counts))
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
