package dashboard

import (
	"net/http"
	"slices"
	"strings"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// methodPage is the page at /methodologie, made from the definitions.
type methodPage struct {
	page

	Indicators  []methodView
	Outcomes    []outcomeView
	Accountings []string
	Extensions  []ruleView
	Caution     string
	Pencil      string // address of the small world, empty when it is not published
}

type methodView struct {
	indicators.Definition

	Anchor    string
	Probe     bool
	Unit      string
	Direction string
	Duties    []dutyView
}

type dutyView struct {
	ID, Title, Source, Status string
	Deadline                  string
}

type outcomeView struct{ Name, Class, Meaning, Counts string }

type ruleView struct{ Title, Text, Source, Status string }

// method serves the method page.
func (s *site) method(w http.ResponseWriter, r *http.Request) error {
	data := methodPage{
		page:        s.page("Méthode"),
		Accountings: []string{s.words.T("accounting.strict.meaning"), s.words.T("accounting.confirmed.meaning")},
		Caution:     s.words.T("cases.caution"),
	}
	data.Here = "/methodologie"
	if s.Pencil != nil {
		data.Pencil = pencilPath
	}
	for _, d := range indicators.All() {
		data.Indicators = append(data.Indicators, s.methodView(d))
	}
	for _, o := range observatory.Outcomes() {
		data.Outcomes = append(data.Outcomes, outcomeView{
			Name: s.words.Outcome(o), Class: "outcome-" + string(o), Meaning: s.words.OutcomeMeaning(o), Counts: s.words.Typeset(counts(&observatory.Attempt{Outcome: o})),
		})
	}
	for _, e := range s.rules.Extensions {
		rule, _ := s.Catalogue.Rule(e.ID)
		data.Extensions = append(data.Extensions, ruleView{
			Title: rule.Article + " – " + s.words.Typeset(rule.Title), Text: s.words.Typeset(rule.Text), Source: s.words.Typeset(e.Source), Status: s.words.Status(e.Status),
		})
	}
	body, err := s.views.render("method", data)
	if err != nil {
		return err
	}
	answer, err := htmlAsset(body)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, answer)
}

func (s *site) methodView(d indicators.Definition) methodView {
	d = s.typeset(d)
	view := methodView{Definition: d, Anchor: anchor(d.ID), Probe: d.Proof == indicators.ByProbe}
	view.Unit = map[indicators.Unit]string{indicators.Share: "part (de 0 à 100" + texts.NoWrap + "%)", indicators.Days: "jours", indicators.Count: "nombre"}[d.Unit]
	view.Direction = "plus c’est haut, mieux c’est pour les personnes"
	if d.Direction == indicators.LowerIsBetter {
		view.Direction = "plus c’est bas, mieux c’est pour les personnes"
	}
	obligations := s.Catalogue.Obligations()
	for _, id := range d.Legal {
		i := slices.IndexFunc(obligations, func(o observatory.Obligation) bool { return o.ID == id })
		if i < 0 {
			continue
		}
		o := obligations[i]
		duty := dutyView{ID: o.ID, Title: s.words.Typeset(o.Title), Source: s.words.Typeset(o.Source), Status: s.words.Status(o.Status)}
		if o.Deadline.Known() {
			duty.Deadline = s.words.Date(o.Deadline)
		}
		view.Duties = append(view.Duties, duty)
	}
	return view
}

// typeset makes the texts of a definition those of a page: French spaces, days in
// words, none of the marks that the documentation is drawn from.
func (s *site) typeset(d indicators.Definition) indicators.Definition {
	for _, text := range []*string{
		&d.Name.FR, &d.Meaning.FR, &d.Numerator, &d.Denominator, &d.N, &d.Coverage, &d.Interval,
	} {
		*text = s.words.Typeset(*text)
	}
	for i := range d.Biases { // each call of a definition makes its own list
		d.Biases[i] = s.words.Typeset(strings.ReplaceAll(d.Biases[i], "`", ""))
	}
	d.History = slices.Clone(d.History)
	for i := range d.History {
		d.History[i].What = s.words.Typeset(d.History[i].What)
		if day, err := observatory.ParseDate(d.History[i].Date); err == nil {
			d.History[i].Date = s.words.Date(day)
		}
	}
	return d
}
