package dashboard

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// manualPast is how far back the last check made by a person is looked for, in
// days.
const manualPast = 730

// pansView is what is known of the PANs of a department.
type pansView struct {
	List    []panView
	Unknown bool   // no booking address is known in the department
	Count   string // of the departments in that state
}

type panView struct {
	Name, Channel, Address, Seen, Source, Status string
}

// manualView is the last check of one channel of one place, by a person.
type manualView struct {
	Place string
	Row   attemptRow
	Age   string
}

// axeView is one page and the rules of accessibility that it breaks.
type axeView struct {
	Address, Read, Program string
	Rules                  []axeRuleView
	Held, ToCheck          int
}

type axeRuleView struct{ Rule, Impact, Nodes, Tags string }

// pans tells which PANs are known in a department, and in how many departments
// no booking address is.
func (s *site) pans(department string) pansView {
	var view pansView
	channels := map[string]string{
		"online": "en ligne", "telephone": "par téléphone", "form": "par formulaire", "walk_in": "sans rendez-vous", "unknown": "non connu",
	}
	for _, p := range s.Catalogue.PANs() {
		if p.Department != department {
			continue
		}
		view.List = append(view.List, panView{
			Name: s.words.Typeset(p.Name), Channel: channels[p.Channel], Address: p.Address,
			Seen: s.words.Date(p.SeenOn) + ", " + p.SeenBy, Source: s.words.Typeset(p.Source), Status: s.words.Status(p.Status),
		})
	}
	known := map[string]bool{}
	for _, t := range s.Targets {
		known[t.Department] = known[t.Department] || slices.Contains([]string{"rdv-prefecture", "rdv-service-public", "ancien-module"}, t.System)
	}
	all, without := s.Catalogue.Departments(), int64(0)
	for _, d := range all {
		if !known[d.Code] {
			without++
		}
	}
	view.Unknown = !known[department]
	view.Count = "PAN sans adresse de rendez-vous connue" + texts.Thin + ": " + s.words.Count(without) + texts.NoWrap +
		s.words.Plural(without, "département", "départements") + " sur " + s.words.Count(int64(len(all))) + "."
	return view
}

// manual gives the last check of each channel and place of a department. They
// are of no series of the probes.
func (s *site) manual(ctx context.Context, shot *snapshot, department string) ([]manualView, error) {
	filter := observatory.AttemptFilter{Window: shot.window, Department: department, Mode: observatory.Manual, Newest: true}
	filter.From = filter.To - manualPast
	var views []manualView
	seen := map[[2]string]bool{}
	for a, err := range s.Reader.Attempts(ctx, filter) {
		if err != nil {
			return nil, fmt.Errorf("read manual checks of department %s: %w", department, err)
		}
		key := [2]string{a.Target, a.Journey}
		if seen[key] {
			continue
		}
		seen[key] = true
		days := int64(shot.window.Horizon.Sub(a.At).Hours() / 24)
		age := "aujourd’hui"
		if days > 0 {
			age = "il y a " + s.words.Days(float64(days))
		}
		views = append(views, manualView{Place: s.targetName(a.Target), Row: s.attemptRow(&a), Age: age})
	}
	return views, nil
}

// axe gathers the rules of accessibility of each page of a department.
func (s *site) axe(facts []observatory.PageFact) []axeView {
	var views []axeView
	for _, fact := range facts {
		rule, ok := fact.AxeRule()
		if !ok {
			continue
		}
		i := slices.IndexFunc(views, func(v axeView) bool { return v.Address == fact.Address })
		if i < 0 {
			i = len(views)
			views = append(views, axeView{Address: fact.Address, Read: s.words.Moment(fact.At, s.zone), Program: fact.SourceVersion})
		}
		switch fact.State {
		case observatory.Present:
			views[i].Held++
		case observatory.CannotTell:
			views[i].ToCheck++
		default:
			part := map[string]string{}
			for piece := range strings.FieldsSeq(fact.Value) {
				name, value, _ := strings.Cut(piece, "=")
				part[name] = value
			}
			views[i].Rules = append(views[i].Rules, axeRuleView{
				Rule: rule, Impact: axeImpact(part["impact"]), Nodes: part["nodes"], Tags: strings.ReplaceAll(part["tags"], ",", ", "),
			})
		}
	}
	return views
}

// axeImpact is the French word for what a broken rule does to a person.
func axeImpact(code string) string {
	words := map[string]string{"minor": "mineur", "moderate": "modéré", "serious": "sérieux", "critical": "critique"}
	if word, ok := words[code]; ok {
		return word
	}
	return code
}
