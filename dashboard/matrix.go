package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// matrixPage is the page of the duty matrix, at /matrice.
type matrixPage struct {
	page

	Horizon   string // of the newest verdicts, empty while none was given
	Month     string // the last whole month
	Sentence  string
	Caution   string
	Deadlines []deadlineView
	Months    []string // heads of the columns, newest last
	Longer    []string // the same of quarters and years
	Legend    []rulingView
	Groups    []dutyGroup
	Chart     string
	Edition   string // horizon of the case figures
}

// deadlineView is one deadline with its countdown and the fact it is counted
// from.
type deadlineView struct {
	Countdown, Date   string
	ToVerify          bool
	Start, StartState string
	Duties            []link
}

type dutyGroup struct {
	Name, Anchor string
	Duties       []dutyRow
}

// dutyRow is an obligation with its newest verdict, its figures and its months.
type dutyRow struct {
	ID, Anchor, Title, Text, Source, Status string
	Unverified                              bool
	Scope, Proof, Countdown                 string
	Ruling                                  rulingView
	Counted                                 string // k and n, empty when nothing was counted
	Erased                                  string // how many facts behind it were erased since, empty for none
	Rule, Justification                     string
	Figures                                 []dutyFigureView
	Pending                                 []string // indicators that are not computed yet
	Cells                                   []rulingView
	Longer                                  []rulingView // by quarter, then by year
	Wider                                   []widerView  // the last whole quarter and the last whole year
	Late                                    bool         // facts of the month are still coming in
}

type rulingView struct {
	Class, Word, Mark, Month string
	Late                     bool // facts of the period are still coming in
}

// widerView is what a longer period says.
type widerView struct {
	Ruling  rulingView
	Counted string
}

type dutyFigureView struct {
	figureView

	Anchor string
}

// matrixData is what page, chart and files are made from.
type matrixData struct {
	obligations []observatory.Obligation
	verdicts    map[string]map[string]observatory.DutyVerdict // by obligation and period, of the country
	local       map[localDuty]observatory.DutyVerdict         // of the last whole month, quarter and year
	months      []observatory.Month
	horizon     time.Time
	lag         bool // how late reports come was measured: a running month is then marked
}

type localDuty struct{ department, obligation, period string }

// last is the last whole month.
func (d *matrixData) last() observatory.Month { return d.months[len(d.months)-2] }

// matrixMonths, matrixQuarters and matrixYears are how many of each the matrix
// shows, the running one included.
const (
	matrixMonths   = 12
	matrixQuarters = 4
	matrixYears    = 2
)

// longer are the quarters and the years that the matrix shows.
func (d *matrixData) longer() []observatory.Period {
	running := d.months[len(d.months)-1]
	var list []observatory.Period
	for back := matrixQuarters - 1; back >= 0; back-- {
		list = append(list, observatory.PeriodOf(running-observatory.Quarter*observatory.Month(back), observatory.Quarter))
	}
	for back := matrixYears - 1; back >= 0; back-- {
		list = append(list, observatory.PeriodOf(running-observatory.Year*observatory.Month(back), observatory.Year))
	}
	return list
}

// wider are the last whole quarter and the last whole year.
func (d *matrixData) wider() []observatory.Period {
	running := d.months[len(d.months)-1]
	return []observatory.Period{
		observatory.PeriodOf(running-observatory.Quarter, observatory.Quarter), observatory.PeriodOf(running-observatory.Year, observatory.Year),
	}
}

// duties reads the newest verdicts of the country under today's rules.
func (s *site) duties(ctx context.Context, shot *snapshot) (*matrixData, error) {
	return shot.duties.get(func() (*matrixData, error) {
		data := &matrixData{
			obligations: s.Catalogue.Obligations(),
			verdicts:    map[string]map[string]observatory.DutyVerdict{}, local: map[localDuty]observatory.DutyVerdict{},
		}
		last := shot.window.To.Month()
		for m := last - matrixMonths + 1; m <= last; m++ {
			data.months = append(data.months, m)
		}
		rules := map[string]observatory.Hash{}
		for _, o := range data.obligations {
			_, hash, err := indicators.RuleText(o)
			if err != nil {
				return nil, err
			}
			rules[o.ID] = hash
		}
		window := observatory.Window{Horizon: shot.window.Horizon, Simulation: shot.window.Simulation}
		for v, err := range s.Reader.Verdicts(ctx, observatory.VerdictFilter{Window: window, Newest: true}) {
			if err != nil {
				return nil, fmt.Errorf("read verdicts: %w", err)
			}
			if v.Rule != rules[v.Obligation] {
				continue
			}
			if v.Department != "" {
				data.keepLocal(v)
				continue
			}
			if data.verdicts[v.Obligation] == nil {
				data.verdicts[v.Obligation] = map[string]observatory.DutyVerdict{}
			}
			data.verdicts[v.Obligation][v.Period] = v
			data.lag = data.lag || v.Incomplete
			if v.At.After(data.horizon) {
				data.horizon = v.At
			}
		}
		return data, nil
	})
}

func (d *matrixData) keepLocal(v observatory.DutyVerdict) {
	kept := v.Period == d.last().String()
	for _, p := range d.wider() {
		kept = kept || v.Period == p.Name
	}
	if kept {
		d.local[localDuty{v.Department, v.Obligation, v.Period}] = v
	}
}

// localDuties are the duties that were held against the facts of a department
// in the last whole month.
func (s *site) localDuties(ctx context.Context, shot *snapshot, department string) ([]dutyRow, string, error) {
	data, err := s.duties(ctx, shot)
	if err != nil {
		return nil, "", err
	}
	var rows []dutyRow
	for i := range data.obligations {
		o := &data.obligations[i]
		of := func(period string) (observatory.DutyVerdict, bool) {
			v, ok := data.local[localDuty{department, o.ID, period}]
			return v, ok
		}
		v, ok := of(data.last().String())
		if !ok {
			continue
		}
		row := dutyRow{Anchor: anchor(o.ID), Title: s.words.Typeset(o.Title), Ruling: s.rulingView(o, &v)}
		row.Counted, row.Wider = s.dutyCount(o, &v), s.widerRulings(data, o, of)
		for _, f := range v.Figures {
			row.Figures = append(row.Figures, dutyFigureView{figureView: s.view(figureOf(f, data.last(), v.At)), Anchor: anchor(f.Indicator)})
		}
		rows = append(rows, row)
	}
	return rows, s.words.Month(data.last()), nil
}

// matrix serves the page of the duty matrix.
func (s *site) matrix(w http.ResponseWriter, r *http.Request) error {
	return s.drawn(w, r, "/matrice", func(shot *snapshot) (asset, error) {
		data, err := s.duties(r.Context(), shot)
		if err != nil {
			return asset{}, err
		}
		return s.render("matrix", s.matrixPage(shot, data))
	})
}

func (s *site) matrixPage(shot *snapshot, data *matrixData) matrixPage {
	last := data.last()
	view := matrixPage{
		page: s.page("Matrice des obligations"), Month: s.words.Month(last), Caution: s.words.T("cases.caution"),
		Sentence: s.matrixSentence(data, last), Deadlines: s.deadlines(shot, data.obligations),
	}
	view.Here, view.Charts = "/matrice", true
	if !data.horizon.IsZero() {
		view.Horizon, view.Chart = s.words.Moment(data.horizon, s.zone), "/matrice/graphique"
	}
	if !shot.published.Horizon.IsZero() {
		view.Edition = s.words.Moment(shot.published.Horizon, s.zone)
	}
	for _, m := range data.months {
		view.Months = append(view.Months, s.words.MonthHead(m))
	}
	for _, p := range data.longer() {
		view.Longer = append(view.Longer, longerHead(p))
	}
	for _, r := range observatory.Rulings() {
		row := observatory.DutyVerdict{Ruling: r, N: 2}
		row.SourceVersion = strconv.Itoa(observatory.VerdictsOfPersons)
		view.Legend = append(view.Legend, s.rulingOf(&observatory.Obligation{Proof: string(indicators.ByCase)}, &row, "n"))
	}
	for _, kind := range observatory.ObligationKinds() {
		group := dutyGroup{Name: s.words.Duty(kind), Anchor: "obligations-" + string(kind)}
		for i := range data.obligations {
			if o := &data.obligations[i]; o.Kind == kind {
				group.Duties = append(group.Duties, s.dutyRow(shot, data, o, last))
			}
		}
		view.Groups = append(view.Groups, group)
	}
	return view
}

// longerHead is the head of the narrow column of a quarter or a year.
func longerHead(p observatory.Period) string {
	if year, quarter, found := strings.Cut(p.Name, "-"); found {
		return quarter + " " + year
	}
	return p.Name
}

// bracket words a count: exact for probes and pages, a bracket for cases.
func (s *site) bracket(o *observatory.Obligation, n int64) string {
	if o.Proof != string(indicators.ByCase) || n == 0 {
		return s.words.Count(n)
	}
	if _, high := observatory.Bracket(n); high > 0 {
		return "de " + s.bracketed(n)
	}
	return s.bracketed(n)
}

func (s *site) rulingView(o *observatory.Obligation, v *observatory.DutyVerdict) rulingView {
	return s.rulingOf(o, v, s.bracket(o, v.N))
}

func (s *site) rulingOf(o *observatory.Obligation, v *observatory.DutyVerdict, n string) rulingView {
	marks := map[observatory.Ruling]string{
		observatory.Respected: "✓", observatory.Breach: "✗", observatory.NoBreach: "○", observatory.Insufficient: "…", observatory.NotMeasured: "–",
		observatory.WithoutLimit: "≈", observatory.ToVerify: "?", observatory.Pending: "→", observatory.TextMissing: "∅",
	}
	return rulingView{Class: "ruling-" + string(v.Ruling), Word: s.words.Ruling(o, v, n), Mark: marks[v.Ruling]}
}

// deadlines are the deadlines of obligations, the nearest first.
func (s *site) deadlines(shot *snapshot, obligations []observatory.Obligation) []deadlineView {
	var dates []observatory.Date
	byDate := map[observatory.Date]*deadlineView{}
	for i := range obligations {
		o := &obligations[i]
		if !o.Deadline.Known() {
			continue
		}
		view := byDate[o.Deadline]
		if view == nil {
			view = &deadlineView{
				Countdown: s.remaining(o.Deadline, shot.window.To), Date: s.words.Date(o.Deadline), ToVerify: !o.Verified(),
				Start:      s.words.Typeset(o.Start.Title + " : " + s.words.Date(o.Start.Date) + ", " + o.Start.Event + ". Source : " + o.Start.Source + "."),
				StartState: s.words.Status(o.Start.Status),
			}
			byDate[o.Deadline] = view
			dates = append(dates, o.Deadline)
		}
		view.ToVerify = view.ToVerify || !o.Verified()
		view.Duties = append(view.Duties, link{"#" + anchor(o.ID), s.words.Typeset(o.Title)})
	}
	slices.Sort(dates)
	var list []deadlineView
	for _, date := range dates {
		list = append(list, *byDate[date])
	}
	return list
}

func (s *site) remaining(deadline, today observatory.Date) string {
	switch days := int64(deadline - today); {
	case days > 0:
		return "dans " + s.words.Days(float64(days))
	case days == 0:
		return "aujourd’hui"
	default:
		return "passée depuis " + s.words.Days(float64(-days))
	}
}

// matrixSentence says the month in one sentence.
func (s *site) matrixSentence(data *matrixData, month observatory.Month) string {
	count := map[observatory.Ruling]int64{}
	given := int64(0)
	for _, o := range data.obligations {
		if v, ok := data.verdicts[o.ID][month.String()]; ok {
			count[v.Ruling]++
			given++
		}
	}
	if given == 0 {
		return "Aucun verdict n’a encore été rendu" + texts.NoWrap + ": la matrice est refaite une fois par mois."
	}
	judged := count[observatory.Respected] + count[observatory.Breach] + count[observatory.NoBreach]
	without := count[observatory.WithoutLimit] + count[observatory.ToVerify] + count[observatory.Pending]
	unseen, missing := count[observatory.Insufficient]+count[observatory.NotMeasured], count[observatory.TextMissing]
	caution := ""
	switch {
	case !data.lag:
		caution = " " + s.words.Typeset(indicators.NoLag)
	case slices.ContainsFunc(data.obligations, func(o observatory.Obligation) bool { return data.verdicts[o.ID][month.String()].Incomplete }):
		caution = " Des faits de ce mois arrivent encore" + texts.NoWrap + ": les lignes que des cas prouvent y sont incomplètes."
	}
	parts := []string{"En " + s.words.Month(month), "sur " + s.words.Count(given) + texts.NoWrap + "lignes", s.judgedLines(judged, count[observatory.Breach])}
	for _, lines := range []struct {
		n         int64
		one, many string
	}{
		{without, "montre un chiffre sans verdict", "montrent un chiffre sans verdict"},
		{unseen, "est insuffisante ou non mesurée", "sont insuffisantes ou non mesurées"},
		{missing, "n’a pas de texte disponible", "n’ont pas de texte disponible"},
	} {
		if lines.n > 0 {
			parts = append(parts, s.words.Count(lines.n)+" "+s.words.Plural(lines.n, lines.one, lines.many))
		}
	}
	return strings.Join(parts, ", ") + "." + caution
}

// judgedLines says how many lines bear a verdict, and how many of these a breach.
func (s *site) judgedLines(judged, breaches int64) string {
	if judged == 0 {
		return "aucune ne porte de verdict"
	}
	return s.words.Count(judged) + " " + s.words.Plural(judged, "porte un verdict", "portent un verdict") + " (dont " +
		s.words.Count(breaches) + " " + s.words.Plural(breaches, "manquement constaté", "manquements constatés") + ")"
}
