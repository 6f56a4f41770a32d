package dashboard

import (
	"context"
	"html/template"
	"net/http"
	"slices"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// overviewPage is the page at /.
type overviewPage struct {
	page

	Period    string
	Horizon   string
	Headlines []headline
	Map       template.HTML
	MapTitle  string
	MapCases  bool
	Credit    string // of the outlines
	Legend    []legendEntry
	Choices   []choice
	MapRows   []mapRow
	Sections  []section
	Caution   string
	Lag       string // that no delay of reports was measured, empty where one was
	Strict    string // what the strict accounting is
	Confirmed string // what the confirmed accounting is

	Journeys, Planned  string // how many journeys, and how many of them are planned
	Refused, OpenTasks string // how many visits were refused, how many tasks are open
}

// headline is one of the three figures at the top.
type headline struct {
	Figure    figureView
	Confirmed *figureView
	Sentence  string
	Anchor    string
	Caution   string
	Note      string // what the figure does not say
	Base      string
}

type legendEntry struct {
	Class string
	Label string
	Count string
}

type choice struct {
	Href    string
	Text    string
	Current bool
}

type mapRow struct {
	Link   link
	Figure figureView
}

// overview serves the overview of the country.
func (s *site) overview(w http.ResponseWriter, r *http.Request) error {
	id := r.URL.Query().Get("indicateur")
	if id == "" {
		id = indicators.Headlines()[0].ID
	}
	d, ok := indicators.ByID(id)
	if !ok || d.PerJourney {
		return observatory.InputErrorf("l’indicateur « %s » n’existe pas : choisissez-en un au-dessus de la carte", id)
	}
	shot, err := s.figures.get(r.Context())
	if err != nil {
		return err
	}
	answer, err := shot.once("/?"+d.ID, func() (asset, error) { return s.drawOverview(r.Context(), shot, d) })
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, answer)
}

func (s *site) drawOverview(ctx context.Context, shot *snapshot, chosen indicators.Definition) (asset, error) {
	data := overviewPage{
		page:     s.page("Vue d’ensemble"),
		Period:   s.windowWords(shot),
		Horizon:  s.words.Moment(shot.window.Horizon, s.zone),
		Caution:  s.words.T("cases.caution"),
		Lag:      s.lagNote(shot.published),
		MapTitle: s.words.Typeset(chosen.Name.FR),
		MapCases: chosen.Proof == indicators.ByCase,
		Strict:   s.words.T("accounting.strict.meaning"), Confirmed: s.words.T("accounting.confirmed.meaning"),
	}
	data.Here, data.Charts = "/", true
	for _, id := range headlineIDs() {
		data.Headlines = append(data.Headlines, s.headline(shot, id))
	}
	for _, d := range territorial() {
		data.Choices = append(data.Choices, choice{Href: "/?indicateur=" + d.ID + "#carte", Text: d.Name.FR, Current: d.ID == chosen.ID})
		part := s.section(shot, d, "")
		if !slices.Contains(headlineIDs(), d.ID) { // beside the three: the table of the period is enough here
			part.Chart, part.Rows, part.Empty = "", nil, ""
		}
		data.Sections = append(data.Sections, part)
	}
	if err := s.fillMap(&data, shot, chosen); err != nil {
		return asset{}, err
	}
	if err := s.fillProbes(ctx, &data, shot); err != nil {
		return asset{}, err
	}
	body, err := s.views.render("overview", data)
	if err != nil {
		return asset{}, err
	}
	return htmlAsset(body)
}

// fillProbes says how far the probes could see.
func (s *site) fillProbes(ctx context.Context, data *overviewPage, shot *snapshot) error {
	days, err := s.refusals(ctx, shot)
	if err != nil {
		return err
	}
	tasks, err := s.driftTasks(ctx, shot)
	if err != nil {
		return err
	}
	refused, open, planned := int64(0), int64(0), int64(0)
	for _, d := range days {
		refused += d.Refused
	}
	for _, t := range tasks {
		if t.Open() {
			open++
		}
	}
	for _, j := range s.Journeys {
		if len(j.Targets) > 0 {
			planned++
		}
	}
	data.Journeys, data.Refused, data.OpenTasks = s.words.Count(int64(len(s.Journeys))), s.words.Count(refused), s.words.Count(open)
	data.Planned = s.words.Count(planned) + " " + s.words.Plural(planned, "est planifié", "sont planifiés")
	return nil
}

// territorial are the indicators that have a figure for the country and for
// each department: those of journeys have pages of their own.
func territorial() []indicators.Definition {
	return slices.DeleteFunc(indicators.Headlines(), func(d indicators.Definition) bool { return d.PerJourney })
}

// headlineIDs are the indicators of the three headline figures and charts.
func headlineIDs() []string {
	return []string{"pan.availability", "certificate.gap_share", "closure.reason_stated"}
}

func (s *site) headline(shot *snapshot, id string) headline {
	d, _ := indicators.ByID(id)
	series, accounting := mainSeries(id)
	t := shot.tables[id].national
	f, ok := pick(t, "", series, accounting)
	if !ok {
		f = s.empty(d, "", shot.window)
	}
	h := headline{Figure: s.view(f), Sentence: s.sentence(d, f, observatory.Figure{}), Anchor: anchor(id)}
	if d.Proof == indicators.ByCase {
		h.Caution = s.words.T("cases.caution")
	}
	h.Base = s.base(shot, d, "")
	if notes := s.notes(d); len(notes) > 0 {
		h.Note = notes[0]
	}
	if c, ok := pick(t, "", series, observatory.Confirmed); ok {
		v := s.view(c)
		h.Confirmed = &v
	}
	return h
}
