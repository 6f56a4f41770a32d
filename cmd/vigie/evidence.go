package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/reports"
)

type evidenceCmd struct {
	Export evidenceExportCmd `cmd:"" help:"Exporte le dossier de preuve d'une cible."`
	Verify evidenceVerifyCmd `cmd:"" help:"Vérifie un dossier, avec lui seul et la clé publique."`

	Purge   evidencePurgeCmd   `cmd:"" help:"Supprime les captures dont la durée de conservation est passée ; le registre le dit."`
	Capture evidenceCaptureCmd `cmd:"" help:"Écrit l'archive d'une tentative (WACZ, WARC ou HAR) depuis son journal scellé."`
}

type evidenceExportCmd struct {
	configured

	Target  string `help:"Identifiant de la cible." required:""`
	From    string `help:"Premier jour, AAAA-MM-JJ." required:""`
	To      string `help:"Dernier jour, AAAA-MM-JJ." required:""`
	Out     string `help:"Fichier à écrire (.zip)." required:"" type:"path"`
	Replace bool   `help:"Remplace le fichier s'il existe."`
}

// Run writes the dossier of a target's attempts.
func (cmd evidenceExportCmd) Run(con *console) error {
	from, err := observatory.ParseDate(cmd.From)
	if err != nil {
		return err
	}
	to, err := observatory.ParseDate(cmd.To)
	if err != nil {
		return err
	}
	if to < from {
		return observatory.InputErrorf("--from %s est après --to %s", cmd.From, cmd.To)
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		target, err := a.target(cmd.Target)
		if err != nil {
			return err
		}
		dossier := a.dossier(target, observatory.Span{Start: from, End: to})
		dossier.Replace = cmd.Replace
		summary, err := dossier.Write(ctx, cmd.Out)
		if err != nil {
			return err
		}
		fmt.Fprintf(con.out, "Dossier écrit : %s (%d tentatives, %d captures, %d preuves d'inscription au registre).\n",
			summary.Path, summary.Attempts, summary.Captures, summary.Proofs)
		fmt.Fprintln(con.out, strings.Join(summary.Lines, "\n"))
		fmt.Fprintf(con.out, "Clé de signature : %s. Remettez la clé publique (%s) par un autre chemin que le dossier.\n",
			summary.Key, a.cfg.path("keys", "signing.pub"))
		return nil
	})
}

// dossier prepares the export of a target over a span.
func (a *app) dossier(target observatory.Target, span observatory.Span) reports.Dossier {
	return reports.Dossier{
		Reader: a.store, Files: a.files, Ledger: a.ledger, Key: a.signing, Target: target,
		Window:   observatory.Window{From: span.Start, To: span.End, Horizon: a.recordedAt(), Simulation: a.cfg.Simulation},
		At:       a.recordedAt(),
		Instance: a.cfg.Place.Name,
		Environment: []reports.Fact{
			{Name: "vigie", Value: version},
			{Name: "go", Value: runtime.Version()},
			{Name: "system", Value: runtime.GOOS + "/" + runtime.GOARCH},
			{Name: "place", Value: a.cfg.Place.ID},
		},
	}
}

// target finds a configured target.
func (a *app) target(id string) (observatory.Target, error) {
	known := make([]string, 0, len(a.cfg.Targets))
	for _, t := range a.cfg.Targets {
		if t.ID == id {
			return a.cfg.target(t), nil
		}
		known = append(known, t.ID)
	}
	if len(known) == 0 {
		return observatory.Target{}, observatory.InputErrorf("cible inconnue « %s » : la configuration n'en donne aucune (clé targets)", id)
	}
	return observatory.Target{}, observatory.InputErrorf("cible inconnue « %s ». Cibles connues : %s", id, strings.Join(known, ", "))
}

// recordedAt is the instant that rows written now carry: UTC, to the
// millisecond, as the database keeps it.
func (a *app) recordedAt() time.Time { return a.now().UTC().Truncate(time.Millisecond) }

type evidenceVerifyCmd struct {
	File string `arg:"" help:"Dossier (.zip)." type:"path"`
	Key  string `help:"Fichier de la clé publique, reçue par un autre chemin." type:"path"`
	JSON bool   `help:"Résultat en JSON."`
}

// Run verifies a dossier, names the first altered file, and needs nothing of
// this machine.
func (cmd evidenceVerifyCmd) Run(con *console) error {
	key, err := readPublicKey(cmd.Key)
	if err != nil {
		return err
	}
	report, err := reports.VerifyDossier(con.ctx, cmd.File, key)
	if err != nil {
		return err
	}
	if cmd.JSON {
		return writeJSON(con, report)
	}
	fmt.Fprintf(con.out, "Dossier intact : %d fichiers, %d tentatives, dont %d prouvées une à une au registre « %s » (%d feuilles).\n",
		report.Files, report.Attempts, report.Proofs, report.Origin, report.Head)
	fmt.Fprintln(con.out, strings.Join(report.Lines, "\n"))
	if report.Deleted > 0 {
		fmt.Fprintf(con.out, "%d tentative(s) sans captures : une règle de conservation les a supprimées, le registre le prouve.\n", report.Deleted)
	}
	if report.Simulation {
		fmt.Fprintln(con.out, "SIMULATION : ces tentatives sont fictives.")
	}
	if !report.KeyTrusted {
		fmt.Fprintf(con.out, "Attention : vérifié avec la clé que le dossier contient (%s). Cela prouve qu'il est entier, pas qui l'a fait. Donnez la clé publique par --key.\n", report.Key)
	}
	return nil
}

func readPublicKey(path string) (*evidence.PublicKey, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, observatory.InputErrorf("clé publique %s : illisible : %w", path, err)
	}
	key, err := evidence.ParsePublicKey(string(data))
	if err != nil {
		return nil, err
	}
	return &key, nil
}

// writeJSON prints a value on one line.
func writeJSON(con *console, value any) error {
	encoder := json.NewEncoder(con.out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
