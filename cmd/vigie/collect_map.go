package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"vigie/collectors"
	"vigie/internal/access"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// previewRows is how many rows « collect map » shows.
const previewRows = 20

type collectMapCmd struct {
	maybeConfigured

	File        string `arg:"" help:"Tableau à décrire (CSV, XLSX, ODS, JSON)." type:"path"`
	Mapping     string `help:"Correspondance à essayer au lieu d'en proposer une : fichier YAML, ou nom."`
	Association string `help:"Code de l'association." default:"essai"`
	Out         string `help:"Fichier YAML à écrire ; sans lui, la correspondance est affichée." type:"path"`
	JSON        bool   `help:"Tout en JSON."`
}

// mapReport is what « collect map » says.
type mapReport struct {
	Columns []collectors.ProposedColumn `json:"columns,omitempty"`
	Missing []string                    `json:"missing,omitempty"`
	Counted bool                        `json:"counted,omitempty"` // counts of cases, and none of them: there is no mapping
	Notes   []string                    `json:"notes,omitempty"`
	Mapping string                      `json:"mapping"` // YAML; empty of counts
	Rows    []collectors.PreviewRow     `json:"rows"`
}

// Run proposes how a table is to be read, or tries a mapping on it, and shows
// what was understood of its first rows. It writes nothing but the mapping.
func (cmd collectMapCmd) Run(con *console) error {
	keys, err := privacy.EphemeralKeys()
	if err != nil {
		return err
	}
	options, err := checkOptions(cmd.Association, keys)
	if err != nil {
		return err
	}
	if options.Mapping, err = cmd.mapping(con); err != nil {
		return err
	}
	report, err := cmd.report(con.ctx, options)
	if err != nil {
		return err
	}
	if cmd.Out != "" {
		if report.Counted {
			return observatory.InputErrorf("aucune correspondance à écrire : %s", strings.Join(report.Notes, " "))
		}
		if err := newFile(cmd.Out, 0o600, func(out io.Writer) error { _, err := io.WriteString(out, report.Mapping); return err }); err != nil {
			return err
		}
	}
	if cmd.JSON {
		return writeJSON(con, report)
	}
	cmd.print(con, report)
	return nil
}

// mapping is the one to try, or nil. Nothing else is asked of the data folder.
func (cmd collectMapCmd) mapping(con *console) (m *collectors.Mapping, err error) {
	file := cmd.Config
	if cmd.Mapping != "" {
		file = cmd.configPath()
	}
	if file == "" {
		return mappingOf(con.ctx, nil, cmd.Association, cmd.Mapping)
	}
	err = configured{file}.state(con, func(ctx context.Context, _ config, state *access.State) error {
		m, err = mappingOf(ctx, state, cmd.Association, cmd.Mapping)
		return err
	})
	return m, err
}

func (cmd collectMapCmd) report(ctx context.Context, options collectors.Options) (mapReport, error) {
	report, source := mapReport{Rows: []collectors.PreviewRow{}}, collectors.File(cmd.File)
	if options.Mapping == nil {
		proposal, err := collectors.ProposeMapping(ctx, source, options)
		if err != nil {
			return report, err
		}
		report.Columns, report.Missing, report.Notes, report.Counted = proposal.Columns, proposal.Missing, proposal.Notes, proposal.Counted
		if report.Counted {
			return report, nil
		}
		options.Mapping = &proposal.Mapping
	}
	text, err := options.Mapping.YAML()
	if err != nil {
		return report, err
	}
	report.Mapping = string(text)
	if len(report.Missing) > 0 {
		return report, nil
	}
	rows, err := collectors.Preview(ctx, source, options, previewRows)
	report.Rows = append(report.Rows, rows...)
	return report, err
}

func (cmd collectMapCmd) print(con *console, report mapReport) {
	for _, c := range report.Columns {
		fmt.Fprintf(con.out, "  %-3s %s : %s\n", c.Place, cmp.Or(c.Name, "(sans nom)"), takenFor(c))
	}
	for _, note := range report.Notes {
		fmt.Fprintf(con.out, "À savoir : %s\n", note)
	}
	if len(report.Missing) > 0 {
		fmt.Fprintf(con.out, "À compléter, rien ne peut être lu sans : %s.\n", strings.Join(report.Missing, ", "))
	}
	for _, row := range report.Rows {
		fmt.Fprintf(con.out, "%s : %s\n", strings.TrimPrefix(likeness{Finding: collectors.Finding{Row: row.Row, Sheet: row.Sheet}}.place(), ", "), cmp.Or(strings.Join(row.Facts, " ; "), "aucun fait"))
		for _, f := range row.Problems {
			fmt.Fprintf(con.out, "    %s%s. %s\n", wrapped("« ", f.Column, " » : "), f.Message, sentence(f.Remedy))
		}
	}
	if cmd.Out == "" {
		fmt.Fprint(con.out, wrapped("\n", report.Mapping, ""))
		return
	}
	fmt.Fprintf(con.out, "Correspondance écrite dans %s : relisez-la, puis importez avec --mapping %s.\n", cmd.Out, cmd.Out)
}

// takenFor says what a column of the file was taken for.
func takenFor(c collectors.ProposedColumn) string {
	sure, unknown := fmt.Sprintf(" (%d %%)", c.Certainty), wrapped(" ; mots à traduire (valeurs) : ", strings.Join(c.Unknown, ", "), "")
	switch {
	case c.Event == collectors.Chronicle:
		words := wrapped(" ; mots à traduire (valeurs), ou à laisser (valeur vide) : « ", strings.Join(c.Unknown, " », « "), " »")
		return "une chronologie, un évènement par date ; séparateur « " + c.Each + " »" + sure + words
	case c.Event == collectors.YearOf:
		return "l'année des dates d'une chronologie qui n'en ont pas" + sure
	case c.Month != "":
		return "l'évènement que dit chaque cellule, daté du mois " + c.Month + sure + unknown
	case c.Column == "" && c.Event == "":
		return "non comprise"
	case c.Column == "":
		return "« " + c.Event + " » à cette date" + wrapped(" ; plusieurs dates par cellule, séparées par « ", c.Each, " », un évènement chacune") + sure
	}
	return "« " + wrapped("", c.Event, " : ") + c.Column + " »" + wrapped(" ; plusieurs par cellule, séparés par « ", c.Each, " »") + sure + unknown
}

// mappingOf finds a mapping: a file, one that Vigie ships, or one that the
// association keeps (NAME, or NAME@2 for a version). An empty name gives nil.
func mappingOf(ctx context.Context, state *access.State, association, name string) (*collectors.Mapping, error) {
	if name == "" {
		return nil, nil
	}
	data, err := os.ReadFile(name)
	if err == nil {
		return collectors.ParseMapping(data)
	}
	if data, err := collectors.ShippedMapping(name); err == nil {
		return collectors.ParseMapping(data)
	}
	if state == nil {
		return nil, observatory.InputErrorf("correspondance « %s » : aucun fichier de ce nom, et Vigie n'en livre pas sous ce nom (%s) ; celles de l'association demandent une configuration : --config, ou vigie.yaml dans le dossier courant", name, strings.Join(collectors.ShippedMappings(), ", "))
	}
	base, version, versioned := strings.Cut(name, "@")
	number := 0
	if versioned {
		if number, err = strconv.Atoi(version); err != nil || number < 1 {
			return nil, observatory.InputErrorf("correspondance « %s » : après @, donnez un numéro de version", name)
		}
	}
	kept, err := state.Mapping(ctx, association, base, number)
	if errors.Is(err, observatory.ErrNotFound) {
		return nil, observatory.InputErrorf("correspondance « %s » inconnue de l'association « %s » : « vigie collect mappings list » donne celles qu'elle garde", name, association)
	}
	if err != nil {
		return nil, err
	}
	return collectors.ParseMapping([]byte(kept.Text))
}

type collectMappingsCmd struct {
	List mappingsListCmd `cmd:"" help:"Correspondances livrées, et celles de l'association."`
	Show mappingsShowCmd `cmd:"" help:"Affiche une correspondance."`
	Save mappingsSaveCmd `cmd:"" help:"Garde une correspondance pour l'association, sous une nouvelle version."`
}

type mappingsListCmd struct {
	configured

	Association string `help:"Code de l'association." default:"essai"`
}

// Run lists names and versions.
func (cmd mappingsListCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		for _, name := range collectors.ShippedMappings() {
			fmt.Fprintf(con.out, "%s\tlivrée avec Vigie\n", name)
		}
		kept, err := a.state.Mappings(ctx, cmd.Association)
		for _, m := range kept {
			fmt.Fprintf(con.out, "%s\tversion %d, %s\n", m.Name, m.Version, m.At.Format("2006-01-02 15:04"))
		}
		return err
	})
}

type mappingsShowCmd struct {
	configured

	Name        string `arg:"" help:"Nom, ou NOM@VERSION."`
	Association string `help:"Code de l'association." default:"essai"`
}

// Run prints the YAML of a mapping.
func (cmd mappingsShowCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		m, err := mappingOf(ctx, a.state, cmd.Association, cmd.Name)
		if err != nil {
			return err
		}
		text, err := m.YAML()
		if err != nil {
			return err
		}
		_, err = con.out.Write(text)
		return err
	})
}

type mappingsSaveCmd struct {
	configured

	File        string `arg:"" help:"Correspondance (YAML)." type:"path"`
	Association string `help:"Code de l'association." default:"essai"`
}

// Run checks a mapping and keeps it.
func (cmd mappingsSaveCmd) Run(con *console) error {
	data, err := os.ReadFile(cmd.File)
	if err != nil {
		return observatory.InputErrorf("correspondance %s : illisible : %w", cmd.File, err)
	}
	m, err := collectors.ParseMapping(data)
	if err != nil {
		return err
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		version, err := a.state.SaveMapping(ctx, access.StoredMapping{Association: cmd.Association, Name: m.Name, Text: string(data), At: a.now()})
		if err != nil {
			return err
		}
		fmt.Fprintf(con.out, "Correspondance « %s » gardée pour l'association « %s », version %d.\n", m.Name, cmd.Association, version)
		return nil
	})
}
