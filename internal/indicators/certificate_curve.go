package indicators

import (
	"slices"
	"strconv"

	"vigie/internal/observatory"
)

// Series of a curve: a kind of end with a number of days, such as document/30;
// running/30 for what lasts longer; the length by which half have ended; how
// many were over at the first contact and are not in the curve.
const (
	SeriesRunning     = "running"
	SeriesCurveMedian = "curve_median"
	SeriesBefore      = "before_contact"
)

// endNames are the kinds of end of a gap or delay in a curve, numbered from 1.
func endNames() []string {
	return []string{string(EndDocument), string(EndDecision), string(EndClosure), string(EndWithdrawal)}
}

// endKind numbers an end as in endNames; 0 is none yet.
func endKind(end GapEnd) int { return slices.Index(endNames(), string(end)) + 1 }

// curveInterval says how the intervals of a curve are made.
func curveInterval() string {
	return "personnes rééchantillonnées, tirage fixé par l’indicateur, la case et l’horizon ; Clopper-Pearson sur l’effectif équivalent ; " +
		"intervalle de la médiane à partir de " + strconv.Itoa(curveMedianPersons) + " personnes, et seulement si les tirages descendent sous la moitié"
}

const curveMedianChange = "pas d’intervalle pour la médiane d’une courbe de moins de 30 personnes : l’étude de couverture le trouvait trop étroit"

// drawChange is that of draws which no longer hang on who persons are.
func drawChange(version int) Change {
	return Change{version, "2026-11-29", "personnes tirées parmi toutes, comptées par durées et non plus rangées par pseudonyme : un renouvellement des clés ne déplace plus les intervalles"}
}

// manyDrawnChange is that of draws of many persons at once.
func manyDrawnChange(version int) Change {
	return Change{version, "2026-11-29", "au-delà de 5 000 personnes, leur nombre est tiré d’un coup par groupe de mêmes durées, selon la même loi"}
}

// curveDays are the lengths at which curves are read off.
func curveDays() []int { return []int{30, 90, 180, 365} }

// curveFigures reads the curve over the spells of persons: for each length the
// share that has ended in each way and the share that lasts longer, then the
// median. shift is what lengths are larger by in the spells than in words.
func curveFigures(q Request, blank func(series string, unit Unit, persons int64) observatory.Figure, persons []alike, kinds []string, days []int, shift int) []observatory.Figure {
	var before int64
	for _, of := range persons {
		for _, s := range of.spells {
			if !s.observed() {
				before += of.persons
			}
		}
	}
	c := newCurve(persons, len(kinds))
	model := blank("", Share, int64(c.persons))
	shifted := make([]int, len(days))
	for i, d := range days {
		shifted[i] = d + shift
	}
	r := c.read(seedOf(model.Indicator, model.Horizon, model.Department, model.Series, model.Period.Name), shifted, !q.undrawn)
	var figures []observatory.Figure
	for i, d := range days {
		add := func(name string, e estimate, ended int64) {
			f := blank(joinSeries(name, strconv.Itoa(d)), Share, int64(c.persons))
			f.Numerator, f.Denominator = ended, c.size()
			f.Value, f.Method = e.value, methodAbsent
			if f.Sufficient = f.Sufficient && r.followed[i]; f.Sufficient {
				f.Low, f.High, f.HasInterval, f.Method = e.low, e.high, true, methodCurve
			}
			if !f.Sufficient && !r.followed[i] {
				f.Value = 0
			}
			figures = append(figures, f)
		}
		for k, name := range kinds {
			add(name, r.ends[k][i], c.endedBy(k+1, shifted[i]))
		}
		add(SeriesRunning, r.running[i], c.size()-c.endedBy(0, shifted[i]))
	}
	return append(figures, medianFigure(blank, c, r, shift), beforeFigure(blank, before))
}

// size is the number of spells in the curve.
func (c *curve) size() (n int64) {
	for _, of := range c.alike {
		n += int64(len(of.spells)) * of.persons
	}
	return n
}

// endedBy counts the spells that had ended in one way by a length, or in any
// way for kind 0.
func (c *curve) endedBy(kind, days int) int64 {
	n := int64(0)
	for _, s := range c.steps {
		if s.Time > days {
			break
		}
		for k, ended := range s.Ends {
			if kind == 0 || k == kind-1 {
				n += ended
			}
		}
	}
	return n
}

func medianFigure(blank func(string, Unit, int64) observatory.Figure, c *curve, r curveReading, shift int) observatory.Figure {
	f := blank(SeriesCurveMedian, Days, int64(c.persons))
	f.Numerator, f.Denominator, f.Method = c.endedBy(0, c.longest), c.size(), methodAbsent
	f.Sufficient = f.Sufficient && r.hasHalf
	if r.hasHalf {
		f.Value = r.half.value - float64(shift)
	}
	if f.Sufficient && r.bounded {
		f.Low, f.High, f.HasInterval, f.Method = r.half.low-float64(shift), r.half.high-float64(shift), true, methodCurve
	}
	return f
}

func beforeFigure(blank func(string, Unit, int64) observatory.Figure, before int64) observatory.Figure {
	f := blank(SeriesBefore, Count, before)
	f.Value, f.Numerator, f.Method, f.Sufficient = float64(before), before, methodCount, before > 0
	return f
}

// entryAt is how many days something that began on a day had lasted when an
// association first met the person; 0 where nobody told.
func entryAt(contact, start observatory.Date) int {
	if !contact.Known() {
		return 0
	}
	return max(0, int(contact-start))
}
