package dashboard

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// portalID is the indicator of journeys.
const portalID = "portal.availability"

// Numbers of last days, today included, over which coverage is shown.
const (
	weekDays  = 7
	monthDays = 30
)

// journeysPage is the page at /parcours.
type journeysPage struct {
	page

	Horizon           string
	Strict, Confirmed string
	Families          []familyView
	Planned, Total    string
}

type familyView struct {
	Name, Anchor string
	Rows         []journeyRow
}

// journeyRow is a journey in a list.
type journeyRow struct {
	Link         link
	ID           string
	System       string
	Met          string
	Needs        string
	Landmarks    string // whether they were verified
	Unverified   bool
	Expected     string // said when it is expected to fail
	Schedule     []string
	Week, Days30 string     // coverage of the last 7 and 30 days, empty when nothing was planned
	Month        figureView // strict, of the last 30 days
	MonthSure    figureView // confirmed, of the last 30 days
	Last         *lastView
	Assisted     bool
	NeverPlanned bool
}

// lastView is the newest attempt of a journey.
type lastView struct {
	Link    link
	Outcome string
	Class   string
	Cause   string
}

// journeys serves the list of journeys, under the headings of the letter.
func (s *site) journeys(w http.ResponseWriter, r *http.Request) error {
	return s.drawn(w, r, "/parcours", func(shot *snapshot) (asset, error) {
		data := journeysPage{
			page: s.page("Parcours"), Horizon: s.words.Moment(shot.window.Horizon, s.zone),
			Strict: s.words.T("accounting.strict.meaning"), Confirmed: s.words.T("accounting.confirmed.meaning"),
		}
		data.Here = "/parcours"
		planned := int64(0)
		for _, family := range families(s.Journeys) {
			view := familyView{Name: s.words.Family(family), Anchor: "famille-" + anchor(family)}
			for _, j := range s.Journeys {
				if j.Family != family {
					continue
				}
				row, err := s.journeyRow(r.Context(), shot, j)
				if err != nil {
					return asset{}, err
				}
				if len(j.Targets) > 0 {
					planned++
				}
				view.Rows = append(view.Rows, row)
			}
			data.Families = append(data.Families, view)
		}
		total := int64(len(s.Journeys))
		data.Total = s.words.Count(total) + texts.NoWrap + "parcours"
		data.Planned = s.words.Count(planned) + " " + s.words.Plural(planned, "est planifié", "sont planifiés")
		return s.render("journeys", data)
	})
}

// families are the families of journeys in the order of the letter; those that
// are not known here come last.
func families(journeys []Journey) []string {
	order := []string{"access", "measures", "A", "B", "C", "D", "E", "information", "language"}
	var found []string
	for _, known := range order {
		if slices.ContainsFunc(journeys, func(j Journey) bool { return j.Family == known }) {
			found = append(found, known)
		}
	}
	for _, j := range journeys {
		if !slices.Contains(found, j.Family) {
			found = append(found, j.Family)
		}
	}
	return found
}

func (s *site) journeyRow(ctx context.Context, shot *snapshot, j Journey) (journeyRow, error) {
	row := journeyRow{
		Link: link{journeyHref(j.ID, j.System), s.words.Typeset(j.Title)}, ID: j.ID, System: s.words.System(j.System), Met: s.words.Typeset(j.Met),
		Needs: s.needs(j), Landmarks: s.words.Status(j.Status), Unverified: j.Status != observatory.Verified,
		Schedule: s.schedules(j), Assisted: j.Mode == observatory.Assisted, NeverPlanned: len(j.Targets) == 0,
	}
	if j.Expected == observatory.Unmet {
		row.Expected = s.words.Typeset("Son échec est attendu : il est suivi jusqu’à ce qu’il aboutisse.")
	}
	week, err := s.lastDays(ctx, shot, weekDays)
	if err != nil {
		return row, err
	}
	month, err := s.lastDays(ctx, shot, monthDays)
	if err != nil {
		return row, err
	}
	strict := s.ofJourney(shot, month, j, observatory.Strict)
	row.Week, row.Days30 = s.covered(s.ofJourney(shot, week, j, observatory.Strict)), s.covered(strict)
	row.Month = s.view(strict)
	row.MonthSure = s.view(s.ofJourney(shot, month, j, observatory.Confirmed))
	list, err := s.latest(ctx, shot)
	if err != nil {
		return row, err
	}
	row.Last = s.lastOf(list, j)
	return row, nil
}

// ofJourney picks the figure of a journey, empty when there is none.
func (s *site) ofJourney(shot *snapshot, t observatory.Table, j Journey, accounting observatory.Accounting) observatory.Figure {
	series := indicators.JourneySeries(j.ID, j.System, j.Mode)
	if f, ok := pick(t, "", series, accounting); ok {
		return f
	}
	d, _ := indicators.ByID(portalID)
	f := s.empty(d, "", shot.window)
	f.Series, f.Accounting = series, accounting
	return f
}

// needs says what a journey needs, and where it may run.
func (s *site) needs(j Journey) string {
	if j.Testbed {
		return "double de test seul" + texts.NoWrap + ": jamais sur un vrai portail"
	}
	return s.words.Needs(j.Needs)
}

// schedules says how often each target is visited, targets of one period
// together.
func (s *site) schedules(j Journey) []string {
	var periods []time.Duration
	targets := map[time.Duration]int64{}
	for _, t := range j.Targets {
		if targets[t.Every] == 0 {
			periods = append(periods, t.Every)
		}
		targets[t.Every]++
	}
	slices.Sort(periods)
	var said []string
	for _, every := range periods {
		n := targets[every]
		said = append(said, s.every(every)+", "+s.words.Count(n)+texts.NoWrap+s.words.Plural(n, "cible", "cibles"))
	}
	return said
}

// every says a period.
func (s *site) every(period time.Duration) string {
	switch period {
	case time.Hour:
		return "toutes les heures"
	case 24 * time.Hour:
		return "chaque jour"
	}
	if period%(24*time.Hour) == 0 {
		return "tous les " + s.words.Span(period)
	}
	return "toutes les " + s.words.Span(period)
}

// covered words a coverage shortly, for a cell of a list.
func (s *site) covered(f observatory.Figure) string {
	share, ok := f.Coverage()
	if !ok {
		return ""
	}
	return s.words.Percent(share) + " (" + s.words.Count(f.Covered) + " sur " + s.words.Count(f.Planned) + ")"
}

// lastOf is the newest attempt of a journey, over all its targets.
func (s *site) lastOf(list []indicators.LatestAttempt, j Journey) *lastView {
	var last *indicators.LatestAttempt
	for i, l := range list {
		if l.Journey == j.ID && l.System == j.System && (last == nil || l.At.After(last.At)) {
			last = &list[i]
		}
	}
	if last == nil {
		return nil
	}
	return &lastView{
		Link: link{"/tentative/" + last.ID.String(), s.words.Moment(last.At, s.zone)}, Outcome: s.words.Outcome(last.Outcome),
		Class: "outcome-" + string(last.Outcome), Cause: s.words.Cause(last.Cause),
	}
}

// journeysTable serves the figures of all journeys as CSV: the last 7 and 30
// days and the whole period, in both accountings.
func (s *site) journeysTable(w http.ResponseWriter, r *http.Request) error {
	file(w, "vigie-parcours.csv")
	return s.drawn(w, r, "/parcours.csv", func(shot *snapshot) (asset, error) {
		week, err := s.lastDays(r.Context(), shot, weekDays)
		if err != nil {
			return asset{}, err
		}
		month, err := s.lastDays(r.Context(), shot, monthDays)
		if err != nil {
			return asset{}, err
		}
		var rows [][]string
		for _, j := range s.Journeys {
			for _, t := range []observatory.Table{week, month, shot.tables[portalID].national} {
				for _, accounting := range []observatory.Accounting{observatory.Strict, observatory.Confirmed} {
					if f, ok := pick(t, "", indicators.JourneySeries(j.ID, j.System, j.Mode), accounting); ok {
						rows = append(rows, append([]string{j.ID, j.System, string(j.Mode), j.Family, string(j.Status)}, figureCells(f)...))
					}
				}
			}
		}
		return table(append([]string{"journey", "system", "mode", "family", "landmarks"}, figureHead()...), rows)
	})
}

// figureHead and figureCells are the columns of a figure of probes.
func figureHead() []string {
	return []string{
		"target", "department", "from", "to", "accounting", "value", "low_95", "high_95", "method", "n_days", "minimum_n",
		"good", "measured", "run", "planned", "horizon_utc", "simulation",
	}
}

func figureCells(f observatory.Figure) []string {
	whole := func(n int64) string { return strconv.FormatInt(n, 10) }
	decimal := func(v float64, known bool) string {
		if !known {
			return "" // not enough days: no number at all
		}
		return strconv.FormatFloat(v, 'f', 6, 64)
	}
	return []string{
		f.Target, f.Department, f.Period.Start.String(), f.Period.End.String(), string(f.Accounting), decimal(f.Value, f.Sufficient),
		decimal(f.Low, f.HasInterval), decimal(f.High, f.HasInterval), f.Method, whole(f.N), whole(f.MinimumN),
		whole(f.Numerator), whole(f.Denominator), whole(f.Covered), whole(f.Planned), f.Horizon.UTC().Format(time.RFC3339), strconv.FormatBool(f.Simulation),
	}
}
