package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// House is what the administration looks at. Nothing of it is a case.
type House interface {
	// Imports gives the newest imports with what was refused of each, the newest first.
	Imports(ctx context.Context, most int) ([]TakenIn, error)
	// Jobs tells of each kind of planned work, as this process runs it.
	Jobs() []Job
}

// TakenIn is an import and its quarantine.
type TakenIn struct {
	observatory.Import

	Refusals []Refusal // the most frequent first
}

// Refusal is how many rows were refused for one problem of a column.
type Refusal struct {
	Column, Problem, Remedy string // in French
	Rows                    int64
}

// Job is planned work of one kind.
type Job struct {
	Name   string
	Count  int           // jobs of the kind
	Every  time.Duration // the shortest period
	Last   time.Time     // start of the last run, zero when none ran since the start
	Took   time.Duration
	Failed bool // the last run did
}

// importsShown is how many imports the page shows.
const importsShown = 50

type administrationPage struct {
	deskPage

	Accounts []accountRow
	Imports  []importRow
	Jobs     []jobRow
}

type accountRow struct{ Name, ID, Role, Association, Created, SignedIn, State string }

type importRow struct {
	At, Association, State, Author, ID string
	Rows, Cases, Events, Refused       string
	Refusals                           []quarantineRow
}

type quarantineRow struct{ Text, Remedy string }

type jobRow struct {
	Name, Count, Every, Last, Took, State string
	Failed                                bool
}

// administration serves the accounts, imports, quarantine and jobs, to be read.
func (s *site) administration(w http.ResponseWriter, r *http.Request) error {
	data := administrationPage{deskPage: s.deskPage(r, "Administration")}
	accounts, err := s.desk.State.Accounts(r.Context())
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, a := range accounts {
		names[a.ID.String()] = a.Name
		row := accountRow{Name: a.Name, ID: a.ID.String(), Role: a.Role.French(), Association: a.Association, Created: s.words.Moment(a.Created, s.zone), SignedIn: "jamais", State: "ouvert"}
		if !a.SignedIn.IsZero() {
			row.SignedIn = s.words.Moment(a.SignedIn, s.zone)
		}
		if a.Disabled {
			row.State = "fermé"
		}
		data.Accounts = append(data.Accounts, row)
	}
	imports, err := s.desk.House.Imports(r.Context(), importsShown)
	if err != nil {
		return fmt.Errorf("read the imports: %w", err)
	}
	for _, taken := range imports {
		data.Imports = append(data.Imports, s.importRow(taken, names))
	}
	for _, j := range s.desk.House.Jobs() {
		data.Jobs = append(data.Jobs, s.jobRow(j))
	}
	return s.show(w, http.StatusOK, "administration", data)
}

func (s *site) importRow(taken TakenIn, names map[string]string) importRow {
	row := importRow{
		At: s.words.Moment(taken.RecordedAt, s.zone), Association: taken.Association, State: importState(taken.State), ID: taken.Batch.String(), Author: "commande",
		Rows: s.words.Count(taken.Rows), Cases: s.words.Count(taken.Cases), Events: s.words.Count(taken.Events), Refused: s.words.Count(taken.Refused),
	}
	if taken.Author != "" {
		row.Author = label(names, taken.Author)
	}
	for _, refused := range taken.Refusals {
		text := refused.Problem + texts.NoWrap + ": " + s.words.Count(refused.Rows) + " " + s.words.Plural(refused.Rows, "ligne", "lignes")
		if refused.Column != "" {
			text = "« " + refused.Column + " », " + text
		}
		row.Refusals = append(row.Refusals, quarantineRow{s.words.Typeset(text), s.words.Typeset(refused.Remedy)})
	}
	return row
}

func importState(state observatory.ImportState) string {
	switch state {
	case observatory.ImportStarted:
		return "en cours"
	case observatory.ImportCommitted:
		return "importé"
	case observatory.ImportAbandoned:
		return "abandonné"
	case observatory.ImportWithdrawn:
		return "retiré"
	}
	return string(state)
}

func (s *site) jobRow(j Job) jobRow {
	row := jobRow{Name: s.jobName(j.Name), Count: s.words.Count(int64(j.Count)), Every: s.words.Span(j.Every), Last: "pas encore depuis le démarrage", State: "à venir", Failed: j.Failed}
	if !j.Last.IsZero() {
		row.Last, row.Took, row.State = s.words.Moment(j.Last, s.zone), s.words.Duration(j.Took), "fait"
	}
	if j.Failed {
		row.State = "échec : le journal du service dit pourquoi"
	}
	row.State = s.words.Typeset(row.State)
	return row
}

// jobName is the French name of planned work: the house's own, or a journey.
func (s *site) jobName(name string) string {
	switch name {
	case "purge":
		return "fin des délais de conservation"
	case "verdicts":
		return "verdicts du mois"
	case "publication":
		return "tables publiées du mois"
	case "gaps":
		return "sommes tenues des jours sans attestation"
	case "days":
		return "journées tenues des tentatives"
	case "concord":
		return "dossiers rapprochés des sondes"
	case "intake":
		return "dossiers surveillés et KoboToolbox"
	case "information":
		return "lecture des sites des préfectures"
	}
	return s.words.Typeset("parcours : " + s.journeyTitle(name, ""))
}
