package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"vigie/collectors"
	"vigie/internal/access"
	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// koboTokenVariable may hold the token of KoboToolbox.
const koboTokenVariable = "VIGIE_KOBO_TOKEN"

// koboTimeout bounds one answer of KoboToolbox, koboSweep how old the last
// reading of all submissions may be.
const (
	koboTimeout = time.Minute
	koboSweep   = 24 * time.Hour
)

type collectFormCmd struct {
	Shape string `arg:"" enum:"dossiers,evenements" help:"dossiers : un envoi par dossier ; evenements : un envoi par évènement."`
	Out   string `help:"Fichier XLSX à écrire." required:"" type:"path"`
}

// Run writes the XLSForm with the departments of the catalogue.
func (cmd collectFormCmd) Run(*console) error {
	reference, err := catalogue.Load()
	if err != nil {
		return err
	}
	shape := collectors.ShapeCases
	if cmd.Shape == "evenements" {
		shape = collectors.ShapeEvents
	}
	return newFile(cmd.Out, 0o644, func(out io.Writer) error { return collectors.WriteForm(out, shape, reference.Departments()) })
}

type collectKoboCmd struct {
	configured

	Association string        `help:"Code de l'association." default:"essai"`
	Address     string        `help:"Adresse du serveur, par exemple https://eu.kobotoolbox.org." required:""`
	Project     string        `help:"Identifiant du projet (uid)." required:""`
	TokenFile   string        `help:"Fichier du jeton ; sinon la variable VIGIE_KOBO_TOKEN." type:"path"`
	Page        int           `help:"Réponses par page, 1000 au plus." default:"1000"`
	Sweep       time.Duration `help:"Tout relire si la dernière relecture entière est plus ancienne (0 : toujours)." default:"24h"`
	Mapping     string        `help:"Correspondance : fichier YAML, ou nom."`
	JSON        bool          `help:"Résumé en JSON."`
}

// Run pulls once.
func (cmd collectKoboCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		intake := intakeConfig{Association: cmd.Association, Mapping: cmd.Mapping, Kobo: koboConfig{
			Address: cmd.Address, Project: cmd.Project, TokenFile: cmd.TokenFile, Page: cmd.Page, Sweep: cmd.Sweep,
		}}
		summary, err := a.pullKobo(ctx, intake)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return writeJSON(con, summary)
		}
		fmt.Fprintf(con.out, "%s : %s, %s, %s.\n", plural(summary.Read, "réponse lue", "réponses lues"), plural(summary.New, "nouvelle", "nouvelles"),
			plural(summary.Edited, "corrigée", "corrigées"), plural(summary.Rejected, "refusée ou supprimée", "refusées ou supprimées"))
		for _, s := range summary.Imports {
			if err := printSummary(con, s, false); err != nil {
				return err
			}
		}
		return nil
	})
}

// koboToken reads the token from its file, or from the environment.
func koboToken(file string) (string, error) {
	if file == "" {
		if token := os.Getenv(koboTokenVariable); token != "" {
			return token, nil
		}
		return "", observatory.InputErrorf("KoboToolbox : donnez le jeton dans un fichier (token_file, --token-file) ou dans la variable %s", koboTokenVariable)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", observatory.InputErrorf("jeton de KoboToolbox : fichier illisible : %w", err)
	}
	token, _, _ := strings.Cut(string(data), "\n")
	return strings.TrimSpace(token), nil
}

// pullKobo takes in what a project has received since the last pull.
func (a *app) pullKobo(ctx context.Context, intake intakeConfig) (collectors.PullSummary, error) {
	token, err := koboToken(intake.Kobo.TokenFile)
	if err != nil {
		return collectors.PullSummary{}, err
	}
	options, err := a.mappedOptions(ctx, intake.Association, intake.Mapping)
	if err != nil {
		return collectors.PullSummary{}, err
	}
	k := &collectors.Kobo{
		Address: intake.Kobo.Address, Asset: intake.Kobo.Project, Token: token, Page: intake.Kobo.Page,
		Client: &http.Client{Timeout: koboTimeout},
	}
	return collectors.Pull(ctx, k, collectors.PullOptions{
		Memory: surveyMemory{a.state, intake.Kobo.Address + " " + intake.Kobo.Project + " " + intake.Association},
		Sweep:  intake.Kobo.Sweep, Now: a.now(), Keys: a.keys, Domain: intake.Association,
		Import: func(ctx context.Context, source collectors.Source) (collectors.Summary, error) {
			return a.importSource(ctx, source, options)
		},
		Withdraw: a.withdrawPulled,
	})
}

// withdrawPulled withdraws an import whole; one that is withdrawn stays so.
func (a *app) withdrawPulled(ctx context.Context, batch string) error {
	id, err := observatory.ParseID(batch)
	if err != nil {
		return err
	}
	row, err := a.store.CommittedImport(ctx, id, a.cfg.Simulation)
	if errors.Is(err, observatory.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = collectors.Withdraw(ctx, row, "", a.sink(), a.recordedAt())
	return err
}

// surveyMemory keeps in state.db where the pulling of a project stands.
type surveyMemory struct {
	state  *access.State
	source string
}

// Mark gives up to where the project was pulled.
func (m surveyMemory) Mark(ctx context.Context) (collectors.SurveyMark, error) {
	mark, err := m.state.SurveyMark(ctx, m.source)
	return collectors.SurveyMark(mark), err
}

// SetMark moves it.
func (m surveyMemory) SetMark(ctx context.Context, mark collectors.SurveyMark) error {
	return m.state.SetSurveyMark(ctx, m.source, access.SurveyMark(mark))
}

// Submissions gives what is remembered of each submission.
func (m surveyMemory) Submissions(ctx context.Context) (map[string]collectors.SurveySubmission, error) {
	kept, err := m.state.SurveySubmissions(ctx, m.source)
	known := make(map[string]collectors.SurveySubmission, len(kept))
	for id, one := range kept {
		known[id] = collectors.SurveySubmission(one)
	}
	return known, err
}

// SetSubmissions remembers submissions.
func (m surveyMemory) SetSubmissions(ctx context.Context, list []collectors.SurveySubmission) error {
	kept := make([]access.SurveySubmission, len(list))
	for i, one := range list {
		kept[i] = access.SurveySubmission(one)
	}
	return m.state.SetSurveySubmissions(ctx, m.source, kept)
}
