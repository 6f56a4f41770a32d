package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/texts"
	"vigie/probes"
)

type probeCmd struct {
	Check   probeCheckCmd   `cmd:"" help:"Vérifie des fichiers de parcours et dit chaque problème."`
	List    probeListCmd    `cmd:"" help:"Liste les parcours et les cibles."`
	Run     probeRunCmd     `cmd:"" help:"Lance un parcours sur une cible, maintenant."`
	Assist  probeAssistCmd  `cmd:"" help:"Lance un parcours où une personne recopie le captcha ou se connecte à son compte."`
	Consent probeConsentCmd `cmd:"" help:"Donne le texte auquel consent la personne dont le compte est ouvert."`
	Manual  probeManualCmd  `cmd:"" help:"Rapporte une vérification faite par une personne (téléphone, formulaire, guichet), ou liste celles à faire."`
	Drift   probeDriftCmd   `cmd:"" help:"Liste les parcours qui ne reconnaissent plus leurs pages."`
	Stop    probeStopCmd    `cmd:"" help:"Arrête toute visite d'un hôte, tout de suite ; sans hôte, liste les hôtes arrêtés."`
	Resume  probeResumeCmd  `cmd:"" help:"Reprend les visites d'un hôte arrêté."`
	Window  windowCmd       `cmd:"" name:"maintenance" help:"Maintenances annoncées par un site : déclarer, lister."`
	Schema  probeSchemaCmd  `cmd:"" help:"Donne le schéma JSON des parcours, pour les éditeurs de texte."`
}

type probeCheckCmd struct {
	Files []string `arg:"" optional:"" help:"Fichiers YAML ; sans fichier, les parcours livrés." type:"path"`
	JSON  bool     `help:"Un problème par ligne, en JSON."`
}

// Run checks journeys; every problem is told with its place and its remedy.
func (cmd probeCheckCmd) Run(con *console) error {
	if len(cmd.Files) == 0 {
		journeys, err := probes.Journeys()
		if err != nil {
			return err
		}
		fmt.Fprintf(con.out, "%d parcours livrés, sans problème.\n", len(journeys))
		return nil
	}
	files := make([]probes.File, len(cmd.Files))
	for i, name := range cmd.Files {
		data, err := os.ReadFile(name)
		if err != nil {
			return observatory.InputErrorf("parcours %s : illisible : %w", name, err)
		}
		files[i] = probes.File{Name: name, Data: data}
	}
	problems, err := probes.CheckFiles(files)
	if err != nil {
		return err
	}
	for _, problem := range problems {
		if cmd.JSON {
			if err := writeJSON(con, problem); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintln(con.out, problem)
	}
	if len(problems) > 0 {
		return observatory.InputErrorf("%s dans %s", plural(len(problems), "problème", "problèmes"), plural(len(cmd.Files), "fichier", "fichiers"))
	}
	if !cmd.JSON {
		fmt.Fprintf(con.out, "%s, sans problème.\n", plural(len(cmd.Files), "fichier", "fichiers"))
	}
	return nil
}

type probeSchemaCmd struct{}

// Run prints the JSON Schema of a journey's file.
func (probeSchemaCmd) Run(con *console) error {
	schema, err := probes.Schema()
	if err != nil {
		return err
	}
	if _, err := con.out.Write(schema); err != nil {
		return fmt.Errorf("write schema of journeys: %w", err)
	}
	return nil
}

// loadJourneys gives the shipped journeys and those of the configured folder;
// an id that is taken is refused.
func loadJourneys(cfg config) ([]probes.Journey, error) {
	journeys, err := probes.Journeys()
	if err != nil || cfg.Probes.Journeys == "" {
		return journeys, err
	}
	if _, err := os.Stat(cfg.Probes.Journeys); err != nil {
		return nil, observatory.InputErrorf("dossier de parcours %s : %w", cfg.Probes.Journeys, err)
	}
	added, err := probes.LoadJourneys(os.DirFS(filepath.Clean(cfg.Probes.Journeys)))
	if err != nil {
		return nil, err
	}
	return probes.Merge(journeys, added)
}

// aim is which journey to run on which target.
type aim struct {
	maybeConfigured

	Journey    string `arg:"" help:"Parcours, tel que pan.door."`
	Target     string `help:"Cible de la configuration, ou site de préfecture du catalogue, tel que P89." xor:"what"`
	URL        string `help:"Adresse, pour une cible que la configuration n'a pas." xor:"what"`
	System     string `help:"Système de cette adresse ; sans lui, il est lu dans l'adresse." enum:",anef,rdv-prefecture,rdv-service-public,ancien-module,ccc-form,prefecture-site,demarches-simplifiees" default:""`
	Department string `help:"Département de cette adresse, tel que 01 ; seul, le site de sa préfecture."`
	Prefecture string `help:"Nom de préfecture que la page doit afficher."`
	JSON       bool   `help:"Les tentatives en JSON, une par ligne."`
	DryRun     bool   `help:"N'enregistre rien : ni base, ni registre, ni capture."`
}

type probeRunCmd struct {
	aim
	Show bool `help:"Ouvre un navigateur visible."`
}

// Run makes one attempt (and its confirmation when it ended down or degraded).
func (cmd probeRunCmd) Run(con *console) error {
	return cmd.with(con, func(ctx context.Context, runner *probes.Runner, journey probes.Journey, target observatory.Target) ([]*observatory.Attempt, error) {
		return runner.Run(ctx, journey, target, probes.RunOptions{Visible: cmd.Show})
	})
}

type probeAssistCmd struct {
	aim
	Consent string `help:"Pour un parcours qui ouvre un compte : date (AAAA-MM-JJ) à laquelle la personne a donné son accord au texte de « vigie probe consent »."`
}

// Run opens a visible browser; the person at it types the captcha, or signs in
// to her account.
func (cmd probeAssistCmd) Run(con *console) error {
	return cmd.with(con, func(ctx context.Context, runner *probes.Runner, journey probes.Journey, target observatory.Target) ([]*observatory.Attempt, error) {
		consent, err := consentTo(journey, cmd.Consent, time.Now())
		if err != nil {
			return nil, err
		}
		attempt, err := runner.Assist(ctx, journey, target, probes.AssistOptions{
			Consent: consent, Prompt: func(text string) { fmt.Fprintln(con.err, text) },
		})
		if err != nil {
			return nil, err
		}
		return []*observatory.Attempt{attempt}, nil
	})
}

// attempter runs a journey on a target.
type attempter func(context.Context, *probes.Runner, probes.Journey, observatory.Target) ([]*observatory.Attempt, error)

// with finds journey and target before anything is opened, runs, records and
// prints.
func (cmd aim) with(con *console, run attempter) error {
	cfg, err := loadConfig(cmd.configPath())
	if err != nil {
		return err
	}
	target, err := cmd.target(cfg)
	if err != nil {
		return err
	}
	journeys, err := loadJourneys(cfg)
	if err != nil {
		return err
	}
	journey, err := probes.Find(journeys, cmd.Journey, target.System)
	if err != nil {
		return err
	}
	if cmd.DryRun {
		return cmd.dryRun(con, cfg, run, journey, target)
	}
	return withApp(con, cmd.configPath(), func(ctx context.Context, a *app) error {
		runner, err := probes.NewRunner(a.probeConfig())
		if err != nil {
			return err
		}
		defer con.closing("browser", runner.Close)
		attempts, err := run(ctx, runner, journey, target)
		if err != nil {
			return err
		}
		if err := a.record(ctx, attempts); err != nil {
			return err
		}
		return cmd.print(con, attempts)
	})
}

func (cmd aim) dryRun(con *console, cfg config, run attempter, journey probes.Journey, target observatory.Target) error {
	settings := probeConfig(cfg)
	settings.Log = con.log
	if _, err := os.Stat(cfg.Data); err == nil { // a stop and a cap hold for an attempt that leaves no trace, too
		state, err := openState(con.ctx, cfg)
		if err != nil {
			return err
		}
		defer con.closing("state", state.Close)
		settings.Gate = gate(cfg, state)
	}
	runner, err := probes.NewRunner(settings)
	if err != nil {
		return err
	}
	defer con.closing("browser", runner.Close)
	attempts, err := run(con.ctx, runner, journey, target)
	if err != nil {
		return err
	}
	return cmd.print(con, attempts)
}

// target is the configured target, or one made of the address given.
func (cmd aim) target(cfg config) (observatory.Target, error) {
	if cmd.URL != "" {
		system := cmp.Or(cmd.System, probes.SystemOf(cmd.URL))
		if system == "" {
			return observatory.Target{}, observatory.InputErrorf("l'adresse %s ne dit pas de quel système elle est : ajoutez --system", cmd.URL)
		}
		address := plainAddress(cmd.URL)
		return observatory.Target{
			ID: addressID(address), System: system, Department: cmd.Department, Prefecture: cmd.Prefecture,
			Address: address, Source: "ligne de commande", Status: observatory.Unverified, Simulation: cfg.Simulation,
		}, nil
	}
	return cmd.known(cfg)
}

func (cmd aim) print(con *console, attempts []*observatory.Attempt) error {
	for _, attempt := range attempts {
		if cmd.JSON {
			if err := writeJSON(con, attempt); err != nil {
				return err
			}
			continue
		}
		printAttempt(con, attempt)
	}
	return nil
}

func printAttempt(con *console, a *observatory.Attempt) {
	if a.Simulation {
		fmt.Fprintln(con.out, "SIMULATION")
	}
	fmt.Fprintf(con.out, "%s sur %s : %s (%s)\n", a.Journey, a.Target, texts.In(texts.French).Outcome(a.Outcome), a.Cause)
	fmt.Fprintf(con.out, "  %s\n", a.Detail)
	for _, step := range a.Steps {
		mark := "✓"
		if !step.OK {
			mark = "✗"
		}
		fmt.Fprintf(con.out, "  %s %-34s %6d ms  %s\n", mark, step.Name, step.Duration.Milliseconds(), step.Message)
	}
	if a.Substitution != "" {
		fmt.Fprintf(con.out, "  substitution proposée sur cet écran : %s\n", map[observatory.Substitution]string{
			observatory.SubstitutionOffered: "oui", observatory.SubstitutionAbsent: "non",
		}[a.Substitution])
	}
	if a.Consent.On.Known() {
		fmt.Fprintf(con.out, "  accord de la personne : le %s, texte %s\n", a.Consent.On, a.Consent.Version)
	}
	if a.FirstDate.Known() {
		fmt.Fprintf(con.out, "  première date affichée : %s\n", a.FirstDate)
	}
	fmt.Fprintf(con.out, "  tentative %s, %s de preuve\n", a.ID, plural(len(a.Evidence), "fichier", "fichiers"))
}

// pagePause is between two pages of a site that one attempt reads: what the
// Attrap project leaves between two of its requests to such a site.
const pagePause = 5 * time.Second

// probeConfig is the runner's configuration without a data folder: captures go
// nowhere.
func probeConfig(cfg config) probes.Config {
	settings := probes.Config{
		Browser: cfg.Probes.Browser, Version: version, Contact: cfg.Contact, Place: cfg.Place.ID,
		Simulation: cfg.Simulation, Concurrency: cfg.Probes.Concurrency, HostInterval: cfg.Probes.HostInterval,
		ConfirmAfter: cfg.Probes.ConfirmAfter, Control: cfg.Probes.Control, NTP: cfg.Probes.NTP, Echo: cfg.Probes.PublicIP, Network: cfg.Place.Network,
		BackOff: cfg.Probes.BackOff,
		Recycle: cfg.Probes.RecycleAttempts, RecycleSize: cfg.Probes.RecycleMemory << 20, MemoryCap: cfg.Probes.BrowserMemory << 20,
	}
	if !cfg.Simulation {
		settings.PagePause = pagePause
	}
	for _, exception := range cfg.Probes.Robots {
		settings.Exceptions = append(settings.Exceptions, probes.RobotsException{
			Host: exception.Host, Path: exception.Path, Reason: exception.Reason, DecidedBy: exception.Decided,
		})
	}
	return settings
}

// probeConfig keeps the captures in the data folder.
func (a *app) probeConfig() probes.Config {
	settings := probeConfig(a.cfg)
	settings.Log, settings.Seal = a.log, a.seal
	settings.Gate = gate(a.cfg, a.state)
	settings.Free, settings.DiskReserve = a.freeSpace, a.cfg.Probes.DiskReserve<<20
	settings.Keep = a.keepFile
	return settings
}

// keepFile keeps an evidence file.
func (a *app) keepFile(ctx context.Context, _ string, content []byte) (observatory.Hash, error) {
	return a.files.PutBytes(ctx, content)
}
