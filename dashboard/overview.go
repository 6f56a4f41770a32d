package dashboard

import (
	"html/template"
	"net/http"
	"slices"
	"strings"

	"vigie/internal/charts"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
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
	Strict    string // what the strict accounting is
	Confirmed string // what the confirmed accounting is
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

// section is one indicator with its chart, sentence and table.
type section struct {
	Definition indicators.Definition
	Anchor     string
	Probe      bool
	Sentence   string
	Caution    string
	Base       string   // what was measured, for probes
	Notes      []string // what the figure does not say
	Folded     bool     // the monthly table is folded
	Chart      string   // address of the chart's option, empty when there is nothing to draw
	Figures    []figureView
	Rows       []tableRow
	Empty      string
}

// tableRow is one row of a table of figures: for probes both accountings.
type tableRow struct {
	Period    string
	Series    string
	Figure    figureView
	Confirmed *figureView
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
		id = indicators.All()[0].ID
	}
	d, ok := indicators.ByID(id)
	if !ok {
		return observatory.InputErrorf("l’indicateur « %s » n’existe pas : choisissez-en un au-dessus de la carte", id)
	}
	shot, err := s.figures.get(r.Context())
	if err != nil {
		return err
	}
	answer, err := shot.once("/?"+d.ID, func() (asset, error) { return s.drawOverview(shot, d) })
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, answer)
}

func (s *site) drawOverview(shot *snapshot, chosen indicators.Definition) (asset, error) {
	data := overviewPage{
		page:     s.page("Vue d’ensemble"),
		Period:   s.period(observatory.Period{Span: observatory.Span{Start: shot.window.From, End: shot.window.To}}),
		Horizon:  s.words.Moment(shot.window.Horizon, s.zone),
		Caution:  s.words.T("cases.caution"),
		MapTitle: s.words.Typeset(chosen.Name.FR),
		MapCases: chosen.Proof == indicators.ByCase,
		Strict:   s.words.T("accounting.strict.meaning"), Confirmed: s.words.T("accounting.confirmed.meaning"),
	}
	data.Here = "/"
	for _, id := range headlineIDs() {
		data.Headlines = append(data.Headlines, s.headline(shot, id))
	}
	for _, d := range indicators.All() {
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
	body, err := s.views.render("overview", data)
	if err != nil {
		return asset{}, err
	}
	return htmlAsset(body)
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

// anchor is the fragment of an indicator's section.
func anchor(id string) string { return strings.NewReplacer(".", "-", "_", "-").Replace(id) }

// section gathers one indicator, for the country or for one department.
func (s *site) section(shot *snapshot, d indicators.Definition, department string) section {
	all := shot.tables[d.ID]
	whole, monthly := all.national, all.monthly
	if department != "" {
		whole, monthly = of(all.departments, department), of(all.departmentMonths, department)
	}
	series, accounting := mainSeries(d.ID)
	f, ok := pick(whole, department, series, accounting)
	if !ok {
		f = s.empty(d, department, shot.window)
	}
	open, _ := pick(whole, department, indicators.SeriesOpen, "")
	out := section{Definition: s.typeset(d), Anchor: anchor(d.ID), Probe: d.Proof == indicators.ByProbe, Sentence: s.sentence(d, f, open)}
	out.Base, out.Notes, out.Folded = s.base(shot, d, department), s.notes(d), department != ""
	if !out.Probe {
		out.Caution = s.words.T("cases.caution")
	}
	for _, f := range whole.Figures {
		v := s.view(f)
		if strings.HasSuffix(f.Indicator, indicators.MaintenanceSuffix) {
			v.Accounting, v.Fraction = "relevés tombés sur une maintenance annoncée", ""
		}
		out.Figures = append(out.Figures, v)
	}
	out.Rows = s.rows(monthly, d.ID)
	if len(out.Rows) == 0 {
		out.Empty = "Aucune mesure, mois par mois, sur la période."
		return out
	}
	if !slices.ContainsFunc(out.Rows, func(r tableRow) bool { return r.Figure.Known || r.Confirmed != nil && r.Confirmed.Known }) {
		return out // an empty frame would look like zeros
	}
	out.Chart = "/graphique/" + d.ID
	if department != "" {
		out.Chart += "?departement=" + department
	}
	return out
}

// base says how many targets are behind the main series of a probe figure: it
// speaks of these and of no other.
func (s *site) base(shot *snapshot, d indicators.Definition, department string) string {
	if d.Proof != indicators.ByProbe {
		return ""
	}
	measured, departments := int64(0), map[string]bool{}
	for _, f := range shot.tables[d.ID].targets.Figures {
		if f.Series != string(observatory.Unattended) || f.Accounting != observatory.Strict || f.N == 0 || department != "" && f.Department != department {
			continue
		}
		measured++
		departments[f.Department] = true
	}
	if measured == 0 {
		return ""
	}
	text := s.words.Count(measured) + texts.NoWrap + s.words.Plural(measured, "cible suivie", "cibles suivies")
	if department == "" {
		n := int64(len(departments))
		text += " dans " + s.words.Count(n) + texts.NoWrap + s.words.Plural(n, "département", "départements")
	}
	return text + texts.Thin + "; le chiffre ne parle d’aucune autre"
}

// notes are what must stand beside the figures of the certificates.
func (s *site) notes(d indicators.Definition) []string {
	if d.Query != "certificate.gap_days" {
		return nil
	}
	notes := []string{"« Sans document » ne veut pas dire que l’attestation était due : ce partage n’est pas encore fait."}
	for _, e := range s.rules.Unverified() {
		rule, _ := s.Catalogue.Rule(e.ID)
		notes = append(notes, "Règle à vérifier : "+rule.Article+" ("+rule.Title+"), appliquée ici ; elle ne peut que réduire les durées.")
	}
	for i := range notes {
		notes[i] = s.words.Typeset(notes[i])
	}
	return notes
}

// rows makes the monthly table, newest month first.
func (s *site) rows(t observatory.Table, id string) []tableRow {
	var rows []tableRow
	for _, f := range t.Figures {
		if strings.HasSuffix(f.Indicator, indicators.MaintenanceSuffix) || id == "certificate.gap_days" && !strings.HasPrefix(f.Series, indicators.SeriesMedianEnded) {
			continue
		}
		v := s.view(f)
		if f.Accounting == observatory.Confirmed && len(rows) > 0 {
			rows[len(rows)-1].Confirmed = &v
			continue
		}
		rows = append(rows, tableRow{Period: v.Period, Series: v.Series, Figure: v})
	}
	slices.Reverse(rows)
	return rows
}

// bounds are the upper bounds of the map's classes, but for the last.
func bounds(d indicators.Definition) []float64 {
	if d.Unit == indicators.Days {
		return []float64{8, 31, 61, 91}
	}
	return []float64{0.2, 0.4, 0.6, 0.8}
}

// fillMap sets the map, its legend and its table.
func (s *site) fillMap(data *overviewPage, shot *snapshot, d indicators.Definition) error {
	series, accounting := mainSeries(d.ID)
	places := map[string]charts.Place{}
	counts := map[int]int64{}
	for _, department := range s.Catalogue.Departments() {
		f, ok := pick(shot.tables[d.ID].departments, department.Code, series, accounting)
		if !ok {
			f = s.empty(d, department.Code, shot.window)
		}
		v := s.view(f)
		bin := charts.NotMeasured
		switch {
		case f.Sufficient:
			bin = charts.Bin(f.Value, bounds(d))
		case v.Measured:
			bin = charts.Insufficient
		}
		counts[bin]++
		name := s.departmentName(department.Code)
		address := "/departement/" + department.Code
		label := name + texts.NoWrap + ": " + v.Value
		if v.Measured {
			label += " (" + v.N + ")"
		}
		places[department.Code] = charts.Place{Bin: bin, Label: label, Link: address}
		data.MapRows = append(data.MapRows, mapRow{Link: link{address, name}, Figure: v})
	}
	data.Legend = s.legend(d, counts)
	outline := s.Catalogue.Map()
	data.Credit = s.words.Typeset(outline.Credit)
	drawing, err := charts.Map(outline, "Carte des départements"+texts.NoWrap+": "+d.Name.FR, places)
	data.Map = drawing
	return err
}

func (s *site) legend(d indicators.Definition, counts map[int]int64) []legendEntry {
	edges := bounds(d)
	entries := make([]legendEntry, 0, len(edges)+3)
	low := 0.0
	for i := range len(edges) + 1 {
		label := "plus de " + s.quantity(string(d.Unit), low)
		if i < len(edges) {
			high := edges[i]
			label = s.legendRange(d, low, high)
			low = high
		} else if d.Unit == indicators.Share {
			label = "de " + s.whole(low) + " à " + s.whole(1)
		} else {
			label = s.quantity(string(d.Unit), low) + " ou plus"
		}
		entries = append(entries, legendEntry{charts.Class(i), label, s.words.Count(counts[i])})
	}
	return append(
		entries,
		legendEntry{charts.Class(charts.Insufficient), s.words.T("insufficient"), s.words.Count(counts[charts.Insufficient])},
		legendEntry{charts.Class(charts.NotMeasured), s.words.T("not_measured"), s.words.Count(counts[charts.NotMeasured])},
	)
}

func (s *site) legendRange(d indicators.Definition, low, high float64) string {
	if d.Unit == indicators.Days {
		return "de " + s.words.Count(int64(low)) + " à moins de " + s.words.Days(high)
	}
	return "de " + s.whole(low) + " à moins de " + s.whole(high)
}

// whole writes a share without decimals, for bounds that are round.
func (s *site) whole(share float64) string {
	return s.words.Decimal(share*100, 0) + texts.NoWrap + "%"
}
