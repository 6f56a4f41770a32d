package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
	"vigie/internal/texts"
	"vigie/probes"
)

// maxManualEvidence bounds a file joined to a manual check, in bytes.
const maxManualEvidence = 20 << 20

type probeManualCmd struct {
	configured

	Target    string `arg:"" optional:"" help:"PAN du catalogue (pan-89), cible de la configuration, ou code de département. Sans cible : les vérifications à faire."`
	Channel   string `help:"Canal : telephone, form, walk_in ; demandé s'il manque."`
	Result    string `help:"Résultat, tel que no_answer ; demandé s'il manque."`
	Role      string `help:"Qui a vérifié, par son rôle et jamais par son nom, tel que volunteer ; demandé s'il manque."`
	At        string `help:"Quand, tel que 2026-11-26T10:30, heure de Paris ; maintenant s'il manque." placeholder:"DATE"`
	FirstDate string `help:"Première date proposée, telle que 2026-12-03." placeholder:"DATE"`
	Evidence  string `help:"Fichier à joindre : il est chiffré avant d'être gardé." type:"path"`
	All       bool   `help:"Dans la liste, tous les départements, même ceux dont aucun PAN n'est connu."`
	JSON      bool   `help:"En JSON, une ligne par vérification."`
}

// Run records a check made by a person, or lists those that are due.
func (cmd probeManualCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		if cmd.Target == "" {
			return cmd.list(ctx, con, a)
		}
		target, err := a.manualTarget(cmd.Target)
		if err != nil {
			return err
		}
		check, err := cmd.check(con, target, a.now())
		if err != nil {
			return err
		}
		attempt, err := check.Attempt(target, a.cfg.Place.ID, a.now())
		if err != nil {
			return err
		}
		attempt.Simulation = a.cfg.Simulation
		if err := a.reportedOnce(ctx, attempt); err != nil {
			return err
		}
		if attempt.Evidence, err = a.sealedEvidence(ctx, cmd.Evidence); err != nil {
			return err
		}
		attempts := []*observatory.Attempt{attempt}
		if err := a.record(ctx, attempts); err != nil {
			return err
		}
		return aim{JSON: cmd.JSON}.print(con, attempts)
	})
}

// reportedOnce refuses a check that was reported before: the same target, channel,
// instant and result. One command given twice is not two checks.
func (a *app) reportedOnce(ctx context.Context, attempt *observatory.Attempt) error {
	day := observatory.DateOf(attempt.At, a.catalogue.Zone(attempt.Department))
	filter := observatory.AttemptFilter{
		Window:  observatory.Window{From: day - 1, To: day + 1, Horizon: a.recordedAt(), Simulation: attempt.Simulation},
		Journey: attempt.Journey, Target: attempt.Target, Mode: observatory.Manual,
	}
	for known, err := range a.store.Attempts(ctx, filter) {
		if err != nil {
			return err
		}
		if known.At.Equal(attempt.At) && known.Cause == attempt.Cause {
			return observatory.InputErrorf("cette vérification est déjà rapportée (tentative %s) ; une autre du même moment a une autre heure : --at", known.ID)
		}
	}
	return nil
}

// manualTarget finds a PAN, a configured target, or the PAN without a known
// address of a department.
func (a *app) manualTarget(id string) (observatory.Target, error) {
	for _, p := range a.catalogue.PANs() {
		if p.ID == id {
			return observatory.Target{ID: p.ID, System: probes.SystemManual, Department: p.Department, Name: p.Name, Address: p.Address}, nil
		}
	}
	if d, ok := a.catalogue.Department(id); ok {
		return unknownPAN(a.catalogue, d), nil
	}
	target, err := a.target(id)
	if err != nil {
		return target, observatory.InputErrorf("« %s » n'est ni un PAN du catalogue, ni un code de département, ni une cible de la configuration. « vigie probe manual --all » les liste", id)
	}
	return target, nil
}

// unknownPAN stands for the PAN of a department of which no address is known.
func unknownPAN(reference *catalogue.Catalogue, d observatory.Department) observatory.Target {
	return observatory.Target{
		ID: "pan-" + strings.ToLower(d.Code), System: probes.SystemManual, Department: d.Code,
		Name: "PAN " + reference.DepartmentOf(d.Code) + " (sans adresse connue)",
	}
}

// check gathers the answers: from the flags, and by asking for those that miss.
func (cmd probeManualCmd) check(con *console, target observatory.Target, now time.Time) (probes.ManualCheck, error) {
	check := probes.ManualCheck{Channel: cmd.Channel, Result: cmd.Result, Role: cmd.Role, At: now}
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return check, fmt.Errorf("load the time zone of Paris: %w", err)
	}
	if cmd.At != "" {
		if check.At, err = time.ParseInLocation("2006-01-02T15:04", cmd.At, zone); err != nil {
			return check, observatory.InputErrorf("--at « %s » : écrivez l'heure de Paris, telle que 2026-11-26T10:30", cmd.At)
		}
	}
	if cmd.FirstDate != "" {
		if check.FirstDate, err = observatory.ParseDate(cmd.FirstDate); err != nil {
			return check, observatory.InputErrorf("--first-date « %s » : écrivez une date, telle que 2026-12-03", cmd.FirstDate)
		}
	}
	questions := []struct {
		flag, asks string
		into       *string
		among      []probes.Choice
	}{
		{"--channel", "Comment avez-vous essayé ?", &check.Channel, probes.Channels()},
		{"--result", "Qu'est-il arrivé ? (ne retenez aucun rendez-vous dont personne n'a besoin)", &check.Result, probes.ManualResults()},
		{"--role", "Qui êtes-vous ? (un rôle, jamais un nom)", &check.Role, probes.ManualRoles()},
	}
	answers := bufio.NewScanner(os.Stdin)
	for _, q := range questions {
		if *q.into != "" {
			continue
		}
		fmt.Fprintf(con.err, "%s — %s\n", target.Name, q.asks)
		code, err := ask(con, answers, q.flag, q.among)
		if err != nil {
			return check, err
		}
		*q.into = code
	}
	return check, nil
}

// ask lists numbered answers and reads one from the terminal.
func ask(con *console, answers *bufio.Scanner, flag string, among []probes.Choice) (string, error) {
	for i, choice := range among {
		fmt.Fprintf(con.err, "  %d. %s\n", i+1, choice.Words)
	}
	fmt.Fprint(con.err, "Numéro : ")
	if !answers.Scan() {
		return "", observatory.InputErrorf("%s : aucune réponse. Répondez au terminal, ou donnez %s", flag, flag)
	}
	given := strings.TrimSpace(answers.Text())
	n, err := strconv.Atoi(given)
	if err != nil || n < 1 || n > len(among) {
		return "", observatory.InputErrorf("%s : « %s » n'est pas un numéro de la liste (1 à %d). Relancez la commande", flag, given, len(among))
	}
	return among[n-1].Code, nil
}

// sealedEvidence keeps a file, encrypted to the instance: it may show a person.
func (a *app) sealedEvidence(ctx context.Context, path string) ([]observatory.Piece, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, observatory.InputErrorf("--evidence %s : fichier introuvable", path)
	}
	if err != nil {
		return nil, observatory.InputErrorf("--evidence %s : illisible : %w", path, err)
	}
	defer func() { _ = file.Close() }() // read only
	content, err := io.ReadAll(io.LimitReader(file, maxManualEvidence+1))
	switch {
	case err != nil:
		return nil, observatory.InputErrorf("--evidence %s : illisible : %w", path, err)
	case len(content) > maxManualEvidence:
		return nil, observatory.InputErrorf("--evidence %s : plus de 20 Mo ; joignez un fichier plus petit", path)
	}
	var sealed bytes.Buffer
	writer, err := a.keys.Seal(&sealed)
	if err != nil {
		return nil, err
	}
	if _, err := writer.Write(content); err != nil {
		return nil, fmt.Errorf("seal evidence of manual check: %w", err)
	}
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("seal evidence of manual check: %w", err)
	}
	hash, err := a.files.PutBytes(ctx, sealed.Bytes())
	if err != nil {
		return nil, err
	}
	return []observatory.Piece{{Role: "manual", Hash: hash, Media: "application/age"}}, nil
}

// words are those of the terminal.
func words() texts.Printer { return texts.In(texts.French) }
