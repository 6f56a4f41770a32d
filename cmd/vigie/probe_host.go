package main

import (
	"cmp"
	"fmt"
	"net/url"
	"os/user"
	"strings"
	"text/tabwriter"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
	"vigie/probes"
)

// hostName reads a host as a person gives it: a name, or an address of it.
func hostName(text string) (string, error) {
	name := strings.ToLower(strings.TrimSpace(text))
	if strings.Contains(name, "://") {
		address, err := url.Parse(name)
		if err != nil {
			return "", observatory.InputErrorf("hôte « %s » : adresse illisible", text)
		}
		name = probes.PlainHost(address)
	} else {
		name = plainHost(name)
	}
	if name == "" || strings.ContainsAny(name, "/ \t?#@") {
		return "", observatory.InputErrorf("hôte « %s » : donnez un nom d'hôte, tel que www.exemple.gouv.fr", text)
	}
	return name, nil
}

// decider is who decides: the name given, else the account at the keyboard.
func decider(given string) string {
	if given != "" {
		return given
	}
	account, err := user.Current()
	if err != nil {
		return "inconnu"
	}
	return "compte " + account.Username
}

type probeStopCmd struct {
	configured

	Host   string `arg:"" optional:"" help:"Hôte à arrêter, tel que www.exemple.gouv.fr."`
	Reason string `help:"Pourquoi ; publié sur la page /politique."`
	By     string `help:"Qui l'a décidé ; publié. Sans lui, le compte au clavier."`
}

// Run stops a host, or lists the hosts that are stopped.
func (cmd probeStopCmd) Run(con *console) error {
	if cmd.Host == "" {
		return withState(con, cmd.Config, func(state *access.State) error { return listStops(con, state) })
	}
	return decide(con, cmd.Config, cmd.Host, cmd.Reason, cmd.By, true)
}

type probeResumeCmd struct {
	configured

	Host   string `arg:"" help:"Hôte à reprendre."`
	Reason string `help:"Pourquoi."`
	By     string `help:"Qui l'a décidé. Sans lui, le compte au clavier."`
}

// Run lets a host be visited again.
func (cmd probeResumeCmd) Run(con *console) error {
	return decide(con, cmd.Config, cmd.Host, cmd.Reason, cmd.By, false)
}

func decide(con *console, config, host, reason, by string, stop bool) error {
	name, err := hostName(host)
	if err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return observatory.InputErrorf("donnez la raison : --reason \"…\" ; elle est conservée, et publiée tant que l'hôte est arrêté")
	}
	return withState(con, config, func(state *access.State) error {
		changed, err := state.Decide(con.ctx, access.Decision{Host: name, Stopped: stop, Reason: reason, DecidedBy: decider(by), At: time.Now()})
		if err != nil {
			return err
		}
		word := map[bool]string{true: "arrêté", false: "repris"}[stop]
		if !changed {
			word = map[bool]string{true: "déjà arrêté", false: "n'était pas arrêté"}[stop]
		}
		fmt.Fprintf(con.out, "%s : %s.\n", name, word)
		return nil
	})
}

func listStops(con *console, state *access.State) error {
	stops, err := state.Stops(con.ctx)
	if err != nil {
		return err
	}
	if len(stops) == 0 {
		fmt.Fprintln(con.out, "Aucun hôte n'est arrêté.")
		return nil
	}
	table := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "HÔTE\tARRÊTÉ LE\tPAR\tRAISON")
	for _, d := range stops {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", d.Host, d.At.In(paris()).Format("2006-01-02 15:04"), d.DecidedBy, d.Reason)
	}
	return table.Flush()
}

// withState opens state.db alone: it works whether or not `serve` runs.
func withState(con *console, config string, work func(*access.State) error) error {
	cfg, err := loadConfig(config)
	if err != nil {
		return err
	}
	state, err := openState(con.ctx, cfg)
	if err != nil {
		return missingKeys(err)
	}
	defer con.closing("state", state.Close)
	return work(state)
}

type windowCmd struct {
	Add  windowAddCmd  `cmd:"" help:"Déclare une maintenance qu'un site a annoncée."`
	List windowListCmd `cmd:"" help:"Liste les maintenances annoncées, en cours ou à venir."`
}

type windowAddCmd struct {
	configured

	Host      string `arg:"" help:"Hôte, tel que www.exemple.gouv.fr."`
	From      string `required:"" help:"Début, à l'heure de Paris : 2026-12-01T22:00."`
	To        string `required:"" help:"Fin, à l'heure de Paris."`
	Announced string `help:"Quand l'annonce a été publiée, à l'heure de Paris ; sans lui, maintenant."`
	Source    string `required:"" help:"Où l'annonce a été lue ; publié."`
	By        string `help:"Qui la déclare. Sans lui, le compte au clavier."`
}

// Run declares a window. Attempts go on in it, and say that they fell in it.
func (cmd windowAddCmd) Run(con *console) error {
	name, err := hostName(cmd.Host)
	if err != nil {
		return err
	}
	now := time.Now()
	window := access.Maintenance{Host: name, Source: cmd.Source, DeclaredBy: decider(cmd.By), DeclaredAt: now, Announced: now}
	for _, field := range []struct {
		text, flag string
		into       *time.Time
	}{{cmd.From, "--from", &window.Begins}, {cmd.To, "--to", &window.Ends}, {cmd.Announced, "--announced", &window.Announced}} {
		if field.text == "" {
			continue
		}
		if *field.into, err = parisTime(field.text); err != nil {
			return observatory.InputErrorf("%s : %w", field.flag, err)
		}
	}
	if window.Announced.After(now) {
		return observatory.InputErrorf("--announced : l'annonce ne peut pas être à venir")
	}
	return withState(con, cmd.Config, func(state *access.State) error {
		if err := state.Declare(con.ctx, window); err != nil {
			return err
		}
		fmt.Fprintf(con.out, "%s : maintenance annoncée, du %s au %s. Les sondes continuent ; leurs relevés diront qu'ils sont dans cette fenêtre.\n",
			name, window.Begins.In(paris()).Format("2006-01-02 15:04"), window.Ends.In(paris()).Format("2006-01-02 15:04"))
		return nil
	})
}

// parisTime reads an instant told by the clock of Paris.
func parisTime(text string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05"} {
		if at, err := time.ParseInLocation(layout, text, paris()); err == nil {
			return at, nil
		}
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	return time.Time{}, observatory.InputErrorf("« %s » n'est pas une date et une heure, telles que 2026-12-01T22:00", text)
}

type windowListCmd struct {
	configured
}

// Run lists the windows of the configuration and of state.db.
func (cmd windowListCmd) Run(con *console) error {
	cfg, err := loadConfig(cmd.Config)
	if err != nil {
		return err
	}
	return withState(con, cmd.Config, func(state *access.State) error {
		windows, err := state.Maintenances(con.ctx, time.Now())
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(table, "HÔTE\tDÉBUT\tFIN\tANNONCÉE\tDÉCLARÉE PAR\tSOURCE")
		for _, w := range append(cfg.windows(time.Now()), windows...) {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", w.Host, w.Begins.In(paris()).Format("2006-01-02 15:04"), w.Ends.In(paris()).Format("2006-01-02 15:04"),
				w.Announced.In(paris()).Format("2006-01-02 15:04"), cmp.Or(w.DeclaredBy, "inconnu"), w.Source)
		}
		return table.Flush()
	})
}

// windows are the windows of the configuration that end after an instant.
func (c config) windows(after time.Time) []access.Maintenance {
	var open []access.Maintenance
	for _, m := range c.Probes.Maintenance {
		if window := m.window(); window.Ends.After(after) {
			open = append(open, window)
		}
	}
	return open
}
