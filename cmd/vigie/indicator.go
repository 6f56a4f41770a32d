package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

type indicatorCmd struct {
	List    indicatorListCmd    `cmd:"" help:"Liste les indicateurs."`
	Show    indicatorShowCmd    `cmd:"" help:"Montre la définition d'un indicateur."`
	Compute indicatorComputeCmd `cmd:"" help:"Calcule un indicateur sur les faits."`
	Keep    indicatorKeepCmd    `cmd:"" help:"Met à jour les sommes tenues des jours sans attestation."`
}

type indicatorListCmd struct {
	JSON bool `help:"Une définition par ligne, en JSON."`
}

// Run lists the indicators.
func (cmd indicatorListCmd) Run(con *console) error {
	out := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
	for _, d := range indicators.All() {
		if cmd.JSON {
			if err := writeJSON(con, d); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(out, "%s\t%s\n", d.ID, d.Name.FR)
	}
	return out.Flush()
}

type indicatorShowCmd struct {
	ID   string `arg:"" help:"Identifiant, tel que pan.availability."`
	JSON bool   `help:"En JSON."`
}

// Run shows one definition.
func (cmd indicatorShowCmd) Run(con *console) error {
	d, err := definitionOf(cmd.ID)
	if err != nil {
		return err
	}
	if cmd.JSON {
		return writeJSON(con, d)
	}
	fmt.Fprintf(con.out, "%s\n%s\n%s\n\n", d.ID, d.Name.FR, d.Meaning.FR)
	out := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
	for _, row := range [][2]string{
		{"obligations", strings.Join(d.Legal, ", ")},
		{"preuve, unité, sens", string(d.Proof) + ", " + string(d.Unit) + ", " + string(d.Direction)},
		{"numérateur", d.Numerator},
		{"dénominateur", d.Denominator},
		{"n", d.N + " (au moins " + strconv.FormatInt(d.MinimumN, 10) + ")"},
		{"couverture", d.Coverage},
		{"intervalle", d.Interval},
		{"requête", d.Query},
		{"ventilations", fmt.Sprint(d.Splits)},
	} {
		fmt.Fprintf(out, "%s\t%s\n", row[0], row[1])
	}
	if err := out.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(con.out, "\nBiais connus :")
	for _, b := range d.Biases {
		fmt.Fprintln(con.out, "  -", b)
	}
	fmt.Fprintln(con.out, "\nHistorique :")
	for _, h := range d.History {
		fmt.Fprintf(con.out, "  version %d, %s : %s\n", h.Version, h.Date, h.What)
	}
	return nil
}

func definitionOf(id string) (indicators.Definition, error) {
	d, ok := indicators.ByID(id)
	if !ok {
		return d, observatory.InputErrorf("indicateur inconnu « %s » : « vigie indicator list » les donne", id)
	}
	return d, nil
}

type indicatorComputeCmd struct {
	configured

	ID      string            `arg:"" help:"Identifiant, tel que pan.availability."`
	By      []string          `help:"Ventilations : department, month, target, level, source, rank, organisation, reason."`
	From    string            `help:"Premier jour, AAAA-MM-JJ." placeholder:"JOUR"`
	To      string            `help:"Dernier jour, AAAA-MM-JJ ; aujourd'hui par défaut." placeholder:"JOUR"`
	Horizon string            `help:"Ne lire que les faits enregistrés jusqu'à cet instant (RFC 3339)." placeholder:"INSTANT"`
	Where   map[string]string `help:"Filtres : department=75, target=ID, level=document|screenshot|told, review=received|to_complete|verified|refused, procedure=CODE, ground=CODE, association=CODE…" placeholder:"CLÉ=VALEUR"`
	JSON    bool              `help:"Un chiffre par ligne, en JSON."`
	CSV     bool              `name:"csv" help:"En CSV."`
}

// Run computes an indicator and prints its figures.
func (cmd indicatorComputeCmd) Run(con *console) error {
	d, err := definitionOf(cmd.ID)
	if err != nil {
		return err
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		q, err := cmd.request(a)
		if err != nil {
			return err
		}
		table, err := indicators.Compute(ctx, a.store, d.ID, q)
		if err != nil {
			return err
		}
		switch {
		case cmd.JSON:
			for _, f := range table.Figures {
				if err := writeJSON(con, f); err != nil {
					return err
				}
			}
			return nil
		case cmd.CSV:
			return writeFigures(con, table)
		}
		return printFigures(con, d, table)
	})
}

func (cmd indicatorComputeCmd) request(a *app) (indicators.Request, error) {
	q := indicators.Request{
		Window: observatory.Window{Horizon: a.recordedAt(), Simulation: a.cfg.Simulation},
		Rules:  indicators.RulesOf(a.catalogue), Zone: a.catalogue.Zone, Where: map[indicators.Dimension]string{},
	}
	if cmd.Horizon != "" {
		at, err := time.Parse(time.RFC3339, cmd.Horizon)
		if err != nil {
			return q, observatory.InputErrorf("--horizon « %s » : attendu un instant tel que 2026-11-26T12:00:00Z", cmd.Horizon)
		}
		q.Window.Horizon = at
	}
	today := observatory.DateOf(q.Window.Horizon, a.catalogue.Zone(""))
	q.Window.From, q.Window.To = today-365, today
	for text, into := range map[*string]*observatory.Date{&cmd.From: &q.Window.From, &cmd.To: &q.Window.To} {
		if *text == "" {
			continue
		}
		day, err := observatory.ParseDate(*text)
		if err != nil {
			return q, err
		}
		*into = day
	}
	if q.Window.To < q.Window.From {
		return q, observatory.InputErrorf("--to %s est avant --from %s", q.Window.To, q.Window.From)
	}
	for _, by := range cmd.By {
		q.By = append(q.By, indicators.Dimension(by))
	}
	for key, value := range cmd.Where {
		if err := filter(a, &q, key, value); err != nil {
			return q, err
		}
	}
	return q, nil
}

// filter keeps a request to a value of a filter.
func filter(a *app, q *indicators.Request, key, value string) error {
	among := func(codes []string) error {
		if !slices.Contains(codes, value) {
			return observatory.InputErrorf("--where %s=%s : choisissez %s", key, value, strings.Join(codes, ", "))
		}
		return nil
	}
	var err error
	switch key {
	case "department":
		q.Department = value
	case "target":
		q.Target = value
	case "review":
		var codes []string
		for _, state := range observatory.ReviewStates() {
			codes = append(codes, string(state))
		}
		q.Window.Review, err = observatory.ReviewState(value), among(codes)
	case "procedure":
		var codes []string
		for _, p := range a.catalogue.Procedures() {
			codes = append(codes, p.Code)
		}
		q.Window.Procedure, err = value, among(codes)
	case "ground":
		var codes []string
		for _, g := range a.catalogue.Grounds() {
			codes = append(codes, g.Code)
		}
		q.Window.Ground, err = value, among(codes)
	default:
		q.Where[indicators.Dimension(key)] = value
	}
	return err
}

// writeFigures writes figures as CSV, reals with all their digits.
func writeFigures(con *console, table observatory.Table) error {
	w := csv.NewWriter(con.out)
	rows := [][]string{{
		"indicator", "department", "target", "period", "series", "accounting", "unit", "value", "sufficient", "low", "high", "method",
		"numerator", "denominator", "n", "minimum_n", "covered", "planned", "associations", "reported", "incomplete", "horizon", "simulation",
	}}
	for _, f := range table.Figures {
		value, low, high := "", "", ""
		if f.Sufficient {
			value = digits(f.Value)
		}
		if f.HasInterval {
			low, high = digits(f.Low), digits(f.High)
		}
		rows = append(rows, observatory.SafeRow([]string{
			f.Indicator, f.Department, f.Target, f.Period.Name, f.Series, string(f.Accounting), f.Unit, value, strconv.FormatBool(f.Sufficient), low, high, f.Method,
			whole(f.Numerator), whole(f.Denominator), whole(f.N), whole(f.MinimumN), whole(f.Covered), whole(f.Planned), whole(f.Associations),
			digits(f.Reported), strconv.FormatBool(f.Incomplete), f.Horizon.UTC().Format(time.RFC3339Nano), strconv.FormatBool(f.Simulation),
		}))
	}
	return w.WriteAll(rows)
}

func digits(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func whole(n int64) string { return strconv.FormatInt(n, 10) }

// quantity words a value of a unit.
func quantity(words texts.Printer, unit string, value float64) string {
	switch indicators.Unit(unit) {
	case indicators.Share:
		return words.Percent(value)
	case indicators.Days:
		return words.Days(value)
	case indicators.Count:
		return words.Count(int64(value))
	}
	return words.Decimal(value, 2)
}

// seriesText words the parts of a series; those without words of their own, such as
// the id of a journey, stay as they are.
func seriesText(words texts.Printer, series string) string {
	if text := words.Series(series); text != series {
		return text
	}
	parts := strings.Split(series, "/")
	for i, part := range parts {
		parts[i] = words.Series(part)
	}
	return strings.Join(parts, ", ")
}

// printFigures prints figures for a person.
func printFigures(con *console, d indicators.Definition, table observatory.Table) error {
	fmt.Fprintf(con.out, "%s : %s\n", d.ID, d.Meaning.FR)
	words := texts.In(texts.French)
	out := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(out, "période\tlieu\tsérie\tvaleur\tintervalle à 95 %\tnombres\tn\tcouverture\t")
	for _, f := range table.Figures {
		value, interval, coverage, mark := "données insuffisantes", "", "", ""
		if f.Sufficient {
			value = quantity(words, f.Unit, f.Value)
		}
		if f.HasInterval {
			interval = quantity(words, f.Unit, f.Low) + " à " + quantity(words, f.Unit, f.High)
		}
		if f.Planned > 0 {
			coverage = fmt.Sprintf("%d/%d", f.Covered, f.Planned)
		}
		if f.Incomplete {
			mark = "incomplet : des faits arrivent encore"
		}
		series := seriesText(words, f.Series)
		if f.Accounting != "" {
			series = strings.TrimPrefix(series+", "+words.Accounting(f.Accounting), ", ")
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%d/%d\t%d\t%s\t%s\n", f.Period.Name, f.Department+" "+f.Target, series, value, interval, f.Numerator, f.Denominator, f.N, coverage, mark)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if d.Proof == indicators.ByCase {
		fmt.Fprintln(con.out, "Ces cas sont ceux que des associations ont reçus ; ils ne représentent pas l’ensemble des demandeurs.")
	}
	for _, note := range table.Notes {
		fmt.Fprintln(con.out, note)
	}
	return nil
}
