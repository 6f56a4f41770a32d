package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"vigie/collectors"
	"vigie/internal/catalogue"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/internal/texts"
)

type collectCmd struct {
	Check    collectCheckCmd    `cmd:"" help:"Dit ce qu'un fichier donnerait ; n'écrit rien."`
	Import   collectImportCmd   `cmd:"" help:"Importe un fichier."`
	Mail     collectMailCmd     `cmd:"" help:"Prend des messages de l'administration : courriels, boîtes, PDF, dossier surveillé."`
	PDF      collectPDFCmd      `cmd:"" name:"pdf" help:"Lit les dates et mentions d'une attestation, d'une confirmation de dépôt ou d'une décision ; ne garde rien."`
	Problems collectProblemsCmd `cmd:"" help:"Écrit le même fichier avec une colonne « problème »."`
	Withdraw collectWithdrawCmd `cmd:"" help:"Retire un import en entier : ses lignes restent et ne sont plus lues."`
	Export   collectExportCmd   `cmd:"" help:"Écrit les évènements des dossiers qui y ont consenti, ligne par ligne."`
	Case     collectCaseCmd     `cmd:"" help:"Montre l'histoire d'un dossier : lignes, corrections, relectures, sondes de l'heure."`
	Review   collectReviewCmd   `cmd:"" help:"Met un dossier dans un état de relecture."`
	Concord  collectConcordCmd  `cmd:"" help:"Met chaque tentative échouée rapportée en face des sondes de la même heure."`
	Map      collectMapCmd      `cmd:"" help:"Propose comment lire un tableau qui n'est pas au format publié, et montre ce qui en est compris."`
	Mappings collectMappingsCmd `cmd:"" help:"Correspondances gardées par association, et celles que Vigie livre."`
	Form     collectFormCmd     `cmd:"" help:"Écrit le formulaire (XLSForm) pour KoboToolbox ou ODK."`
	Kobo     collectKoboCmd     `cmd:"" help:"Prend ce qu'un projet KoboToolbox a reçu depuis la dernière fois."`
}

// sheet is which file of which association.
type sheet struct {
	File        string `arg:"" help:"Tableau (CSV, XLSX, ODS, JSON) : une ligne par cas ou une ligne par évènement." type:"path"`
	Association string `help:"Code de l'association." default:"essai"`
	Pieces      string `help:"Dossier des pièces (captures, PDF) que le tableau nomme." type:"existingdir"`
	Mapping     string `help:"Correspondance : fichier YAML, ou nom (NOM@2 pour une version)."`
	JSON        bool   `help:"Résumé en JSON."`
}

// withPieces adds the folder of the pieces to the options, and gives what closes
// it. A name that leaves the folder, by a link or otherwise, finds nothing.
func (s sheet) withPieces(o *collectors.Options) (func() error, error) {
	if s.Pieces == "" {
		return func() error { return nil }, nil
	}
	root, err := os.OpenRoot(s.Pieces)
	if err != nil {
		return nil, observatory.InputErrorf("dossier des pièces : %w", err)
	}
	o.Pieces = root.FS()
	return root.Close, nil
}

type collectCheckCmd struct {
	sheet
	maybeConfigured
}

// Run reads the file whole and writes nothing. Without a data folder it knows
// of no earlier import; with one it tells duplicates and corrections.
func (cmd collectCheckCmd) Run(con *console) error {
	if path := cmd.configPath(); path != "" {
		return withApp(con, path, func(ctx context.Context, a *app) error {
			options, err := a.mappedOptions(ctx, cmd.Association, cmd.Mapping)
			if err != nil {
				return err
			}
			return cmd.check(ctx, con, options)
		})
	}
	keys, err := privacy.EphemeralKeys()
	if err != nil {
		return err
	}
	options, err := checkOptions(cmd.Association, keys)
	if err != nil {
		return err
	}
	if options.Mapping, err = mappingOf(con.ctx, nil, cmd.Association, cmd.Mapping); err != nil {
		return err
	}
	return cmd.check(con.ctx, con, options)
}

func (cmd collectCheckCmd) check(ctx context.Context, con *console, options collectors.Options) error {
	done, err := cmd.withPieces(&options)
	if err != nil {
		return err
	}
	defer con.closing("pieces", done)
	summary, err := collectors.Check(ctx, cmd.File, options)
	switch {
	case cmd.JSON && isFault(err):
		return errors.Join(err, printFault(con, err))
	case err != nil:
		return err
	case cmd.JSON:
		err = writeJSON(con, reportOf(summary))
	default:
		err = printSummary(con, summary, false)
		cmd.sayOtherMapping(con, summary)
	}
	if err != nil {
		return err
	}
	if summary.RefusedRows > 0 {
		return silent{observatory.InputErrorf("%s", plural(summary.RefusedRows, "ligne refusée", "lignes refusées"))}
	}
	return nil
}

type collectImportCmd struct {
	sheet
	configured

	AllOrNothing bool `help:"Refuse le fichier entier si une ligne est refusée."`
}

// Run imports the file: good rows are kept, refused rows are in quarantine.
func (cmd collectImportCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		options, err := a.mappedOptions(ctx, cmd.Association, cmd.Mapping)
		if err != nil {
			return err
		}
		options.AllOrNothing = cmd.AllOrNothing
		done, err := cmd.withPieces(&options)
		if err != nil {
			return err
		}
		defer con.closing("pieces", done)
		summary, err := a.importFile(ctx, cmd.File, options)
		if err != nil {
			return err
		}
		if !cmd.JSON {
			defer cmd.sayOtherMapping(con, summary)
		}
		return printSummary(con, summary, cmd.JSON)
	})
}

// sayOtherMapping tells how a file that is imported already is read otherwise: what
// a mapping read wrongly has to go first.
func (s sheet) sayOtherMapping(con *console, summary collectors.Summary) {
	if summary.AlreadyImported && s.Mapping != "" {
		fmt.Fprintf(con.out, "Si la correspondance a changé depuis, retirez d'abord cet import : vigie collect withdraw %s\n", summary.Import)
	}
}

type collectProblemsCmd struct {
	configured

	File        string `arg:"" optional:"" help:"Fichier CSV ; sans lui, celui d'un import (--import)." type:"path"`
	Import      string `help:"Identifiant d'un import : le fichier scellé est relu."`
	Association string `help:"Code de l'association (avec FICHIER)." default:"essai"`
	Mapping     string `help:"Correspondance : fichier YAML, ou nom."`
	Out         string `help:"Fichier à écrire." required:"" type:"path"`
}

// Run writes the file again with a column that says what is wrong with each row.
func (cmd collectProblemsCmd) Run(con *console) error {
	if (cmd.File == "") == (cmd.Import == "") {
		return observatory.InputErrorf("indiquez un fichier, ou l'identifiant d'un import avec --import, et pas les deux")
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		association, source := cmd.Association, collectors.File(cmd.File)
		if cmd.Import != "" {
			var err error
			if association, source, err = a.sealedFile(ctx, cmd.Import); err != nil {
				return err
			}
		}
		options, err := a.mappedOptions(ctx, association, cmd.Mapping)
		if err != nil {
			return err
		}
		return newFile(cmd.Out, 0o600, func(out io.Writer) error { return collectors.ProblemSheet(ctx, source, options, out) })
	})
}

// sealedFile gives the association of a committed import and its file, which
// is kept sealed for a time only.
func (a *app) sealedFile(ctx context.Context, id string) (string, collectors.Source, error) {
	found, err := a.committedImport(ctx, id)
	if err != nil {
		return "", nil, err
	}
	source := func() (io.ReadCloser, error) {
		file, err := a.keys.OpenFile(a.cfg.path("sealed"), found.Sealed)
		if errors.Is(err, observatory.ErrNotFound) {
			return nil, observatory.InputErrorf("le fichier de l'import %s n'est plus gardé (%d jours après sa validation, ou un dossier de l'association a été effacé) : relancez la commande sur le fichier d'origine",
				id, a.cfg.Retention.SealedDays)
		}
		return file, err
	}
	return found.Association, source, nil
}

// checkOptions are those of a check without a data folder.
func checkOptions(association string, keys *privacy.Keys) (collectors.Options, error) {
	reference, err := catalogue.Load()
	if err != nil {
		return collectors.Options{}, err
	}
	return collectors.Options{
		Association: association, Departments: reference.Departments(), Catalogue: reference, Keys: keys, Now: time.Now,
	}, nil
}

func printSummary(con *console, s collectors.Summary, asJSON bool) error {
	if asJSON {
		return writeJSON(con, s)
	}
	if s.Simulation {
		fmt.Fprintln(con.out, "SIMULATION")
	}
	if s.AlreadyImported {
		fmt.Fprintf(con.out, "Ce fichier est déjà importé (import %s) : rien n'a changé.\n", s.Import)
		return nil
	}
	if s.LeftOut > 0 {
		fmt.Fprintf(con.out, "%s de côté (correspondance, ou refus dans l'outil d'enquête).\n", plural(s.LeftOut, "ligne laissée", "lignes laissées"))
	}
	fmt.Fprintf(con.out, "%s (%s, %s%s) : %d cas, %s, %s, %s, %s, %s.\n",
		plural(s.Rows, "ligne", "lignes"), strings.ToUpper(s.Format), s.Encoding, wrapped(", séparateur ", s.Separator, ""), s.Cases,
		plural(s.Persons, "personne", "personnes"), plural(s.Events, "évènement", "évènements"), plural(s.Duplicates, "doublon", "doublons"),
		plural(s.Corrections, "correction", "corrections"), plural(s.RefusedRows, "ligne refusée", "lignes refusées"))
	for _, list := range []struct {
		title    string
		findings []collectors.Finding
		beyond   int
	}{{"Refusé", s.Refused, s.RefusedBeyond}, {"À vérifier", s.Warnings, s.WarningsBeyond}} {
		for _, f := range alike(list.findings) {
			fmt.Fprintf(con.out, "  %s%s%s : %s%s. %s\n", list.title, f.place(), wrapped(", colonne « ", f.Column, " »"), f.Message,
				f.found(), sentence(f.Remedy))
		}
		if list.beyond > 0 {
			fmt.Fprintf(con.out, "  … et %d autres.\n", list.beyond)
		}
	}
	if s.Import != "" {
		fmt.Fprintf(con.out, "Import %s validé.\n", s.Import)
	}
	return nil
}

// takeFolder imports every table of a watched folder that nobody writes any more
// and moves each aside: to « importes » or, with what is wrong with it, to
// « refuses ». Nothing is deleted.
func (a *app) takeFolder(ctx context.Context, intake intakeConfig, sizes steadyFiles) error {
	files, others, err := sizes.watched(intake.Folder, strings.Fields(sheetNames))
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := a.takeFile(ctx, intake, file); err != nil {
			return err
		}
	}
	for _, file := range others {
		if _, err := a.refuseStrange(file, false); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) takeFile(ctx context.Context, intake intakeConfig, file string) error {
	options, err := a.mappedOptions(ctx, intake.Association, intake.Mapping)
	if err != nil {
		return err
	}
	options.AllOrNothing = intake.AllOrNothing
	_, err = a.importFile(ctx, file, options)
	switch {
	case err == nil:
		return a.putAside(file, "importes", nil)
	case observatory.IsInput(err):
		return a.putAside(file, "refuses", []string{err.Error()})
	}
	return err
}

// likeness is what several rows are told in the same words.
type likeness struct {
	collectors.Finding

	rows   []int
	differ bool // their values do
}

// alike puts together what is told of several rows in the same words, in the
// order of the first of each: thirty rows of one fault are one line.
func alike(findings []collectors.Finding) []likeness {
	type words struct {
		sheet                   int
		column, problem, remedy string
	}
	var list []likeness
	at := map[words]int{}
	for _, f := range findings {
		key := words{f.Sheet, f.Column, f.Message, f.Remedy}
		i, known := at[key]
		if !known {
			i = len(list)
			at[key], list = i, append(list, likeness{Finding: f})
		}
		if rows := list[i].rows; len(rows) == 0 || rows[len(rows)-1] != f.Row { // parts of one cell are one row
			list[i].rows = append(list[i].rows, f.Row)
		}
		list[i].differ = list[i].differ || f.Value != list[i].Value
	}
	return list
}

// place says where a finding is: its rows, in a sheet when there are several;
// the fields of a JSON file stand in no row.
func (l likeness) place() string {
	where := wrapped(", feuille ", strings.TrimPrefix(strconv.Itoa(l.Sheet), "0"), "")
	switch {
	case len(l.rows) > 1:
		return fmt.Sprintf("%s, lignes %s (%d)", where, texts.Rows(l.rows), len(l.rows))
	case l.Row > 0 || l.Sheet > 0:
		return fmt.Sprintf("%s, ligne %d", where, l.Row)
	}
	return ""
}

// found tells what was found, masked.
func (l likeness) found() string {
	if l.differ {
		return wrapped(" (trouvé, par exemple : ", l.Value, ")")
	}
	return wrapped(" (trouvé : ", l.Value, ")")
}

// wrapped puts a text between two others, or gives nothing for an empty one.
func wrapped(before, text, after string) string {
	if text == "" {
		return ""
	}
	return before + text + after
}

// sentence begins with a capital and ends with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + strings.TrimSuffix(text[size:], ".")
	if strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}
