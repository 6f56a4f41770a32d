package dashboard

import (
	"html/template"
	"slices"
	"strings"

	"vigie/internal/charts"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// section is one indicator with its chart, sentence and table.
type section struct {
	Definition indicators.Definition
	Anchor     string
	Probe      bool
	Page       bool // made from pages and the catalogue
	Accounted  bool // its figures are of two accountings, which tell them apart
	Sentence   string
	Caution    string
	Base       string   // what was measured, for probes
	Notes      []string // what the figure does not say
	Fold       string   // written on the monthly table where it is folded
	Chart      string   // address of the chart's option, empty when there is nothing to draw
	Figures    []figureView
	Rows       []tableRow
	Empty      string
	Whole      string // the period of Figures
	Source     string // where the figures come from
	Funnels    []funnelView
	Part       template.HTML // the part of a whole that has no months, drawn
}

// tableRow is one row of a table of figures: for probes both accountings.
type tableRow struct {
	Period    string
	Series    string
	Figure    figureView
	Confirmed *figureView
}

// anchor is the fragment of an indicator's section.
func anchor(id string) string { return strings.NewReplacer(".", "-", "_", "-").Replace(id) }

// section gathers one indicator, for the country or for one department.
func (s *site) section(shot *snapshot, d indicators.Definition, department string) section {
	all := shot.of(d.ID)
	whole, monthly := all.national, all.monthly
	if department != "" {
		whole, monthly = of(all.departments, department), of(all.departmentMonths, department)
	}
	f, ok := lead(d, whole, department)
	if !ok {
		f = s.empty(d, department, shot.window)
	}
	open, _ := pick(whole, department, indicators.SeriesOpen, "")
	out := section{Definition: s.typeset(d), Anchor: anchor(d.ID), Probe: d.Proof == indicators.ByProbe, Page: d.Proof == indicators.ByPage, Sentence: s.sentence(d, f, open)}
	if d.ID == substitutionFunnelID {
		out.Sentence = s.stepsSentence(whole, department)
	}
	if classed(d.ID) {
		out.Sentence = s.classSentence(d, whole, department, f)
	}
	out.Base, out.Notes, out.Fold = s.base(shot, d, department), s.notes(d), foldOf(d, monthly, department)
	out.Source = s.sourceOf(shot, d)
	byCase := d.Proof == indicators.ByCase
	if byCase {
		out.Caution = s.words.T("cases.caution")
		if f.Shown == observatory.ShownWithheld {
			out.Sentence += s.lastPublished(monthly, f.Series)
		}
	}
	out.Whole = "toute la période"
	if byCase {
		out.Whole = s.period(f.Period)
	}
	out.Figures = s.wholeViews(whole)
	out.Accounted = slices.ContainsFunc(out.Figures, func(v figureView) bool { return v.Accounting != "" })
	out.Rows = s.rows(monthly, d.ID)
	if out.Page && d.Family() == "pan" && f.Denominator > 0 {
		out.Part = charts.Bar(0, f.Numerator, f.Denominator)
	}
	if out.Page {
		return out // a count of places or items: its months are a table, if it has any
	}
	if len(out.Rows) == 0 {
		if f.N > 0 || f.Denominator > 0 { // else the sentence has said it
			out.Empty = "Aucune mesure, mois par mois, sur la période."
		}
		return out
	}
	if !slices.ContainsFunc(monthly.Figures, charts.Draws) {
		return out // an empty frame would look like zeros
	}
	if byCase && department != "" {
		return out // years: a table is enough
	}
	out.Chart = "/graphique/" + d.ID
	if department != "" {
		out.Chart += "?departement=" + department
	}
	return out
}

// wholeViews are the figures of the whole period.
func (s *site) wholeViews(t observatory.Table) []figureView {
	var list []figureView
	for _, f := range t.Figures {
		v := s.view(f)
		if strings.HasSuffix(f.Indicator, indicators.MaintenanceSuffix) {
			v.Accounting, v.Fraction = "relevés tombés sur une maintenance annoncée", ""
		}
		list = append(list, v)
	}
	return list
}

// foldOf is what is written on the monthly table of an indicator where it is
// folded: where the page has many tables, the table many rows, or no row a figure.
func foldOf(d indicators.Definition, monthly observatory.Table, department string) string {
	name, told := "Mois par mois", func(f observatory.Figure) bool { return f.Shown != observatory.ShownWithheld }
	if d.Proof == indicators.ByCase {
		name = "Période par période"
	}
	switch {
	case len(monthly.Figures) > 0 && !slices.ContainsFunc(monthly.Figures, told):
		return name + texts.NoWrap + ": aucun chiffre n’est publié"
	case department != "" || classed(d.ID) || d.ID == substitutionFunnelID:
		return name
	}
	return ""
}

// base says how many targets are behind the main series of a probe figure: it
// speaks of these and of no other.
func (s *site) base(shot *snapshot, d indicators.Definition, department string) string {
	if d.Proof != indicators.ByProbe {
		return ""
	}
	measured, departments := int64(0), map[string]bool{}
	for _, f := range shot.of(d.ID).targets.Figures {
		if f.Series != leadSeries(d) || f.Accounting != observatory.Strict || f.N == 0 || department != "" && f.Department != department {
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
	var notes []string
	if d.ID == "certificate.gap_share" {
		notes = append(notes, "La part d’une année dépasse celle des mois parce qu’elle compte une personne dès qu’un seul jour de l’année est sans document, alors qu’un mois compte aussi, au dénominateur, les personnes que leur attestation couvre ce mois-là.")
	}
	notes = append(notes, "« Sans document » ne veut pas dire que l’attestation était due : le partage entre due, non due et indéterminée est une série à part (voir la méthode).")
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
		same := func(r tableRow) bool { return r.Period == v.Period && r.Series == v.Series && r.Confirmed == nil }
		if i := slices.IndexFunc(rows, same); f.Accounting == observatory.Confirmed && i >= 0 {
			rows[i].Confirmed = &v
			continue
		}
		rows = append(rows, tableRow{Period: v.Period, Series: v.Series, Figure: v})
	}
	slices.Reverse(rows)
	return rows
}

// sourceOf says where the figures of an indicator come from.
func (s *site) sourceOf(shot *snapshot, d indicators.Definition) string {
	version := " ; définition, version " + s.words.Count(int64(d.History[len(d.History)-1].Version)) + " ; requête " + d.Query + "."
	text := "Source : relevés de Vigie, chacun avec sa preuve" + version
	switch d.Proof {
	case indicators.ByPage:
		text = "Source : pages des préfectures lues par Vigie, relevés et catalogue" + version
	case indicators.ByCase:
		text = "Source : dossiers rapportés par des associations, tables publiées une fois par mois"
		if month, err := observatory.ParseMonth(shot.published.Edition); err == nil {
			text += ", édition de " + s.words.Month(month)
		}
		text += version
	}
	return s.words.Typeset(text)
}
