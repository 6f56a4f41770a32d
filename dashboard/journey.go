package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// Limits of the page of a journey; its CSV files have all.
const (
	journeyAttempts  = 30
	journeyIncidents = 50
)

// journeyPage is the page at /parcours/{system}/{id}.
type journeyPage struct {
	page

	Row               journeyRow
	File, Version     string
	Mode              string
	Family            link
	Steps             []JourneyStep
	Period, Horizon   string
	Sentence          string
	Base              string // address of its files
	Chart             string
	ChartLabel        string
	Strict, Confirmed figureView
	Maintenance       string
	Targets           []journeyTargetView
	Months            []tableRow
	Incidents         []incidentView
	IncidentMonths    []incidentMonthView
	MoreIncidents     string
	Tasks             []taskView
	Attempts          []attemptRow
}

// journeyTargetView is a target of a journey with its figures.
type journeyTargetView struct {
	Name, Department  string
	Every             string
	Strict, Confirmed figureView
	Last              *lastView
}

// incidentView is an incident in words.
type incidentView struct {
	First, Last     link
	Target          string
	Accounting      string
	AtLeast, AtMost string
	Failures        string
	Running         bool // no measured check has followed
}

type incidentMonthView struct {
	Month, Accounting, Count, AtLeast, AtMost string
}

// journey serves the page of one journey.
func (s *site) journey(w http.ResponseWriter, r *http.Request) error {
	j, err := s.askedJourney(r)
	if err != nil {
		return err
	}
	return s.drawn(w, r, journeyHref(j.ID, j.System), func(shot *snapshot) (asset, error) {
		data, err := s.journeyData(r.Context(), shot, j)
		if err != nil {
			return asset{}, err
		}
		return s.render("journey", data)
	})
}

// askedJourney is the journey that an address names.
func (s *site) askedJourney(r *http.Request) (Journey, error) {
	j, ok := s.journeyOf(r.PathValue("id"), r.PathValue("system"))
	if !ok {
		return j, notFound("Parcours inconnu", "Aucun parcours ne porte ce nom pour ce système. La page des parcours les montre tous.")
	}
	return j, nil
}

func (s *site) journeyData(ctx context.Context, shot *snapshot, j Journey) (journeyPage, error) {
	row, err := s.journeyRow(ctx, shot, j)
	if err != nil {
		return journeyPage{}, err
	}
	d, _ := indicators.ByID(portalID)
	strict := s.ofJourney(shot, shot.tables[portalID].national, j, observatory.Strict)
	data := journeyPage{
		page: s.page(row.Link.Text), Row: row, File: j.File, Version: j.Version, Mode: s.words.Mode(j.Mode), Steps: s.steps(j),
		Family:  link{"/parcours#famille-" + anchor(j.Family), s.words.Family(j.Family)},
		Period:  s.windowWords(shot),
		Horizon: s.words.Moment(shot.window.Horizon, s.zone), Base: journeyHref(j.ID, j.System),
		Sentence: s.sentence(d, strict, observatory.Figure{}), Strict: s.view(strict),
		Confirmed: s.view(s.ofJourney(shot, shot.tables[portalID].national, j, observatory.Confirmed)),
	}
	data.Here = "/parcours"
	data.Maintenance = s.maintenance(shot, j)
	s.fillJourneyFigures(&data, shot, j)
	list, err := s.latest(ctx, shot)
	if err != nil {
		return data, err
	}
	data.Targets = s.journeyTargets(shot, j, list)
	if err := s.fillIncidents(ctx, &data, shot, j); err != nil {
		return data, err
	}
	tasks, err := s.driftTasks(ctx, shot)
	if err != nil {
		return data, err
	}
	for _, t := range tasks {
		if t.Open() && t.Journey == j.ID && t.System == j.System {
			data.Tasks = append(data.Tasks, s.taskView(t, shot.window.Horizon))
		}
	}
	data.Attempts, err = s.journeyAttempts(ctx, shot, j)
	return data, err
}

func (s *site) steps(j Journey) []JourneyStep {
	steps := make([]JourneyStep, 0, len(j.Steps))
	for _, step := range j.Steps {
		steps = append(steps, JourneyStep{s.words.Typeset(step.Name), s.words.Action(step.Action), s.words.Typeset(step.Landmark)})
	}
	return steps
}

// maintenance says how many checks met an announced maintenance.
func (s *site) maintenance(shot *snapshot, j Journey) string {
	series := indicators.JourneySeries(j.ID, j.System, j.Mode)
	for _, f := range shot.tables[portalID].national.Figures {
		if f.Series == series && f.Indicator == portalID+indicators.MaintenanceSuffix && f.Numerator > 0 {
			return s.words.Count(f.Numerator) + texts.NoWrap + s.words.Plural(f.Numerator, "relevé est tombé", "relevés sont tombés") + " sur une maintenance annoncée."
		}
	}
	return ""
}

// fillJourneyFigures sets the monthly table and the chart.
func (s *site) fillJourneyFigures(data *journeyPage, shot *snapshot, j Journey) {
	monthly := ofSeries(shot.tables[portalID].monthly, indicators.JourneySeries(j.ID, j.System, j.Mode))
	data.Months = s.rows(monthly, portalID)
	if slices.ContainsFunc(data.Months, func(r tableRow) bool { return r.Figure.Known || r.Confirmed != nil && r.Confirmed.Known }) {
		data.Chart = "/graphique/" + portalID + "?systeme=" + j.System + "&parcours=" + j.ID
		data.Charts = true
	}
}

// ofSeries keeps the figures of one series.
func ofSeries(t observatory.Table, series string) observatory.Table {
	kept := observatory.Table{Title: t.Title}
	for _, f := range t.Figures {
		if f.Series == series {
			kept.Figures = append(kept.Figures, f)
		}
	}
	return kept
}

// journeyTargets lists the targets on which a journey is planned or was run.
func (s *site) journeyTargets(shot *snapshot, j Journey, list []indicators.LatestAttempt) []journeyTargetView {
	figures := ofSeries(shot.tables[portalID].targets, indicators.JourneySeries(j.ID, j.System, j.Mode))
	every := map[string]time.Duration{}
	var ids []string
	for _, t := range j.Targets {
		ids, every[t.ID] = append(ids, t.ID), t.Every
	}
	for _, l := range list {
		if l.Journey == j.ID && l.System == j.System {
			ids = append(ids, l.Target)
		}
	}
	slices.Sort(ids)
	var views []journeyTargetView
	for _, id := range slices.Compact(ids) {
		own := observatory.Table{}
		for _, f := range figures.Figures {
			if f.Target == id {
				f.Department = "" // picked as that of the country is
				own.Figures = append(own.Figures, f)
			}
		}
		v := journeyTargetView{
			Name: s.targetName(id), Every: "non planifié",
			Strict: s.view(s.ofJourney(shot, own, j, observatory.Strict)), Confirmed: s.view(s.ofJourney(shot, own, j, observatory.Confirmed)),
			Last: s.lastOf(slices.DeleteFunc(slices.Clone(list), func(l indicators.LatestAttempt) bool { return l.Target != id }), j),
		}
		if every[id] > 0 {
			v.Every = s.every(every[id])
		}
		views = append(views, v)
	}
	return views
}

// journeyAttempts are the newest attempts of a journey.
func (s *site) journeyAttempts(ctx context.Context, shot *snapshot, j Journey) ([]attemptRow, error) {
	var rows []attemptRow
	for a, err := range s.Reader.Attempts(ctx, observatory.AttemptFilter{Window: shot.window, Journey: j.ID, Newest: true}) {
		if err != nil {
			return nil, fmt.Errorf("read attempts of %s: %w", j.ID, err)
		}
		if a.System != j.System {
			continue
		}
		if rows = append(rows, s.attemptRow(&a)); len(rows) == journeyAttempts {
			break
		}
	}
	return rows, nil
}

// journeyTable serves the monthly figures of a journey, target by target, as
// CSV.
func (s *site) journeyTable(w http.ResponseWriter, r *http.Request) error {
	j, err := s.askedJourney(r)
	if err != nil {
		return err
	}
	file(w, "vigie-"+j.System+"-"+j.ID+"-mois.csv")
	return s.drawn(w, r, journeyHref(j.ID, j.System)+"/mois.csv", func(shot *snapshot) (asset, error) {
		var rows [][]string
		for _, f := range ofSeries(shot.tables[portalID].targetMonths, indicators.JourneySeries(j.ID, j.System, j.Mode)).Figures {
			if f.Indicator == portalID {
				rows = append(rows, append([]string{j.ID, j.System, string(j.Mode)}, figureCells(f)...))
			}
		}
		return table(append([]string{"journey", "system", "mode"}, figureHead()...), rows)
	})
}

// incidentsTable serves the incidents of a journey as CSV.
func (s *site) incidentsTable(w http.ResponseWriter, r *http.Request) error {
	j, err := s.askedJourney(r)
	if err != nil {
		return err
	}
	file(w, "vigie-"+j.System+"-"+j.ID+"-incidents.csv")
	return s.drawn(w, r, journeyHref(j.ID, j.System)+"/incidents.csv", func(shot *snapshot) (asset, error) {
		list, err := s.incidentsOf(r.Context(), shot, j)
		if err != nil {
			return asset{}, err
		}
		var rows [][]string
		moment := func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return t.UTC().Format(time.RFC3339)
		}
		for _, i := range list {
			rows = append(rows, []string{
				i.Journey, i.System, i.Target, i.Department, string(i.Accounting), moment(i.Before), moment(i.Start), moment(i.End), moment(i.After),
				strconv.FormatInt(int64(i.AtLeast()/time.Second), 10), strconv.FormatInt(int64(i.AtMost(shot.window.Horizon)/time.Second), 10),
				strconv.FormatInt(i.Failures, 10), i.First.String(), i.Last.String(), moment(shot.window.Horizon), strconv.FormatBool(shot.window.Simulation),
			})
		}
		return table([]string{
			"journey", "system", "target", "department", "accounting", "measured_before_utc", "start_utc", "end_utc", "measured_after_utc",
			"seconds_at_least", "seconds_at_most", "failures", "first_attempt", "last_attempt", "horizon_utc", "simulation",
		}, rows)
	})
}
