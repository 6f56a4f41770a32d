package dashboard

import (
	"slices"
	"strconv"
	"strings"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// figureView is a figure in words. Nothing in it is computed: it is the figure
// that package indicators gave, in French.
type figureView struct {
	ID         string
	Name       string
	Known      bool // measured and sufficient
	Withheld   bool // published, but not shown
	Measured   bool // measured at all
	Value      string
	Interval   string // "38,1 % à 46,6 %", empty without one
	Method     string
	N          string // "27 jours"
	Coverage   string
	Fraction   string // "123 sur 290 relevés", for probes only: small numbers of persons are not told
	Series     string
	Accounting string
	Period     string
	Case       bool
	Sources    string // number of associations behind a case figure
	Running    bool   // the period is a month that is not over
	Late       string // of cases: the period still grows, and by how much; empty when it is taken to be whole
}

// view words a figure.
func (s *site) view(f observatory.Figure) figureView {
	id := strings.TrimSuffix(f.Indicator, indicators.MaintenanceSuffix)
	d, _ := indicators.ByID(id)
	series := s.series(f.Series)
	if d.PerJourney {
		series = s.journeySeries(f.Series)
	}
	v := figureView{
		ID: id, Name: s.words.Typeset(d.Name.FR), Known: f.Sufficient, Measured: f.N > 0 || f.Denominator > 0,
		Method: s.words.Typeset(f.Method), Series: series, Accounting: s.words.Accounting(f.Accounting),
		Period: s.period(f.Period), Case: d.Proof == indicators.ByCase,
		N: s.effective(d, f), Coverage: s.coverage(d, f),
	}
	if v.Case && v.Measured {
		v.Sources = s.words.Count(f.Associations) + texts.NoWrap + s.words.Plural(f.Associations, "association", "associations")
	}
	if month, err := observatory.ParseMonth(f.Period.Name); err == nil {
		v.Running = month == observatory.DateOf(f.Horizon, s.zone).Month()
	}
	if f.Incomplete && f.Shown != observatory.ShownWithheld {
		v.Late = s.late(f.Reported)
	}
	switch {
	case f.Sufficient:
		v.Value = s.closely(f, f.Value)
	case v.Measured:
		v.Value = s.words.T("insufficient")
	default:
		v.Value = s.words.T("not_measured")
	}
	s.shown(&v, f)
	if f.HasInterval {
		v.Interval = s.closely(f, f.Low) + " à " + s.closely(f, f.High)
	}
	if !v.Case && f.Denominator > 0 {
		v.Fraction = s.words.Count(f.Numerator) + " sur " + s.words.Count(f.Denominator) + s.counted(d, f.Denominator)
	}
	return v
}

// late says how much of the facts of a period's end has been reported.
func (s *site) late(reported float64) string {
	return s.words.Typeset("incomplet : environ " + s.whole(reported) + " des faits de la fin rapportés")
}

// journeySeries words a series that is a journey, its system and its mode.
func (s *site) journeySeries(name string) string {
	parts := strings.SplitN(name, "/", 3)
	if len(parts) < 2 {
		return ""
	}
	text := s.journeyTitle(parts[0], parts[1]) + ", " + s.words.System(parts[1])
	if len(parts) == 3 {
		text += ", " + s.words.Mode(observatory.Mode(parts[2]))
	}
	return text
}

// series words a series whose parts are parted by slashes.
func (s *site) series(name string) string {
	if whole := s.words.Series(name); whole != name {
		return whole
	}
	var words []string
	for parts := strings.Split(name, "/"); len(parts) > 0; parts = parts[1:] {
		if len(parts) > 1 {
			if _, err := strconv.Atoi(parts[1]); err == nil {
				words, parts = append(words, s.endWithin(parts[0], parts[1])), parts[1:]
				continue
			}
		}
		words = append(words, s.words.Series(parts[0]))
	}
	return strings.Join(words, ", ")
}

// endWithin words a point of a curve: a kind of end, and a number of days.
func (s *site) endWithin(kind, days string) string {
	text := s.words.Series("end." + kind)
	if kind == indicators.SeriesRunning {
		return text + " après " + days + texts.NoWrap + "jours"
	}
	return text + " en " + days + texts.NoWrap + "jours au plus"
}

// closely words a value of a figure, as closely as it is shown.
func (s *site) closely(f observatory.Figure, value float64) string {
	if f.Shown == observatory.ShownRounded && f.Unit == string(indicators.Share) {
		return s.whole(value)
	}
	return s.quantity(f.Unit, value)
}

func (s *site) quantity(unit string, value float64) string {
	switch indicators.Unit(unit) {
	case indicators.Share:
		return s.words.Percent(value)
	case indicators.Days:
		return s.words.Days(value)
	}
	return s.words.Count(int64(value))
}

// effective words n. A number of persons below the minimum is not told, so
// that nobody is singled out.
func (s *site) effective(d indicators.Definition, f observatory.Figure) string {
	if d.Proof == indicators.ByProbe {
		return s.words.Count(f.N) + texts.NoWrap + s.words.Plural(f.N, "jour", "jours")
	}
	if d.Proof == indicators.ByPage {
		return s.words.Count(f.N) + " (" + s.words.Typeset(d.N) + ")"
	}
	if f.N == 0 {
		return "aucune personne"
	}
	if f.N < f.MinimumN {
		return "moins de " + s.words.Count(f.MinimumN) + texts.NoWrap + "personnes"
	}
	if rounded(f) {
		return s.bracketed(f.N) + texts.NoWrap + "personnes"
	}
	return s.words.Count(f.N) + texts.NoWrap + "personnes"
}

// coverage words the coverage of a figure.
func (s *site) coverage(d indicators.Definition, f observatory.Figure) string {
	share, ok := f.Coverage()
	if d.Proof == indicators.ByPage {
		if !ok {
			return "sans objet"
		}
		return s.words.Percent(share) + " (" + s.words.Count(f.Covered) + " sur " + s.words.Count(f.Planned) + ")"
	}
	if d.Proof == indicators.ByProbe {
		if !ok && strings.HasPrefix(d.Coverage, "sans objet") {
			return "sans objet"
		}
		if !ok {
			return "relevés non planifiés"
		}
		return s.words.Percent(share) + " (" + s.words.Count(f.Covered) + " relevés sur " + s.words.Count(f.Planned) + " prévus)"
	}
	if !ok || strings.HasPrefix(d.Coverage, "sans objet") {
		return "sans objet"
	}
	counted, _, _ := strings.Cut(d.Coverage, " ") // dossiers, contacts, attestations
	switch {
	case f.Covered == f.Planned:
		return s.whole(1) + " des " + counted
	case f.Covered == 0 && f.Shown != "": // told in tenths, rounded down
		return "moins de " + s.whole(0.1) + " des " + counted
	case 100*f.Covered < f.Planned:
		return "moins de " + s.whole(0.01) + " des " + counted
	}
	return "au moins " + s.whole(float64(100*f.Covered/f.Planned)/100) + " des " + counted
}

// counted names what the fraction of a figure that is not of cases counts.
func (s *site) counted(d indicators.Definition, n int64) string {
	switch {
	case d.Proof == indicators.ByPage:
		return ""
	case classed(d.ID) || d.Unit == indicators.Days:
		return " " + s.words.Plural(n, "journée", "journées")
	case d.Family() == "substitution":
		return " " + s.words.Plural(n, "écran d’échec", "écrans d’échec")
	}
	return " " + s.words.Plural(n, "relevé", "relevés")
}

// period words a month, or the two ends of a longer period.
func (s *site) period(p observatory.Period) string {
	if month, err := observatory.ParseMonth(p.Name); err == nil {
		return s.words.Month(month)
	}
	if text, ok := s.publishedPeriod(p); ok {
		return text
	}
	return "du " + s.words.Date(p.Start) + " au " + s.words.Date(p.End)
}

// pick finds the figure of a series and accounting, and of a department when
// one is given.
func pick(t observatory.Table, department, series string, accounting observatory.Accounting) (observatory.Figure, bool) {
	i := slices.IndexFunc(t.Figures, func(f observatory.Figure) bool {
		return f.Department == department && f.Series == series && f.Accounting == accounting &&
			!strings.HasSuffix(f.Indicator, indicators.MaintenanceSuffix)
	})
	if i < 0 {
		return observatory.Figure{}, false
	}
	return t.Figures[i], true
}

// of keeps the figures of one department.
func of(t observatory.Table, department string) observatory.Table {
	kept := observatory.Table{Title: t.Title}
	for _, f := range t.Figures {
		if f.Department == department {
			kept.Figures = append(kept.Figures, f)
		}
	}
	return kept
}

// mainSeries is the series that stands for an indicator in headlines and on
// the map: the probe's own readings, the messages seen, all cases, the median.
func mainSeries(id string) (series string, accounting observatory.Accounting) {
	switch id {
	case "closure.reason_stated":
		return indicators.SeriesDocument, ""
	case "certificate.gap_days":
		return indicators.SeriesMedianEnded, ""
	case "certificate.gap_share":
		return "", ""
	}
	return string(observatory.Unattended), observatory.Strict
}

// empty is the figure of an indicator for which there is no row at all.
func (s *site) empty(d indicators.Definition, department string, w observatory.Window) observatory.Figure {
	series, accounting := leadSeries(d), observatory.Strict
	if d.Proof != indicators.ByProbe {
		accounting = ""
	}
	return observatory.Figure{
		Indicator: d.ID, Department: department, Series: series, Accounting: accounting, Unit: string(d.Unit), MinimumN: d.MinimumN,
		Period:  observatory.Period{Span: observatory.Span{Start: w.From, End: w.To}},
		Horizon: w.Horizon, Simulation: w.Simulation,
	}
}
