package catalogue

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

type obligationRow struct {
	ID, Title, Text, Source string
	Date, Start, Delay      string
	Kind                    string
	Status, Scope, Proof    string
	Missing                 bool
	Indicators              []string
	Rule                    dutyRuleRow
}

type dutyRuleRow struct {
	Test, Indicator, Series string
	Threshold               int64
	Shortfall, Breach       string
	Justification           string
}

// readObligations reads the duties of obligations.yaml and the requests of
// requests.yaml. Deadlines are set by setDeadlines.
func readObligations(files fs.FS, faults *problems) []observatory.Obligation {
	var list []observatory.Obligation
	seen := map[string]bool{}
	for _, name := range []string{"obligations.yaml", "requests.yaml"} {
		var rows []obligationRow
		readYAML(files, name, &rows, faults)
		for i, r := range rows {
			at := entry{file: name, index: i, id: r.ID, faults: faults}
			at.first(seen)
			list = append(list, r.obligation(at))
		}
	}
	return list
}

func (r obligationRow) obligation(at entry) observatory.Obligation {
	at.need("title", r.Title, "text", r.Text, "source", r.Source)
	at.oneOf("scope", r.Scope, "national", "prefecture", "person")
	at.oneOf("proof", r.Proof, "probe", "page", "case")
	var kinds []string
	for _, k := range observatory.ObligationKinds() {
		kinds = append(kinds, string(k))
	}
	at.oneOf("kind", r.Kind, kinds...)
	for _, id := range r.Indicators {
		if !indicatorForm.MatchString(id) {
			at.fault(fmt.Sprintf("identifiant d’indicateur inattendu « %s »", id))
		}
	}
	if (r.Start == "") != (r.Delay == "") {
		at.fault("les clés start et delay vont ensemble")
	}
	return observatory.Obligation{
		ID: r.ID, Title: r.Title, Text: strings.TrimSpace(r.Text), Source: r.Source, Date: at.date("date", r.Date),
		Start: observatory.Start{ID: r.Start}, Delay: r.Delay, Kind: observatory.ObligationKind(r.Kind), Status: at.status(r.Status),
		Scope: observatory.Scope(r.Scope), Proof: r.Proof, Missing: r.Missing, Indicators: r.Indicators, Rule: r.rule(at),
	}
}

// rule checks what a rule of its kind needs.
func (r obligationRow) rule(at entry) observatory.DutyRule {
	d := r.Rule
	at.need("rule.justification", d.Justification)
	at.oneOf("rule.test", d.Test, "none", "at_least", "no_case")
	switch observatory.DutyTest(d.Test) {
	case observatory.NoThreshold:
		if d.Indicator != "" || d.Threshold != 0 || d.Breach != "" {
			at.fault("une règle sans seuil ne nomme ni indicateur, ni seuil, ni manquement")
		}
	case observatory.AtLeast:
		at.oneOf("rule.shortfall", d.Shortfall, string(observatory.Breach), string(observatory.Insufficient))
		if d.Threshold < 1 || d.Threshold > 100 {
			at.fault("clé rule.threshold : un entier de 1 à 100 est attendu")
		}
		if r.Proof == "case" {
			at.fault("« respectée » ne vient que de sondes ou de pages : une obligation prouvée par des cas a le test no_case ou none")
		}
	case observatory.NoCase:
		at.oneOf("rule.breach", d.Breach, "numerator", "complement")
		if r.Proof != "case" {
			at.fault("le test no_case demande une preuve par cas")
		}
	}
	if d.Test != string(observatory.NoThreshold) && !slices.Contains(r.Indicators, d.Indicator) {
		at.fault("clé rule.indicator : doit être l’un des indicateurs de l’obligation")
	}
	return observatory.DutyRule{
		Test: observatory.DutyTest(d.Test), Indicator: d.Indicator, Series: d.Series, Threshold: d.Threshold,
		Shortfall: observatory.Ruling(d.Shortfall), Breach: d.Breach, Justification: strings.TrimSpace(d.Justification),
	}
}

type startRow struct{ ID, Title, Date, Event, Source, Status string }

func readStarts(files fs.FS, faults *problems) []observatory.Start {
	var rows []startRow
	readYAML(files, "starts.yaml", &rows, faults)
	list := make([]observatory.Start, 0, len(rows))
	seen := map[string]bool{}
	for i, r := range rows {
		at := entry{file: "starts.yaml", index: i, id: r.ID, faults: faults}
		at.first(seen)
		at.need("title", r.Title, "date", r.Date, "event", r.Event, "source", r.Source)
		list = append(list, observatory.Start{
			ID: r.ID, Title: r.Title, Event: r.Event, Date: at.date("date", r.Date), Source: r.Source, Status: at.status(r.Status),
		})
	}
	return list
}

// setDeadlines computes the deadlines: so many months after the start.
func (c *Catalogue) setDeadlines(faults *problems) {
	for i := range c.obligations {
		o := &c.obligations[i]
		if o.Start.ID == "" {
			continue
		}
		at := slices.IndexFunc(c.starts, func(s observatory.Start) bool { return s.ID == o.Start.ID })
		rule, known := c.Rule(o.Delay)
		if at < 0 || !known || rule.Values["months"] < 1 {
			faults.addf("obligations.yaml : %s : point de départ « %s » ou délai « %s » inconnu", o.ID, o.Start.ID, o.Delay)
			continue
		}
		o.Start = c.starts[at]
		o.Deadline = o.Start.Date.AddMonths(int(rule.Values["months"]))
	}
}

// replaceStarts puts the starts that someone read in the place of those of the
// data.
func replaceStarts(list, edits []observatory.Start, faults *problems) []observatory.Start {
	for _, edit := range edits {
		i := slices.IndexFunc(list, func(s observatory.Start) bool { return s.ID == edit.ID })
		switch {
		case i < 0:
			faults.addf("law.starts : point de départ inconnu « %s »", edit.ID)
		case !edit.Date.Known() || edit.Source == "" || !knownStatus(edit.Status):
			faults.addf("law.starts : %s : une date, une source et un statut (verified, secondary, unverified, deduced) sont nécessaires", edit.ID)
		default:
			list[i].Date, list[i].Source, list[i].Status = edit.Date, edit.Source, edit.Status
			if edit.Event != "" {
				list[i].Event = edit.Event
			}
		}
	}
	return list
}

// Obligations gives the duties of the State, and the requests made to it, that
// figures bear on.
func (c *Catalogue) Obligations() []observatory.Obligation {
	list := slices.Clone(c.obligations)
	for i := range list {
		list[i].Indicators = slices.Clone(list[i].Indicators)
	}
	return list
}

// Starts gives the facts from which deadlines are counted.
func (c *Catalogue) Starts() []observatory.Start { return slices.Clone(c.starts) }
